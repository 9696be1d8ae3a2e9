/** What each library cost while the program initialised, beside how much it was used afterwards. */
import type { ImportRow } from '../../profile/importRows.ts';
import type { LibraryJson } from '../../protocol/imports.ts';
import { originOf } from '../fileOrigin.ts';
import { libraryOf } from './libraries.ts';
import { chainOf, type Phase } from './tree.ts';
import type { Uses } from './use.ts';

/** Below this share of the CPU time after initialisation a library counts as rarely used (SlimStart's 2 %). */
export const rareUse = 0.02;

/** Own time of all imports of the program's initialisation. */
export function initSeconds(imports: readonly ImportRow[], phase: readonly Phase[]): number {
  return imports.reduce((sum, row, index) => sum + (phase[index] === 'init' ? row.ownSeconds : 0), 0);
}

/** Libraries with imports in the program's initialisation or later, the highest score first. */
export function libraryCosts(imports: readonly ImportRow[], phase: readonly Phase[], uses: Uses): LibraryJson[] {
  const whole = initSeconds(imports, phase);
  const rowsOf = new Map<string, number[]>();
  for (const [index, { module }] of imports.entries()) {
    if (phase[index] === 'start') continue;
    const library = libraryOf(module);
    const rows = rowsOf.get(library) ?? [];
    rowsOf.set(library, rows);
    rows.push(index);
  }
  return [...rowsOf]
    .map(([library, rows]) => libraryJson({ library, rows, imports, phase, whole, uses }))
    .sort((a, b) => b.score - a.score || b.init_s - a.init_s);
}

interface LibraryInput {
  readonly library: string;
  readonly rows: readonly number[];
  readonly imports: readonly ImportRow[];
  readonly phase: readonly Phase[];
  readonly whole: number;
  readonly uses: Uses;
}

function libraryJson({ library, rows, imports, phase, whole, uses }: LibraryInput): LibraryJson {
  const own = rows.map((index) => imports[index]).filter((row) => row !== undefined);
  const inInit = rows.filter((index) => phase[index] === 'init').map((index) => imports[index]);
  const sum = (from: readonly (ImportRow | undefined)[], read: (row: ImportRow) => number): number =>
    from.reduce((total, row) => total + (row === undefined ? 0 : read(row)), 0);
  const init_s = sum(inInit, (row) => row.ownSeconds);
  const init_share = whole > 0 ? init_s / whole : 0;
  const use = uses.ofLibrary(library);
  const isOutermost = (index: number): boolean => !isBelow(imports, index, library);
  return {
    library,
    origin: originOf(own.find(({ path }) => path !== '')?.path ?? ''),
    modules: new Set(own.filter(({ failed }) => !failed).map(({ module }) => module)).size,
    init_s,
    init_share,
    cumulative_s: sum(
      rows.filter(isOutermost).map((index) => imports[index]),
      (row) => row.totalSeconds,
    ),
    native_s: sum(own, (row) => row.nativeSeconds),
    live_bytes: sum(own, (row) => row.liveBytes),
    rss_bytes: sum(own, (row) => row.residentBytes),
    use,
    score: init_share * (1 - Math.min(1, use.share / rareUse)),
    chain: chainOf(imports, rows[0] ?? -1),
  };
}

/** Whether an import of the same library is going on around it. */
export function isBelow(imports: readonly ImportRow[], index: number, library: string): boolean {
  for (let at = imports[index]?.parent ?? -1; at >= 0; at = imports[at]?.parent ?? -1)
    if (libraryOf(imports[at]?.module ?? '') === library) return true;
  return false;
}
