/**
 * What the heat shows (time, memory allocated, memory at the peak, copies): `heatline.chooseMetric`, in the palette and on an item of
 * the status bar while a session is shown. The choice is kept for the workspace. What the shown run has not measured can't be
 * chosen; the list says why.
 */

import * as vscode from 'vscode';

import { bytesText } from '../../base/bytesText.ts';
import type { SessionSummary } from '../../protocol/heat.ts';
import type { HeatMetric, MemorySummary } from '../../protocol/memoryView.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { formatSeconds } from '../format.ts';
import { metricNames, metricOf } from '../shownMetric.ts';
import { measurementMissing, nothingShown } from '../userErrors.ts';

interface MetricItem extends vscode.QuickPickItem {
  readonly metric: HeatMetric;
}

export function activate(ctx: HeatlineContext): void {
  const item = vscode.window.createStatusBarItem('heatline.metric', vscode.StatusBarAlignment.Left);
  item.name = 'Heatline: what the heat shows';
  item.command = 'heatline.chooseMetric';
  const show = (): void => {
    const session = ctx.shown.current;
    if (session === undefined) {
      item.hide();
      return;
    }
    const name = metricNames[metricOf(session, ctx.metric.chosen)];
    item.text = `$(paintcan) ${name}`;
    item.tooltip = `The heat on the lines shows: ${name.toLowerCase()}. A click chooses another.`;
    item.accessibilityInformation = { label: `Heatline: the heat shows ${name.toLowerCase()}, choose another` };
    item.show();
  };
  ctx.subscriptions.push(
    item,
    ctx.shown.onDidChange(show),
    ctx.metric.onDidChange((metric) => {
      if (!ctx.server.isStarted) return;
      ctx.server
        .request('heatline/setMetric', { metric })
        .then(() => ctx.shown.refresh())
        .catch((error: unknown) => ctx.log.error(`the choice of the heat did not arrive: ${String(error)}`));
    }),
  );
  registerCommand(ctx, 'heatline.chooseMetric', async () => choose(ctx));
}

async function choose(ctx: HeatlineContext): Promise<void> {
  const session = ctx.shown.current;
  if (session === undefined) throw nothingShown();
  const chosen = await vscode.window.showQuickPick(items(session, metricOf(session, ctx.metric.chosen)), {
    title: 'What the Heat Shows',
    placeHolder: '',
  });
  if (chosen === undefined) return;
  const missing = missingOf(session.memory, chosen.metric);
  if (missing !== null) throw measurementMissing(missing);
  await ctx.metric.choose(chosen.metric);
}

function items(session: SessionSummary, current: HeatMetric): MetricItem[] {
  const { memory } = session;
  const details: Readonly<Record<HeatMetric, string>> = {
    time: `Where ${formatSeconds(session.basis_s)} went: ${session.basisWords}.`,
    peak: `What held ${bytesText(memory.peak_live_bytes)} when live memory was highest.`,
    allocated: `What requested ${bytesText(memory.alloc_bytes)} during the run.`,
    copies: `What copied ${bytesText(memory.copy_bytes)}.`,
  };
  return (['time', 'peak', 'allocated', 'copies'] as const).map((metric) => ({
    metric,
    label: `${metric === current ? '$(check)' : '$(blank)'} ${metricNames[metric]}`,
    detail: missingOf(memory, metric)?.message ?? details[metric],
  }));
}

function missingOf(memory: MemorySummary, metric: HeatMetric): MemorySummary['memoryMissing'] {
  if (memory.metrics.includes(metric)) return null;
  return metric === 'copies' ? memory.copiesMissing : memory.memoryMissing;
}
