/**
 * Quick fixes on import statements that findings speak of. Each is the engine's own edit of the text as it is; where the engine
 * refuses, the fix is there and disabled, with the engine's reason, and a second one shows that reason: editors hide what is disabled.
 */

import type { CodeAction, CodeActionContext, Diagnostic, Range, TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { durationText } from '../base/durationText.ts';
import { editSpans } from '../base/textEdits.ts';
import type { DocumentEdit } from '../protocol/importFixes.ts';
import type { Deferral, DeferralStrategy } from '../tools/deferImports.ts';
import type { ImportPlan, PlannedStatement } from './importPlans.ts';

/** Offered where source actions are asked for. */
export const deferAllKind = 'source.deferImports.heatline';
const deferAllTitle = 'Defer all safe imports of this file';

const titles: Readonly<Record<DeferralStrategy, string>> = {
  defer: 'Defer this import to where it is used',
  lazy: 'Make this import lazy',
  'lazy-modules': 'Make this import lazy',
  getattr: 'Defer this import until its name is asked for',
};

/** Remarks of the engine that take the saving away. */
const runsAtOnce = new Set(['load-time-call', 'main-block-use']);

/** Whether actions of a kind are asked for; `source` ones only where they are named. */
export function isWanted({ only }: CodeActionContext, kind: string): boolean {
  if (only === undefined) return !kind.startsWith('source');
  return only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

/** For the whole file. */
export function deferAllAction(uri: string): CodeAction {
  const command = { title: deferAllTitle, command: 'heatline.deferImports', arguments: [uri] };
  return { title: deferAllTitle, kind: deferAllKind, command };
}

/** @param lines those that the cursor or selection is on, 1-based */
export function importActions(
  document: TextDocument,
  plan: ImportPlan,
  { lines, context }: { readonly lines: readonly number[]; readonly context: CodeActionContext },
): CodeAction[] {
  const linked = (line: number): Pick<CodeAction, 'kind' | 'diagnostics'> => ({
    kind: 'quickfix',
    diagnostics: context.diagnostics.filter((each) => isOurs(each) && isOn(each.range, line)),
  });
  if (plan.kind === 'failed') {
    const disabled = { reason: plan.message };
    return lines.map((line) => ({ title: titles.defer, ...linked(line), isPreferred: true, disabled }));
  }
  const here = plan.statements.filter(({ line }) => lines.includes(line));
  const n_safe = plan.statements.filter(isSafe).length;
  const single = here.flatMap((each) => statementActions(document, each, linked(each.line)));
  const all: CodeAction = { ...deferAllAction(document.uri), kind: 'quickfix' };
  return here.length > 0 && n_safe > 0 && plan.statements.length > 1 ? [...single, all] : single;
}

function statementActions(
  document: TextDocument,
  planned: PlannedStatement,
  linked: Pick<CodeAction, 'kind' | 'diagnostics'>,
): CodeAction[] {
  const { deferral, line, statement } = planned;
  if (!isSafe(planned)) {
    const reason = deferral.remarks[0]?.message ?? 'It is not known to be safe.';
    const title = 'Show why this import stays where it is';
    const command = { title, command: 'heatline.showStayingImports', arguments: [document.uri, line] };
    return [
      // Preferred, so that "Auto Fix" says the reason.
      { title: titles.defer, ...linked, isPreferred: true, disabled: { reason } },
      { title, ...linked, command },
    ];
  }
  const saves = !deferral.remarks.some(({ code }) => runsAtOnce.has(code));
  const hope = saves ? `saves about ${durationText(statement.saving_s)}` : 'it then still runs at once';
  const textDocument = { uri: document.uri, version: document.version };
  const edits: TextEdit[] = documentEdits(document, [deferral]).map(({ start, end, text }) => ({
    range: { start, end },
    newText: text,
  }));
  return [
    {
      title: `${titles[deferral.strategy]} (${hope})`,
      ...linked,
      isPreferred: saves,
      edit: { documentChanges: [{ textDocument, edits }] },
    },
  ];
}

export function isSafe({ deferral }: Pick<PlannedStatement, 'deferral'>): boolean {
  return deferral.edits.length > 0;
}

/** The edits of deferrals that belong together, in the order of the text. */
export function documentEdits(document: TextDocument, deferrals: readonly Deferral[]): DocumentEdit[] {
  const edits = deferrals.flatMap((deferral) => deferral.edits);
  return editSpans(document.getText(), edits).map(({ from, to, text }) => ({
    start: document.positionAt(from),
    end: document.positionAt(to),
    text,
  }));
}

function isOurs({ source }: Diagnostic): boolean {
  return source === 'Heatline';
}

function isOn({ start, end }: Range, line: number): boolean {
  return start.line < line && line <= end.line + 1;
}
