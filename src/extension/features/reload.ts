/**
 * Heat comes back after the window was reloaded: the folder of the session that was shown last in this workspace is remembered,
 * and the session is shown again once a Python file is visible. Clearing the heat forgets it. A session that is gone is no news.
 */

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';
import { namedSession } from './startSession.ts';

const key = 'heatline.shownSession';

export function activate(ctx: HeatlineContext): void {
  const remembered = ctx.workspaceState.get<string>(key, '');
  ctx.subscriptions.push(
    ctx.shown.onDidChange((session) => {
      ctx.workspaceState
        .update(key, session?.folder)
        .then(undefined, (error: unknown) => ctx.log.warn(`the shown session is not remembered: ${String(error)}`));
    }),
  );
  if (remembered !== '' && namedSession() === '') whenPythonIsVisible(ctx, () => showAgain(ctx, remembered));
}

function whenPythonIsVisible(ctx: HeatlineContext, then: () => Promise<void>): void {
  const start = (): boolean => {
    if (!vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'python')) return false;
    then().catch((error: unknown) => ctx.log.warn(`the last session is not shown again: ${String(error)}`));
    return true;
  };
  if (start()) return;
  const waiting = vscode.window.onDidChangeVisibleTextEditors(() => {
    if (start()) waiting.dispose();
  });
  ctx.subscriptions.push(waiting);
}

async function showAgain(ctx: HeatlineContext, folder: string): Promise<void> {
  // Something else is shown by now.
  if (ctx.shown.current !== undefined) return;
  const result = await ctx.server.request('heatline/openSession', { folder });
  if (result.kind === 'opened') ctx.shown.show(result.session);
  else ctx.log.info(`the last session is not shown again: ${result.message}`);
}
