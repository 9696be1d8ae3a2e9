/**
 * A warning on each line that is suspected to leak, with the setting `heatline.leakWarnings.enabled`: rate and evidence in the
 * message, the largest calling context as related information, and "Show in Leaks" as its action. A line that was edited since has
 * no warning. Switched off with the heat.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { DocumentLeak, LeakRow } from '../../protocol/memoryView.ts';
import type { HeatlineContext } from '../context.ts';
import { formatSeconds } from '../format.ts';
import { showLineDiagnostics, textRange } from '../lineDiagnostics.ts';
import { leakEvidence, leakRate } from '../memoryItems.ts';
import { bytesText } from '../../base/bytesText.ts';

const mark = { source: 'Heatline', code: 'LEAK' } as const;
const mostRelated = 3;

export function activate(ctx: HeatlineContext): void {
  const warned = showLineDiagnostics<DocumentLeak>(ctx, {
    name: 'leaks',
    isWanted: () => ctx.config.warnsOfLeaks(),
    async findPaths() {
      if (ctx.shown.current?.memory.n_leaks === 0) return [];
      const { rows } = await ctx.server.request('heatline/leakRows', {});
      return rows.map(({ path }) => path);
    },
    async look({ uri }) {
      const { leaks } = await ctx.server.request('heatline/documentLeaks', { uri: uri.toString() });
      return leaks;
    },
    diagnostic,
  });
  ctx.subscriptions.push(
    vscode.languages.registerCodeActionsProvider(
      { language: 'python', scheme: 'file' },
      { provideCodeActions: ({ uri }, range) => actions(warned(uri), range) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

function diagnostic({ line, leak }: DocumentLeak, document: vscode.TextDocument): vscode.Diagnostic {
  const range = textRange(document, line);
  const made = new vscode.Diagnostic(range, message(leak), vscode.DiagnosticSeverity.Warning);
  made.source = mark.source;
  made.code = mark.code;
  made.relatedInformation = related(leak);
  return made;
}

function message(leak: LeakRow): string {
  const { live_bytes, last_s } = leak.evidence;
  return [
    `Suspected leak: the memory of this line grows by ${leakRate(leak)}.`,
    `${leakEvidence(leak)}, ${bytesText(live_bytes)} live at the end, last allocation at ${formatSeconds(last_s)}.`,
  ].join('\n');
}

/** The line itself is the first frame of each context. */
function related({ evidence }: LeakRow): vscode.DiagnosticRelatedInformation[] {
  return evidence.contexts.slice(0, mostRelated).flatMap(({ frames, live_bytes }) => {
    const caller = frames[1];
    if (caller === undefined || !caller.path.startsWith('/')) return [];
    const at = new vscode.Location(vscode.Uri.file(caller.path), new vscode.Position(Math.max(0, caller.line - 1), 0));
    const text = `${bytesText(live_bytes)} through ${caller.name} (${basename(caller.path)}:${caller.line})`;
    return [new vscode.DiagnosticRelatedInformation(at, text)];
  });
}

function actions(leaks: readonly DocumentLeak[], range: vscode.Range): vscode.CodeAction[] {
  return leaks
    .filter(({ line }) => range.start.line <= line - 1 && line - 1 <= range.end.line)
    .map(({ leak }) => {
      const action = new vscode.CodeAction('Show in Leaks', vscode.CodeActionKind.QuickFix);
      action.command = { title: action.title, command: 'heatline.showLeak', arguments: [leak.path, leak.line] };
      return action;
    });
}
