/** `heatline.copyHotLines`: the hottest lines that are shown, as a Markdown table for a pull request, on the clipboard. */

import * as vscode from 'vscode';

import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { nothingShown } from '../userErrors.ts';

/** More makes no reviewer happy. */
const mostRows = 15;
const toldForMs = 4000;

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.copyHotLines', async () => {
    if (ctx.shown.current === undefined) throw nothingShown();
    const { markdown } = await ctx.server.request('heatline/hotLinesMarkdown', { limit: mostRows });
    if (markdown === '') throw nothingShown();
    await vscode.env.clipboard.writeText(markdown);
    vscode.window.setStatusBarMessage('$(check) Hot lines copied as Markdown', toldForMs);
  });
}
