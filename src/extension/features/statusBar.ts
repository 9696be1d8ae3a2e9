/** The status bar's item while a session is shown: what 100 % of the heat is. A click goes to the hot lines. */

import * as vscode from 'vscode';

import type { SessionSummary } from '../../protocol/heat.ts';
import type { BasisName } from '../../protocol/profileJson.ts';
import type { HeatlineContext } from '../context.ts';
import { formatCount, formatSeconds } from '../format.ts';

const basisMeaning: Readonly<Record<BasisName, string>> = {
  elapsed: 'elapsed time of the main thread plus CPU time of the others',
  cpu: 'CPU time of all threads',
  wait: 'waiting of all threads',
};

export function activate(ctx: HeatlineContext): void {
  const item = vscode.window.createStatusBarItem('heatline.session', vscode.StatusBarAlignment.Left);
  item.name = 'Heatline';
  item.command = 'heatline.hotLines.focus';
  ctx.subscriptions.push(
    item,
    ctx.shown.onDidChange((session) => {
      if (session === undefined) {
        item.hide();
        return;
      }
      item.text = `$(flame) ${formatSeconds(session.wall_s)}`;
      item.tooltip = tooltip(session);
      item.accessibilityInformation = { label: `Heatline: profile of ${session.program}` };
      item.show();
    }),
  );
}

function tooltip(session: SessionSummary): string {
  const python = session.pythonVersion === '' ? '' : ` (Python ${session.pythonVersion})`;
  return [
    session.program,
    `${session.interpreter}${python}`,
    `${formatSeconds(session.wall_s)} elapsed, ${formatSeconds(session.cpu_s)} CPU, ${formatCount(session.samples, 'sample')} at ${session.rate_hz} Hz`,
    `100 % is ${formatSeconds(session.basis_s)}: ${basisMeaning[session.basis]}`,
    `${formatSeconds(session.scheduled_out_s)} went by while other programs had the processor`,
  ].join('\n');
}
