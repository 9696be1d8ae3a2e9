/** One of the runs that are compared: its profile with the report on its imports. */
import type { Profile } from '../../../profile/profile.ts';
import type { ImportFinding, ImportJson, ImportReport, ImportUse } from '../../../protocol/imports.ts';
import { importReport } from '../report.ts';

export interface Run {
  readonly profile: Profile;
  readonly report: ImportReport;
  readonly rows: ReadonlyMap<string, readonly ImportJson[]>;
  readonly uses: ReadonlyMap<string, ImportUse>;
}

export function runOf(profile: Profile): Run {
  const report = importReport(profile);
  const rows = new Map<string, ImportJson[]>();
  for (const row of report.imports) {
    const own = rows.get(row.library) ?? [];
    rows.set(row.library, own);
    own.push(row);
  }
  return { profile, report, rows, uses: new Map(report.libraries.map(({ library, use }) => [library, use])) };
}

/** What of a run's imports a question is about, and how much that was used. */
export interface Part {
  readonly rows: readonly ImportJson[];
  readonly use: ImportUse;
}

/** What was not loaded was not used. */
const noUse: ImportUse = { share: 0, ci95: [0, 0], touched: false, called: null, functions: 0 };

export const nothing: Part = { rows: [], use: noUse };

export function libraryIn({ rows, uses }: Run, library: string): Part {
  return { rows: rows.get(library) ?? [], use: uses.get(library) ?? noUse };
}

/** What a finding is about: the library, or some of its modules; of these the use of the most used one. */
export function partIn(run: Run, { pattern, library, modules }: ImportFinding): Part {
  const whole = libraryIn(run, library);
  if (pattern !== 'subpackages') return whole;
  const rows = whole.rows.filter(({ module }) =>
    modules.some((name) => module === name || module.startsWith(`${name}.`)),
  );
  const [first = noUse, ...others] = rows.map(({ use }) => use);
  return { rows, use: others.reduce((most, use) => (use.touched && use.share >= most.share ? use : most), first) };
}

/** `init`: by module-level code, whatever else loaded it too; `later`: by a function only. */
export type Presence = 'init' | 'later' | 'absent';

export function presenceOf({ rows }: Part): Presence {
  const phases = new Set(rows.filter(({ failed }) => !failed).map(({ phase }) => phase));
  if (phases.has('init')) return 'init';
  return phases.has('use') ? 'later' : 'absent';
}

/** Own time while the program initialised. */
export function costOf({ rows }: Part): number {
  return rows.reduce((sum, { phase, self_s }) => sum + (phase === 'init' ? self_s : 0), 0);
}

/** In some of the runs that load it bytecode was compiled, in others it was read. */
export function isCompiledInSome(parts: readonly Part[]): boolean {
  const loading = parts
    .map(({ rows }) => rows.filter(({ phase }) => phase === 'init'))
    .filter(({ length }) => length > 0);
  const compiled = loading.filter((rows) => rows.some(({ cached }) => cached === false));
  return compiled.length > 0 && compiled.length < loading.length;
}
