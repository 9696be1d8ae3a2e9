/** Libraries, and what lies below a library or package by dotted name, in an order. */
import type { ImportOrder, ImportRow } from '../protocol/importView.ts';
import type { ImportJson } from '../protocol/imports.ts';
import { chainOf } from './imports/tree.ts';
import { knownUse, type ReportedImports } from './importLines.ts';

/** Libraries that the program loaded; what the interpreter loads before it is left out. */
export function importedLibraries(imported: ReportedImports, order: ImportOrder): ImportRow[] {
  const { libraries, findings } = imported.report;
  const groups = groupsBelow(imported, '');
  const rows = libraries.map(({ library, origin, init_s, cumulative_s, use }): ImportRow => {
    const known = knownUse(use);
    return {
      ...rowOf(imported, library, groups.get(library) ?? []),
      library: {
        origin,
        init_s,
        cumulative_s,
        findings: findings.filter((finding) => finding.library === library),
      },
      touched: known === null ? null : known.touched,
      use: known,
    };
  });
  return ordered(rows, order);
}

/** Modules and packages directly below a library or package. */
export function importedModules(imported: ReportedImports, name: string, order: ImportOrder): ImportRow[] {
  const rows = [...groupsBelow(imported, name)].map(([below, indices]) => rowOf(imported, below, indices));
  return ordered(rows, order);
}

/** The program's imports below `name` by the next part of their name; by library where it is "". */
function groupsBelow({ report }: ReportedImports, name: string): Map<string, number[]> {
  const start = name === '' ? '' : `${name}.`;
  const groups = new Map<string, number[]>();
  for (const [index, { module, phase }] of report.imports.entries()) {
    if (phase === 'start' || !module.startsWith(start)) continue;
    const dot = module.indexOf('.', start.length);
    const below = dot < 0 ? module : module.slice(0, dot);
    const indices = groups.get(below) ?? [];
    groups.set(below, indices);
    indices.push(index);
  }
  return groups;
}

function rowOf({ rows, report }: ReportedImports, name: string, indices: readonly number[]): ImportRow {
  const imports = indices.flatMap((index) => report.imports[index] ?? []);
  const loaded = imports.filter(({ failed }) => !failed);
  const hasChildren = imports.some(({ module }) => module !== name);
  const uses = imports.flatMap(({ use }) => knownUse(use) ?? []);
  const sum = (value: (row: ImportJson) => number): number => imports.reduce((total, row) => total + value(row), 0);
  return {
    name,
    library: null,
    n_modules: new Set(loaded.map(({ module }) => module)).size,
    self_s: sum(({ self_s }) => self_s),
    native_s: sum(({ native_s }) => native_s),
    rss_bytes: sum(({ rss_bytes }) => rss_bytes),
    touched: uses.length === 0 ? null : uses.some(({ touched }) => touched),
    use: hasChildren ? null : (uses[0] ?? null),
    chain: chainOf(rows, indices[0] ?? -1),
    hasChildren,
  };
}

function ordered(rows: readonly ImportRow[], order: ImportOrder): ImportRow[] {
  const byCost = (a: ImportRow, b: ImportRow): number => b.self_s - a.self_s;
  switch (order) {
    case 'cost':
      return rows.toSorted(byCost);
    case 'memory':
      return rows.toSorted((a, b) => b.rss_bytes - a.rss_bytes || byCost(a, b));
    case 'use':
      return rows.toSorted((a, b) => usedShare(a) - usedShare(b) || byCost(a, b));
  }
}

/** What was not seen comes before what was seen in no sample of time; what is not known comes last. */
function usedShare({ touched, use }: ImportRow): number {
  if (touched === null) return Number.POSITIVE_INFINITY;
  return touched ? Math.max(use?.share ?? 0, Number.MIN_VALUE) : 0;
}
