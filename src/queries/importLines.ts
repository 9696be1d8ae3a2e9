/** What each import statement made load: the report's imports by the place that asked for them. */
import type { ImportRow } from '../profile/importRows.ts';
import type { ImportLine } from '../protocol/importView.ts';
import type { ImportJson, ImportPlace, ImportReport, ImportUse } from '../protocol/imports.ts';
import { placesOf } from './imports/statements.ts';
import { chainOf } from './imports/tree.ts';

/** A profile's imports with the report on them: index by index the same. */
export interface ReportedImports {
  readonly rows: readonly ImportRow[];
  readonly report: ImportReport & { readonly imports: readonly ImportJson[] };
}

/** @returns by file its statements, by line; what the interpreter itself imports is of no statement */
export function importLines({ rows, report }: ReportedImports): Map<string, ImportLine[]> {
  const useOf = new Map(report.libraries.map(({ library, use }) => [library, use]));
  const files = new Map<string, ImportLine[]>();
  for (const statement of statements(report.imports)) {
    const { path, line } = statement.place;
    const lines = files.get(path) ?? [];
    files.set(path, lines);
    lines.push({
      path,
      line,
      ...costOf(statement, report.imports),
      use: highestUse(statement, report.imports, useOf),
      chain: chainOf(rows, statement.named[0] ?? -1).slice(0, -1),
      findings: report.findings.filter((finding) =>
        placesOf(finding).some((place) => place.path === path && place.line === line),
      ),
    });
  }
  for (const lines of files.values()) lines.sort((a, b) => a.line - b.line);
  return files;
}

/** Null where nothing was sampled after the imports: that something was not seen then says nothing. */
export function knownUse(use: ImportUse): ImportUse | null {
  const [low, high] = use.ci95;
  return use.touched || low > 0 || high < 1 ? use : null;
}

interface Statement {
  readonly place: ImportPlace;
  /** Imports that the statement asked for, by index. "import a.b" asks for a.b, and loads a while it does. */
  readonly named: number[];
  /** Those, and everything that was loaded meanwhile. */
  readonly loaded: number[];
}

function statements(imports: readonly ImportJson[]): Iterable<Statement> {
  const found = new Map<string, Statement>();
  /** For each import the statements that it goes on below. */
  const above: (readonly Statement[])[] = [];
  for (const [index, { importer, parent }] of imports.entries()) {
    const outer = above[parent ?? -1] ?? [];
    above[index] = outer;
    if (importer !== null) {
      const key = `${importer.path}:${importer.line}`;
      const statement = found.get(key) ?? { place: importer, named: [], loaded: [] };
      found.set(key, statement);
      if (!outer.includes(statement)) {
        statement.named.push(index);
        above[index] = [...outer, statement];
      }
    }
    for (const statement of above[index] ?? []) statement.loaded.push(index);
  }
  return found.values();
}

type Cost = Omit<ImportLine, 'path' | 'line' | 'use' | 'chain' | 'findings'>;

function costOf(statement: Statement, imports: readonly ImportJson[]): Cost {
  const named = pick(imports, statement.named);
  const loaded = pick(imports, statement.loaded);
  const byCost = [...named].sort((a, b) => b.cumulative_s - a.cumulative_s);
  return {
    modules: [...new Set(byCost.map(({ module }) => module))],
    failed: named.every(({ failed }) => failed),
    n_modules: new Set(loaded.filter(({ failed }) => !failed).map(({ module }) => module)).size,
    self_s: sum(named, ({ self_s }) => self_s),
    cumulative_s: sum(named, ({ cumulative_s }) => cumulative_s),
    native_s: sum(loaded, ({ native_s }) => native_s),
    rss_bytes: sum(loaded, ({ rss_bytes }) => rss_bytes),
    files_read: sumKnown(loaded, ({ files_read }) => files_read),
    bytes_read: sumKnown(loaded, ({ bytes_read }) => bytes_read),
    phase: named[0]?.phase ?? 'init',
  };
}

function highestUse(
  { named }: Statement,
  imports: readonly ImportJson[],
  useOf: ReadonlyMap<string, ImportUse>,
): ImportUse | null {
  const uses = pick(imports, named).flatMap(({ library, use }) => knownUse(useOf.get(library) ?? use) ?? []);
  return uses.sort((a, b) => b.share - a.share || Number(b.touched) - Number(a.touched))[0] ?? null;
}

function pick(imports: readonly ImportJson[], indices: readonly number[]): ImportJson[] {
  return indices.flatMap((index) => imports[index] ?? []);
}

function sum(rows: readonly ImportJson[], value: (row: ImportJson) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** Null where no row knows it. */
function sumKnown(rows: readonly ImportJson[], value: (row: ImportJson) => number | null): number | null {
  const known = rows.flatMap((row) => value(row) ?? []);
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
}
