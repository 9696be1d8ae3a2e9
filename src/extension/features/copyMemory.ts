/** `heatline.copyMemory`, `heatline.copyCopies`, `heatline.copyLeaks`: what a view lists, as a Markdown table on the clipboard. */

import * as vscode from 'vscode';

import type { MemoryMarkdownParams } from '../../protocol/lsp.ts';
import { registerCommand, type CommandName } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { memoryOrder } from '../memoryOrder.ts';
import { measurementMissing, nothingShown } from '../userErrors.ts';

/** More makes no reviewer happy. */
const mostRows = 15;
const toldForMs = 4000;

const lists: readonly (readonly [command: CommandName, list: MemoryMarkdownParams['list'], told: string])[] = [
  ['heatline.copyMemory', 'memory', 'Memory lines'],
  ['heatline.copyCopies', 'copies', 'Copying lines'],
  ['heatline.copyLeaks', 'leaks', 'Leaks'],
];

export function activate(ctx: HeatlineContext): void {
  for (const [command, list, told] of lists) {
    registerCommand(ctx, command, async () => {
      const memory = ctx.shown.current?.memory;
      if (memory === undefined) throw nothingShown();
      const missing = list === 'copies' ? memory.copiesMissing : memory.memoryMissing;
      if (missing !== null) throw measurementMissing(missing);
      const asked = { list, order: memoryOrder(ctx), limit: mostRows };
      const { markdown } = await ctx.server.request('heatline/memoryMarkdown', asked);
      if (markdown === '') throw nothingShown();
      await vscode.env.clipboard.writeText(markdown);
      vscode.window.setStatusBarMessage(`$(check) ${told} copied as Markdown`, toldForMs);
    });
  }
}
