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
import { leakEvidence, leakRate } from '../memoryItems.ts';
import { bytesText } from '../../base/bytesText.ts';

const mark = { source: 'Heatline', code: 'LEAK' } as const;
const editPauseMs = 250;
/** Files that are looked at although they are not open. */
const mostFiles = 20;
const mostRelated = 3;

/** Warned-about leaks by their place, for the action. */
type Warned = Map<string, readonly DocumentLeak[]>;

export function activate(ctx: HeatlineContext): void {
  const collection = vscode.languages.createDiagnosticCollection('heatline');
  const warned: Warned = new Map();
  const planned = new Map<string, NodeJS.Timeout>();
  let round = 0;

  async function warnAll(): Promise<void> {
    round += 1;
    const own = round;
    const documents = shows(ctx) ? await leakingDocuments(ctx) : [];
    if (own !== round) return;
    collection.clear();
    warned.clear();
    for (const document of documents) await warn(document);
  }

  async function warn(document: vscode.TextDocument): Promise<void> {
    const { version, uri } = document;
    const { leaks } = await ctx.server.request('heatline/documentLeaks', { uri: uri.toString() });
    // An edit on the way has planned another look.
    if (document.version !== version || !shows(ctx)) return;
    warned.set(uri.toString(), leaks);
    collection.set(uri, leaks.map(diagnostic(document)));
  }

  const soon = (key: string, pauseMs: number, look: () => Promise<void>): void => {
    clearTimeout(planned.get(key));
    const run = (): void => {
      look().catch((error: unknown) => ctx.log.error(`leaks were not looked up: ${String(error)}`));
    };
    planned.set(key, setTimeout(run, pauseMs));
  };
  const all = (): void => soon('', 0, warnAll);
  ctx.subscriptions.push(
    collection,
    ctx.shown.onDidChange(all),
    ctx.shown.onDidToggle(all),
    ctx.config.onDidChange(all),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const key = document.uri.toString();
      if (warned.has(key)) soon(key, editPauseMs, async () => warn(document));
    }),
    vscode.languages.registerCodeActionsProvider(
      { language: 'python', scheme: 'file' },
      { provideCodeActions: (document, range) => actions(warned.get(document.uri.toString()) ?? [], range) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    { dispose: () => planned.forEach((timer) => clearTimeout(timer)) },
  );
}

function shows({ shown, config }: HeatlineContext): boolean {
  return shown.current !== undefined && !shown.isHidden && config.warnsOfLeaks();
}

/** Opening a document, without showing it, lets the server compare it with what was profiled. */
async function leakingDocuments(ctx: HeatlineContext): Promise<vscode.TextDocument[]> {
  if (ctx.shown.current?.memory.n_leaks === 0) return [];
  const { rows } = await ctx.server.request('heatline/leakRows', {});
  const paths = [...new Set(rows.map(({ path }) => path).filter((path) => path.startsWith('/')))].slice(0, mostFiles);
  const found = await Promise.allSettled(
    paths.map(async (path) => vscode.workspace.openTextDocument(vscode.Uri.file(path))),
  );
  return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

function diagnostic(document: vscode.TextDocument): (leak: DocumentLeak) => vscode.Diagnostic {
  return ({ line, leak }) => {
    const text = document.lineAt(Math.min(line, document.lineCount) - 1);
    const range = new vscode.Range(
      text.lineNumber,
      text.firstNonWhitespaceCharacterIndex,
      text.lineNumber,
      text.text.trimEnd().length,
    );
    const made = new vscode.Diagnostic(range, message(leak), vscode.DiagnosticSeverity.Warning);
    made.source = mark.source;
    made.code = mark.code;
    made.relatedInformation = related(leak);
    return made;
  };
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
