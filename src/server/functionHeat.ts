/** The functions of a document on which time was spent, where their `def` is now. */

import type { FunctionHeat } from '../protocol/heat.ts';
import { reachSeconds } from '../queries/reach.ts';
import type { LineMap } from './lineMap.ts';
import type { ShownFile } from './shownProfile.ts';

/** What has less is "0 ms" on the screen. */
const leastSeconds = 0.0005;
/** Decorators are rarely more lines than this. */
const mostDecoratorLines = 40;

/**
 * By line. Lambdas, comprehensions and the module itself have no `def`, so they are not among them.
 *
 * @param profiled the file's lines as they were profiled; empty when unknown
 */
export function functionHeat(file: ShownFile, profiled: readonly string[], map: LineMap): FunctionHeat[] {
  const found = file.functions.flatMap(({ name, line, self_s, total_s, share, ci95 }) => {
    if (isUnnamed(name) || total_s < leastSeconds) return [];
    const at = map.toDocument(lineOfDef(profiled, line));
    if (at === undefined) return [];
    const reach_s = reachSeconds(share, ci95, file.basis_s);
    return [{ name, line: at.line, self_s, total_s, share, ci95, reach_s }];
  });
  return found.sort((a, b) => a.line - b.line);
}

/** `<lambda>`, `f.<locals>.<genexpr>`, `<module>` */
function isUnnamed(name: string): boolean {
  return name.endsWith('>');
}

/** Python counts a function's decorators as its first lines. */
function lineOfDef(profiled: readonly string[], firstLine: number): number {
  if (!/^\s*@/.test(profiled[firstLine - 1] ?? '')) return firstLine;
  for (let line = firstLine + 1; line <= firstLine + mostDecoratorLines; line++) {
    if (/^\s*(?:async\s+)?(?:def|class)\s/.test(profiled[line - 1] ?? '')) return line;
  }
  return firstLine;
}
