/** What the hover of a document's line says: the facts of the line that stood there when it was profiled. */

import { hoverText } from './hoverText.ts';
import type { LineMap } from './lineMap.ts';
import { isUncertain, type ShownFile, type ShownProfile } from './shownProfile.ts';

export interface HoveredLine {
  /** In the document. */
  readonly line: number;
  readonly age: string;
  /** Where a recorded file is here. */
  readonly toLocal: (path: string) => string;
}

/** Markdown; undefined for a line without time. */
export function lineHover(
  profile: ShownProfile,
  { file, map }: { readonly file: ShownFile; readonly map: LineMap },
  { line, age, toLocal }: HoveredLine,
): string | undefined {
  const origin = map.toProfiled(line);
  const facts = file.lines.get(origin?.line ?? 0);
  if (origin === undefined || facts === undefined || facts.self_s <= 0) return undefined;
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
  });
}
