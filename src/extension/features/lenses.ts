/**
 * Lenses of Python files, with the setting `heatline.lenses.enabled`:
 * - above functions on which the shown session spent time: what they took themselves, and with all that they called;
 * - above `if __name__ == "__main__"`: a button that profiles the file, also without a session;
 * - at the top of a file that was edited since: how old the numbers are.
 */

import * as vscode from 'vscode';

import { ageText } from '../../base/ageText.ts';
import type { FunctionHeat } from '../../protocol/heat.ts';
import type { HeatlineContext } from '../context.ts';
import { formatFunction } from '../format.ts';

const mainGuard = /^if\s+__name__\s*==\s*(["'])__main__\1\s*:/;

export function activate(ctx: HeatlineContext): void {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      if (!ctx.config.showsLenses()) return [];
      return [...profileLenses(document), ...(await heatLenses(ctx, document))];
    },
  };
  ctx.subscriptions.push(
    changed,
    vscode.languages.registerCodeLensProvider({ scheme: 'file', language: 'python' }, provider),
    ctx.shown.onDidChange(() => changed.fire()),
    ctx.shown.onDidToggle(() => changed.fire()),
    ctx.config.onDidChange(() => changed.fire()),
  );
}

function profileLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  const line = document
    .getText()
    .split(/\r?\n/)
    .findIndex((text) => mainGuard.test(text));
  return line < 0 ? [] : [profileLens(document, line, 'Profile this file')];
}

async function heatLenses(ctx: HeatlineContext, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const session = ctx.shown.current;
  if (session === undefined || ctx.shown.isHidden) return [];
  const { version } = document;
  const { functions, edits } = await ctx.server.request('heatline/functionHeat', { uri: document.uri.toString() });
  // Edited on the way: VS Code asks again.
  if (document.version !== version) return [];
  const age = `Heat ${ageText(session.startedAt, edits, Date.now())}`;
  const ageLenses = edits === 0 ? [] : [textLens(0, age), profileLens(document, 0, 'Profile again')];
  return [...ageLenses, ...functions.map(functionLens)];
}

function functionLens(heat: FunctionHeat): vscode.CodeLens {
  return textLens(heat.line - 1, formatFunction(heat));
}

/** A lens without a command is plain text. */
function textLens(line: number, title: string): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command: '' });
}

function profileLens({ uri }: vscode.TextDocument, line: number, title: string): vscode.CodeLens {
  const range = new vscode.Range(line, 0, line, 0);
  return new vscode.CodeLens(range, { title, command: 'heatline.profileFile', arguments: [uri] });
}
