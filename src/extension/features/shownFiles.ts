/**
 * `heatline.include`, `heatline.exclude` and `heatline.pathMappings`, per workspace folder: the language server decides by them which
 * files are painted and listed, so it is told when they change. It starts with what they are then.
 */

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';

export function activate(ctx: HeatlineContext): void {
  const tell = (): void => {
    if (!ctx.server.isStarted) return;
    ctx.server
      .request('heatline/setShownFiles', ctx.config.shownFiles())
      .then(() => ctx.shown.refresh())
      .catch((error: unknown) => ctx.log.error(`the settings of files did not arrive: ${String(error)}`));
  };
  ctx.subscriptions.push(ctx.config.onDidChange(tell), vscode.workspace.onDidChangeWorkspaceFolders(tell));
}
