/**
 * Commands behind the quick fixes on import findings. `heatline.deferImports` moves all imports of a file that findings speak of to
 * where they are used, as far as that is safe, in one change, and says how many stay. `heatline.showStayingImports` says why, of one
 * statement or of all of a file. Both start the run's interpreter, so neither does anything in Restricted Mode.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { DeferImportsResult, DocumentEdit, StatementFix } from '../../protocol/importFixes.ts';
import type { RequestResult } from '../../protocol/lsp.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { deferredText, reasonLine, reasonOf } from '../importFixText.ts';
import type { NextStep } from '../nextSteps.ts';
import { showOutcome } from '../showUserMessage.ts';
import {
  fixesNotTrusted,
  importsNotPlanned,
  measurementMissing,
  noImportFinding,
  noPythonFile,
  nothingShown,
} from '../userErrors.ts';

type Planned<R> = Extract<R, { readonly kind: 'planned' }>;

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.deferImports', async (uri) => {
    const document = await openDocument(ctx, uri);
    const plan = await planAll(ctx, document);
    if (plan === undefined) return;
    const n_moved = plan.statements.filter(({ isSafe }) => isSafe).length;
    if (n_moved > 0) await apply(document, plan.edits);
    // The change has moved lines, and reasons name them.
    const staying = n_moved < plan.statements.length ? await askStaying(ctx, document) : [];
    await tell(document, n_moved, staying);
  });
  registerCommand(ctx, 'heatline.showStayingImports', async (uri, line) => {
    const document = await openDocument(ctx, uri);
    const staying = await askStaying(ctx, document);
    const one = staying.find((each) => each.line === line);
    if (one !== undefined) await showReason(document, one);
    else if (staying.length > 0) await pickReason(document, staying);
    else throw noImportFinding(basename(document.uri.fsPath));
  });
}

/** The document that a button names, else that of the active editor. */
async function openDocument(ctx: HeatlineContext, uri: unknown): Promise<vscode.TextDocument> {
  if (!vscode.workspace.isTrusted) throw fixesNotTrusted();
  if (ctx.shown.current === undefined) throw nothingShown();
  const { missing } = ctx.shown.current.imports;
  if (missing !== null) throw measurementMissing(missing);
  const active = vscode.window.activeTextEditor?.document;
  const document =
    typeof uri === 'string' ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true)) : active;
  if (document?.languageId !== 'python') throw noPythonFile('look at');
  return document;
}

/** `undefined` when it was cancelled. Asked again while the document is edited meanwhile. */
async function planAll(
  ctx: HeatlineContext,
  document: vscode.TextDocument,
): Promise<Planned<DeferImportsResult> | undefined> {
  const file = basename(document.uri.fsPath);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Looking how imports of ${file} can be deferred`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    for (;;) {
      const plan = await ctx.server.request('heatline/deferImports', { uri: document.uri.toString() }, token);
      if (token.isCancellationRequested) return undefined;
      if (plan.kind === 'failed') throw importsNotPlanned(plan);
      if (plan.statements.length === 0 && isCurrent(plan, document)) throw noImportFinding(file);
      if (isCurrent(plan, document)) return plan;
    }
  });
}

/** A document that the server doesn't know has version 0. */
function isCurrent({ version }: Planned<DeferImportsResult>, document: vscode.TextDocument): boolean {
  return version === document.version || version === 0;
}

async function apply({ uri }: vscode.TextDocument, edits: readonly DocumentEdit[]): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    change.replace(uri, range, text);
  }
  if (!(await vscode.workspace.applyEdit(change)))
    throw new Error(`VS Code did not accept the change of ${uri.fsPath}`);
}

async function askStaying(ctx: HeatlineContext, { uri }: vscode.TextDocument): Promise<StatementFix[]> {
  const plan: RequestResult<'heatline/importFixes'> = await ctx.server.request('heatline/importFixes', {
    uri: uri.toString(),
  });
  if (plan.kind === 'failed') throw importsNotPlanned(plan);
  return plan.statements.filter(({ isSafe }) => !isSafe);
}

async function tell(document: vscode.TextDocument, n_moved: number, staying: readonly StatementFix[]): Promise<void> {
  const [only, ...others] = staying;
  const why: NextStep = {
    label: 'Show Why',
    command: 'heatline.showStayingImports',
    args: [document.uri.toString()],
  };
  const steps = only === undefined ? [] : others.length > 0 ? [why] : [goTo(document, reasonLine(only))];
  await showOutcome(deferredText(basename(document.uri.fsPath), n_moved, staying), steps);
}

async function showReason(document: vscode.TextDocument, fix: StatementFix): Promise<void> {
  await showOutcome(`"${fix.text}" stays where it is: ${reasonOf(fix)}`, [goTo(document, reasonLine(fix))]);
}

async function pickReason(document: vscode.TextDocument, staying: readonly StatementFix[]): Promise<void> {
  const items = staying.map((fix) => ({
    label: fix.text,
    description: `Line ${fix.line}`,
    detail: reasonOf(fix),
    fix,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Why Imports of ${basename(document.uri.fsPath)} Stay Where They Are`,
    placeHolder: 'Choose one to go to the line that its reason names',
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const step = goTo(document, reasonLine(chosen.fix));
  await vscode.commands.executeCommand(step.command, ...(step.args ?? []));
}

/** @param line 1-based, of the document as it is */
function goTo({ uri }: vscode.TextDocument, line: number): NextStep {
  const at = new vscode.Position(line - 1, 0);
  return { label: `Go to Line ${line}`, command: 'vscode.open', args: [uri, { selection: new vscode.Range(at, at) }] };
}
