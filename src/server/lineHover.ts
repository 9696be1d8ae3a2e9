/** What the hover of a document's line says: the facts of the line that stood there when it was profiled. */

import { hoverText } from './hoverText.ts';
import type { LineMap } from './lineMap.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import { isUncertain } from './lineHeat.ts';
import { memoryParagraphs } from './memoryHover.ts';
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
  profile: ShownProfile,
  { file, map }: { readonly file: ShownFile; readonly map: LineMap },
  { line, age, toLocal, metric }: HoveredLine,
): string | undefined {
  const origin = map.toProfiled(line);
  const facts = file.lines.get(origin?.line ?? 0);
  if (origin === undefined || facts === undefined) return undefined;
  const memory = memoryOf(profile, file, { line: facts.line, toLocal });
  if (facts.self_s <= 0 && memory.length === 0) return undefined;
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
  });
}

function memoryOf(
  { summary }: ShownProfile,
  { path, lines, memory }: ShownFile,
  { line, toLocal }: { readonly line: number; readonly toLocal: (path: string) => string },
): string[] {
  const facts = lines.get(line);
  if (facts === undefined) return [];
  const isHere = (entry: { readonly path: string; readonly line: number }): boolean =>
    entry.path === path && entry.line === line;
  return memoryParagraphs({
    line: facts,
    share: memory.heat('peak').find(isHere)?.share ?? 0,
    peak_live_bytes: summary.memory.peak_live_bytes,
    timeline: facts.alloc_bytes > 0 ? memory.timeline(path, line) : [],
    copies: memory.copies().find(isHere),
    leak: memory.leaks().find(isHere),
    toLocal,
  });
}
