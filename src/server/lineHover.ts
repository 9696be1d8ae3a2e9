/** What the hover of a document's line says: the facts of the line that stood there when it was profiled. */

import { hoverText } from './hoverText.ts';
import { importParagraphs } from './importHover.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import { isUncertain } from './lineHeat.ts';
import { memoryParagraphs } from './memoryHover.ts';
import type { OpenedFile, Shown } from './openedFile.ts';
import type { LineJson } from '../protocol/profileJson.ts';
import type { ShownFile, ShownProfile } from './shownProfile.ts';

export interface HoveredLine {
  /** In the document. */
  readonly line: number;
  readonly age: string;
  /** Where a recorded file is here. */
  readonly toLocal: (path: string) => string;
  /** What the heat shows: the hover begins with it. */
  readonly metric: HeatMetric;
}

/** Markdown; undefined for a line of which nothing is known. */
export function lineHover(
  { profile, imports }: Pick<Shown, 'profile' | 'imports'>,
  { file, map }: OpenedFile,
  { line, age, toLocal, metric }: HoveredLine,
): string | undefined {
  const origin = map.toProfiled(line);
  if (origin === undefined) return undefined;
  const imported = origin.edited ? undefined : imports.lines(file.path).find((each) => each.line === origin.line);
  const loading = imported === undefined ? [] : importParagraphs(imported, toLocal);
  const facts = file.lines.get(origin.line);
  const memory = facts === undefined ? [] : memoryOf(profile, file, { line: facts, toLocal });
  if (facts === undefined || (facts.self_s <= 0 && facts.await_s <= 0 && memory.length === 0))
    return loading.length === 0 ? undefined : [...loading, `Numbers ${age}.`].join('\n\n');
  const found = profile.callers(file.path, facts.line);
  const callers = found && {
    ...found,
    callers: found.callers.map((caller) => ({ ...caller, path: toLocal(caller.path) })),
  };
  return hoverText({
    line: facts,
    native: file.native.get(facts.line) ?? [],
    callers,
    basis: profile.summary.basisWords,
    basis_s: file.basis_s,
    age,
    edited: origin.edited,
    uncertain: isUncertain(facts),
    memory,
    memoryFirst: metric !== 'time',
    imports: loading,
  });
}

function memoryOf(
  { summary }: ShownProfile,
  { path, memory }: ShownFile,
  { line, toLocal }: { readonly line: LineJson; readonly toLocal: (path: string) => string },
): string[] {
  const isHere = (entry: { readonly path: string; readonly line: number }): boolean =>
    entry.path === path && entry.line === line.line;
  return memoryParagraphs({
    line,
    share: memory.heat('peak').find(isHere)?.share ?? 0,
    peak_live_bytes: summary.memory.peak_live_bytes,
    timeline: line.alloc_bytes > 0 ? memory.timeline(path, line.line) : [],
    copies: memory.copies().find(isHere),
    leak: memory.leaks().find(isHere),
    toLocal,
  });
}
