/** Answers code actions on import statements, and the requests behind the commands that defer them and say why some stay. */

import type { CancellationToken, CodeAction, CodeActionParams } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { FixesFailed, StatementFix } from '../protocol/importFixes.ts';
import type { Answer } from './history.ts';
import { deferAllAction, deferAllKind, documentEdits, importActions, isSafe, isWanted } from './importActions.ts';
import type { ImportPlans, PlannedStatement, PlannedView } from './importPlans.ts';
import { statementsHere } from './importStatements.ts';

export interface FixedDocuments {
  get(uri: string): TextDocument | undefined;
}

/** Only a line that a finding speaks of has the engine asked. */
export async function codeActions(
  { textDocument: { uri }, range, context }: CodeActionParams,
  { view, plans, documents }: { view: PlannedView; plans: ImportPlans; documents: FixedDocuments },
): Promise<CodeAction[]> {
  const document = documents.get(uri);
  const found = view.opened(uri);
  const here = found === undefined ? [] : statementsHere(found);
  if (document === undefined || here.length === 0) return [];
  const whole = isWanted(context, deferAllKind) ? [deferAllAction(uri)] : [];
  const lines = here.map(({ line }) => line).filter((line) => line > range.start.line && line <= range.end.line + 1);
  if (lines.length === 0 || !isWanted(context, 'quickfix')) return whole;
  const { version } = document;
  const plan = await plans.separately(document);
  // Places of a text that is edited meanwhile are no longer right; the editor asks again.
  if (plan === undefined || document.version !== version) return [];
  return [...importActions(document, plan, { lines, context }), ...whole];
}

export function answerImportFixes(answer: Answer, plans: ImportPlans, documents: FixedDocuments): void {
  answer('heatline/importFixes', notPlanned, async ({ uri }) => {
    const document = documents.get(uri);
    const plan = document && (await plans.separately(document));
    if (plan?.kind === 'failed') return plan;
    return { kind: 'planned', statements: document === undefined ? [] : fixes(document, plan?.statements) };
  });
  answer('heatline/deferImports', notPlanned, async ({ uri }, token: CancellationToken) => {
    const document = documents.get(uri);
    if (document === undefined) return { ...noFixes, version: 0, edits: [] };
    const { version } = document;
    const plan = await plans.together(document, token);
    if (plan?.kind === 'failed') return plan;
    // The asker sees by the version that the text was edited meanwhile, and asks again.
    if (plan === undefined || document.version !== version) return { ...noFixes, version, edits: [] };
    const edits = documentEdits(
      document,
      plan.statements.map(({ deferral }) => deferral),
    );
    return { kind: 'planned', version, statements: fixes(document, plan.statements), edits };
  });
}

const notPlanned: FixesFailed = {
  kind: 'failed',
  code: 'UNEXPECTED',
  message: 'How imports can be deferred could not be found out; the log says why.',
};

const noFixes = { kind: 'planned', version: 0, statements: [], edits: [] } as const;

function fixes(document: TextDocument, statements: readonly PlannedStatement[] = []): StatementFix[] {
  const lines = document.getText().split(/\r\n|\r|\n/);
  return statements.map((each) => ({
    line: each.line,
    text: (lines[each.line - 1] ?? '').trim(),
    saving_s: each.statement.saving_s,
    isSafe: isSafe(each),
    remarks: each.deferral.remarks.map(({ message, line }) => ({ message, line })),
  }));
}
