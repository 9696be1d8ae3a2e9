/**
 * Diagnostics on lines of which the shown run says something, also in files that are not open. They are looked up when what is shown
 * or a setting changes, and again after each edit of a file that was looked at: a line that was edited since has none. Switched off
 * with the heat.
 */

import * as vscode from 'vscode';

import type { HeatlineContext } from './context.ts';

const editPauseMs = 250;
/** Files that are looked at although they are not open. */
const mostFiles = 20;

/** What is pointed out; `T` is what the run says of a line. */
export interface LineDiagnostics<T> {
  /** For the log. */
  readonly name: string;
  readonly isWanted: () => boolean;
  /** Files to look at, where they are here. */
  readonly findPaths: () => Promise<readonly string[]>;
  readonly look: (document: vscode.TextDocument) => Promise<readonly T[]>;
  readonly diagnostic: (found: T, document: vscode.TextDocument) => vscode.Diagnostic;
}

/** @returns what was last found in a document, for actions */
export function showLineDiagnostics<T>(
  ctx: HeatlineContext,
  { name, isWanted, findPaths, look, diagnostic }: LineDiagnostics<T>,
): (uri: vscode.Uri) => readonly T[] {
  const collection = vscode.languages.createDiagnosticCollection('heatline');
  const shown = new Map<string, readonly T[]>();
  const planned = new Map<string, NodeJS.Timeout>();
  let round = 0;

  const isOn = (): boolean => ctx.shown.current !== undefined && !ctx.shown.isHidden && isWanted();

  async function lookAll(): Promise<void> {
    round += 1;
    const own = round;
    const documents = isOn() ? await openAll(await findPaths()) : [];
    if (own !== round) return;
    collection.clear();
    shown.clear();
    for (const document of documents) await lookAt(document);
  }

  async function lookAt(document: vscode.TextDocument): Promise<void> {
    const { version, uri } = document;
    const found = await look(document);
    // An edit on the way has planned another look.
    if (document.version !== version || !isOn()) return;
    shown.set(uri.toString(), found);
    collection.set(
      uri,
      found.map((each) => diagnostic(each, document)),
    );
  }

  const soon = (key: string, pauseMs: number, run: () => Promise<void>): void => {
    clearTimeout(planned.get(key));
    const start = (): void => {
      run().catch((error: unknown) => ctx.log.error(`${name} were not looked up: ${String(error)}`));
    };
    planned.set(key, setTimeout(start, pauseMs));
  };
  const all = (): void => soon('', 0, lookAll);
  ctx.subscriptions.push(
    collection,
    ctx.shown.onDidChange(all),
    ctx.shown.onDidToggle(all),
    ctx.config.onDidChange(all),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const key = document.uri.toString();
      if (shown.has(key)) soon(key, editPauseMs, async () => lookAt(document));
    }),
    { dispose: () => planned.forEach((timer) => clearTimeout(timer)) },
  );
  return (uri) => shown.get(uri.toString()) ?? [];
}

/** Opening a document, without showing it, lets the server compare it with what was profiled. */
async function openAll(paths: readonly string[]): Promise<vscode.TextDocument[]> {
  const files = [...new Set(paths)].filter((path) => path.startsWith('/')).slice(0, mostFiles);
  const found = await Promise.allSettled(
    files.map(async (path) => vscode.workspace.openTextDocument(vscode.Uri.file(path))),
  );
  return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** A line's text without its indentation. @param line 1-based; a file that became shorter meanwhile is looked at again */
export function textRange(document: vscode.TextDocument, line: number): vscode.Range {
  const text = document.lineAt(Math.min(line, document.lineCount) - 1);
  return new vscode.Range(
    text.lineNumber,
    text.firstNonWhitespaceCharacterIndex,
    text.lineNumber,
    text.text.trimEnd().length,
  );
}
