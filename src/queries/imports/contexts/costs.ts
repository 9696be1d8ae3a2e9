/** What was loaded at or below each dotted name, and where modules are. */
import type { ContextCost } from '../../../protocol/importContexts.ts';
import type { ImportPlace } from '../../../protocol/imports.ts';
import type { ReportedImports } from '../../importLines.ts';

type Report = ReportedImports['report'];

/** Names with more dots are hostile. */
const mostParts = 13;

/** By the name of a library, package or module. What the interpreter loads before the program is left out. */
export function loadCosts({ imports, init_s }: Report): Map<string, ContextCost> {
  const sums = new Map<string, { init_s: number; load_s: number; rss_bytes: number }>();
  for (const { module, phase, self_s, rss_bytes } of imports) {
    if (phase === 'start') continue;
    for (const name of namesAbove(module)) {
      const sum = sums.get(name) ?? { init_s: 0, load_s: 0, rss_bytes: 0 };
      sums.set(name, sum);
      if (phase === 'init') sum.init_s += self_s;
      sum.load_s += self_s;
      sum.rss_bytes += rss_bytes;
    }
  }
  return new Map([...sums].map(([name, sum]) => [name, { ...sum, init_share: init_s > 0 ? sum.init_s / init_s : 0 }]));
}

/** "a.b.c": "a", "a.b" and itself. */
function namesAbove(module: string): string[] {
  const parts = module.split('.', mostParts);
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** The first line of each module's file. */
export function modulePlaces({ imports }: Report): Map<string, ImportPlace> {
  return new Map(imports.flatMap(({ module, path }) => (path === '' ? [] : [[module, { path, line: 1 }] as const])));
}
