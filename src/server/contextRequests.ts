/** Answers every request about calling contexts of libraries. Paths in answers are those here. */

import type { ContextRow, ImportContexts, ShownContext } from '../protocol/importContexts.ts';
import type { ImportFinding } from '../protocol/imports.ts';
import type { ContextRowsResult } from '../protocol/lsp.ts';
import { contextsMarkdown } from './contextsMarkdown.ts';
import type { Answer } from './history.ts';
import type { ViewState } from './memoryRequests.ts';
import type { ShownFiles } from './shownFiles.ts';

export function answerContexts(answer: Answer, state: ViewState): void {
  const nothing: ContextRowsResult = { rows: [], use_s: 0, share: 0 };
  answer('heatline/contextRows', nothing, ({ library, below }) => {
    const { shown, files } = state;
    if (shown === undefined) return nothing;
    const contexts = shown.imports.contexts(library);
    const { findings } = shown.imports.report();
    const isOpen = openRows(contexts);
    const rows = contexts.contexts.flatMap((row, id): ShownContext[] =>
      row.parent === below
        ? [{ id, row: rowHere(row, files), open: isOpen[id] === true, advice: adviceOn(row, findings) }]
        : [],
    );
    return { rows, use_s: contexts.use_s, share: contexts.share };
  });
  answer('heatline/contextsMarkdown', { markdown: '' }, ({ library }) => {
    const { shown } = state;
    if (shown === undefined) return { markdown: '' };
    const { profile, opened, imports } = shown;
    const run = { summary: profile.summary, command: opened.profile.capture };
    return { markdown: contextsMarkdown(run, imports.contexts(library)) };
  });
}

/** Of the CPU time after the imports: a function or library that takes more is seen without opening anything. */
const openShare = 0.05;

/** Of the imports while the program started: so is a library that costs more, however little it is used. */
const openInitShare = 0.03;

/** By row: on the way to a heavy function or library, or to a costly one. */
function openRows({ contexts }: ImportContexts): boolean[] {
  const isOpen = contexts.map(() => false);
  for (let index = contexts.length - 1; index >= 0; index--) {
    const row = contexts[index];
    if (row === undefined || row.parent === null) continue;
    const isStep = row.kind === 'function' || row.kind === 'library';
    const isCostly = row.kind === 'library' && (row.cost?.init_share ?? 0) >= openInitShare;
    const isWorth = (isStep && row.share >= openShare) || isCostly;
    // Rows below come after it.
    if (isWorth || isOpen[index] === true) isOpen[row.parent] = true;
  }
  return isOpen;
}

function adviceOn({ kind, name }: ContextRow, findings: readonly ImportFinding[]): string[] {
  if (kind !== 'library') return [];
  return findings.filter(({ library }) => library === name).map(({ message }) => message);
}

function rowHere(row: ContextRow, files: ShownFiles): ContextRow {
  const here = <T extends { readonly path: string }>(place: T): T => ({ ...place, path: files.toLocal(place.path) });
  return { ...row, place: row.place === null ? null : here(row.place), calls: row.calls.map(here) };
}
