/**
 * Commands `heatline.nextHotLine` and `heatline.previousHotLine`: from one hot line of the file to the next in the order of the file,
 * around its ends. What the line takes is said in the status bar, which screen readers can be asked to read.
 */

import * as vscode from 'vscode';

import type { LineHeat } from '../../protocol/heat.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { formatLine } from '../memoryFormat.ts';
import { metricOf } from '../shownMetric.ts';
import { showUserMessage } from '../showUserMessage.ts';
import { noHotLine } from '../userErrors.ts';

const leastStep = 3;
const saidForMs = 8000;

export function activate(ctx: HeatlineContext): void {
  const item = vscode.window.createStatusBarItem('heatline.hotLine', vscode.StatusBarAlignment.Left);
  item.name = 'Heatline: hot line';
  let timer: NodeJS.Timeout | undefined;
  const say = (text: string): void => {
    item.text = text;
    item.accessibilityInformation = { label: text, role: 'status' };
    item.show();
    clearTimeout(timer);
    timer = setTimeout(() => item.hide(), saidForMs);
  };
  ctx.subscriptions.push(item, { dispose: () => clearTimeout(timer) });
  registerCommand(ctx, 'heatline.nextHotLine', async () => goToHotLine(ctx, nextLine, say));
  registerCommand(ctx, 'heatline.previousHotLine', async () => goToHotLine(ctx, previousLine, say));
}

/** @returns undefined without hot lines @param hot ascending @param from a line, 1-based */
type Choose = (hot: readonly LineHeat[], from: number) => LineHeat | undefined;

const nextLine: Choose = (hot, from) => hot.find(({ line }) => line > from) ?? hot[0];
const previousLine: Choose = (hot, from) => hot.findLast(({ line }) => line < from) ?? hot.at(-1);

async function goToHotLine(ctx: HeatlineContext, choose: Choose, say: (text: string) => void): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const hot = editor === undefined ? [] : await hotLinesOf(ctx, editor.document);
  const chosen = choose(hot, (editor?.selection.active.line ?? 0) + 1);
  if (editor === undefined || chosen === undefined) {
    await showUserMessage(noHotLine());
    return;
  }
  const line = editor.document.lineAt(Math.min(chosen.line, editor.document.lineCount) - 1);
  const at = new vscode.Position(line.lineNumber, line.firstNonWhitespaceCharacterIndex);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const metric = ctx.shown.current === undefined ? 'time' : metricOf(ctx.shown.current, ctx.metric.chosen);
  say(`Line ${chosen.line}: ${formatLine(chosen, metric, ctx.config.columns())}`);
}

/** Lines that may be noise are passed over. */
async function hotLinesOf(ctx: HeatlineContext, { uri }: vscode.TextDocument): Promise<LineHeat[]> {
  if (ctx.shown.current === undefined) return [];
  const heat = await ctx.server.request('heatline/documentHeat', { uri: uri.toString(), first: 1, last: 0 });
  return heat.kind === 'heat' ? heat.lines.filter(({ step, uncertain }) => step >= leastStep && !uncertain) : [];
}
