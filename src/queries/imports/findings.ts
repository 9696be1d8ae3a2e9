/**
 * Import statements that cost much and bring little, in the four patterns of LibProf and SlimStart: an unused library, a rarely used one, a used one with
 * unused sub-packages, and a heavy library that another one pulls in without need.
 *
 * Each finding names the statement to begin with, and the others that load the same: only all of them together save it. Its saving is what they made load,
 * without what belongs to libraries that were used anyway: that would only be loaded later. What another finding saves already is no finding of its own.
 */
import { shareText } from '../../base/shareText.ts';
import type { ImportRow } from '../../profile/importRows.ts';
import type { ImportFinding, ImportUse, LibraryJson } from '../../protocol/imports.ts';
import { originOf } from '../fileOrigin.ts';
import { libraryOf } from './libraries.ts';
import { isBelow, rareUse } from './libraryCosts.ts';
import { chainOf, childrenOf, subtree, type Phase } from './tree.ts';
import type { Uses } from './use.ts';

export interface FindingsInput {
  readonly imports: readonly ImportRow[];
  readonly phase: readonly Phase[];
  readonly libraries: readonly LibraryJson[];
  readonly uses: Uses;
  readonly initSeconds: number;
}

/** What is worth saying: of the initialisation, and in itself. */
const leastShare = 0.03;
const leastSeconds = 0.002;

interface Entry {
  readonly at: number;
  readonly saved: readonly number[];
}

interface Candidate {
  readonly pattern: ImportFinding['pattern'];
  readonly library: string;
  readonly modules: readonly string[];
  /** The statements' imports, the one to begin with first. */
  readonly entries: readonly Entry[];
  readonly saved: readonly number[];
  readonly use: ImportUse;
}

/** Largest saving first. */
export function findings(input: FindingsInput): ImportFinding[] {
  const children = childrenOf(input.imports);
  const rows = initialRows(input);
  const candidates = input.libraries.flatMap((library) =>
    ofLibrary(library, rows.get(library.library) ?? [], input, children),
  );
  const worth = candidates
    .map((candidate) => ({ candidate, seconds: savedSeconds(candidate, input) }))
    .filter(({ seconds }) => seconds >= leastSeconds && seconds >= leastShare * input.initSeconds)
    .sort((a, b) => b.seconds - a.seconds);
  const kept: Candidate[] = [];
  const covered: ReadonlySet<number>[] = [];
  for (const { candidate } of worth) {
    if (covered.some((rows) => candidate.saved.every((row) => rows.has(row)))) continue;
    kept.push(candidate);
    covered.push(new Set(candidate.saved));
  }
  return kept.map((candidate) => finding(candidate, input));
}

function savedSeconds({ saved }: Candidate, { imports }: FindingsInput): number {
  return secondsOf(saved, imports);
}

function secondsOf(rows: readonly number[], imports: readonly ImportRow[]): number {
  return rows.reduce((sum, index) => sum + (imports[index]?.ownSeconds ?? 0), 0);
}

type Children = readonly (readonly number[])[];

/** The imports of the program's initialisation, by library. */
function initialRows({ imports, phase }: FindingsInput): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const [index, { module }] of imports.entries()) {
    if (phase[index] !== 'init') continue;
    const library = libraryOf(module);
    const own = rows.get(library) ?? [];
    rows.set(library, own);
    own.push(index);
  }
  return rows;
}

function ofLibrary(
  library: LibraryJson,
  rows: readonly number[],
  input: FindingsInput,
  children: Children,
): Candidate[] {
  const { imports, uses } = input;
  if (library.origin === 'project') return [];
  const { use } = library;
  const isUsed = use.touched && use.share >= rareUse;
  if (isUsed) return unusedPackages(library, rows, input, children);
  const entries = rows
    .filter((index) => !isBelow(imports, index, library.library))
    .map((at): Entry => {
      const saved = subtree(children, at).filter((index) => isSaved(index, library.library, input));
      return { at, saved };
    });
  if (entries.length === 0) return [];
  const first = entriesByUse(entries, input);
  const pattern = first.every(({ at }) => isPulledIn(imports[at])) ? 'transitive' : use.touched ? 'rare' : 'unused';
  return [
    {
      pattern,
      library: library.library,
      modules: [library.library],
      entries: first,
      saved: [...new Set(first.flatMap(({ saved }) => saved))],
      use: uses.ofLibrary(library.library),
    },
  ];
}

/** The program's own statements first, of them the one that costs most. */
function entriesByUse(entries: readonly Entry[], { imports }: FindingsInput): readonly Entry[] {
  const isOwn = ({ at }: Entry): boolean => originOf(imports[at]?.importer?.path ?? '') === 'project';
  return [...entries].sort(
    (a, b) => Number(isOwn(b)) - Number(isOwn(a)) || secondsOf(b.saved, imports) - secondsOf(a.saved, imports),
  );
}

/** Imported by another installed library, not by the program. */
function isPulledIn(row: ImportRow | undefined): boolean {
  return row?.importer !== null && row?.importer !== undefined && originOf(row.importer.path) === 'installed';
}

/**
 * What comes with an unneeded library and is used anyway would be loaded later: it saves nothing. An installed one that is rarely used itself is saved
 * with it; of the standard library others have use, too.
 */
function isSaved(index: number, library: string, { imports, uses }: FindingsInput): boolean {
  const row = imports[index];
  const owner = libraryOf(row?.module ?? '');
  const { touched, share } = uses.ofLibrary(owner);
  return owner === library || !touched || (share < rareUse && originOf(row?.path ?? '') === 'installed');
}

/** Packages and modules directly below a used library of which nothing was ever seen, one finding for the statement that loads each. */
function unusedPackages(
  { library }: LibraryJson,
  rows: readonly number[],
  input: FindingsInput,
  children: Children,
): Candidate[] {
  const { imports } = input;
  const parts = new Map<string, number[]>();
  for (const index of rows) {
    const name = imports[index]?.module.split('.').slice(0, 2).join('.') ?? '';
    if (name === library) continue;
    const own = parts.get(name) ?? [];
    parts.set(name, own);
    own.push(index);
  }
  const byStatement = new Map<string, Candidate>();
  for (const [name, indices] of parts) {
    if (indices.some((index) => input.uses.ofModule(imports[index]?.module ?? '').touched)) continue;
    const at = indices[0] ?? -1;
    const saved = subtree(children, at).filter((index) => isSaved(index, library, input) && !isTouched(index, input));
    const statement = statementOf(imports, at);
    const before = byStatement.get(statement);
    byStatement.set(statement, {
      pattern: 'subpackages',
      library,
      modules: [...(before?.modules ?? []), name],
      entries: [...(before?.entries ?? []), { at, saved }],
      saved: [...new Set([...(before?.saved ?? []), ...saved])],
      use: input.uses.ofLibrary(library),
    });
  }
  return [...byStatement.values()];
}

function isTouched(index: number, { imports, uses }: FindingsInput): boolean {
  return uses.ofModule(imports[index]?.module ?? '').touched;
}

/** Sub-packages are named together by the file that imports them: a package's own `__init__` has a line for each. */
function statementOf(imports: readonly ImportRow[], index: number): string {
  return imports[index]?.importer?.path ?? '';
}

function finding(candidate: Candidate, input: FindingsInput): ImportFinding {
  const { pattern, library, modules, entries, saved, use } = candidate;
  const { imports, initSeconds } = input;
  const saving_s = savedSeconds(candidate, input);
  const saving_share = initSeconds > 0 ? saving_s / initSeconds : 0;
  const places = placesOf(entries, imports);
  const [first] = places;
  return {
    pattern,
    library,
    modules,
    path: first?.path ?? '',
    line: first?.line ?? 0,
    own: first?.own ?? false,
    others: places.slice(1),
    saving_s,
    saving_share,
    saving_bytes: saved.reduce((sum, index) => sum + Math.max(0, imports[index]?.residentBytes ?? 0), 0),
    use,
    chain: chainOf(imports, entries[0]?.at ?? -1),
    message: messageOf(candidate, saving_share),
  };
}

/** The statements of entries, each once, with what its imports save. */
function placesOf(entries: readonly Entry[], imports: readonly ImportRow[]): ImportFinding['others'] {
  const places = new Map<string, { path: string; line: number; own: boolean; rows: Set<number> }>();
  for (const { at, saved } of entries) {
    const { path, line } = imports[at]?.importer ?? { path: '', line: 0 };
    const key = `${path}:${line}`;
    const place = places.get(key) ?? { path, line, own: originOf(path) === 'project', rows: new Set() };
    places.set(key, place);
    for (const row of saved) place.rows.add(row);
  }
  return [...places.values()].map(({ path, line, own, rows }) => ({
    path,
    line,
    own,
    saving_s: secondsOf([...rows], imports),
  }));
}

function messageOf({ pattern, library, modules, use }: Candidate, share: number): string {
  const cost = `${shareText(share)} of the import time`;
  const used = `${shareText(use.share)} of the time after it (95 %: up to ${shareText(use.ci95[1])})`;
  switch (pattern) {
    case 'unused':
      return `${library} takes ${cost}, and nothing of it was seen at work afterwards${notCalled(use)}.`;
    case 'rare':
      return `${library} takes ${cost} and only ${used}.`;
    case 'transitive':
      return use.touched
        ? `${library} takes ${cost}, is loaded by another library, and takes only ${used}.`
        : `${library} takes ${cost}, is loaded by another library, and nothing of it was seen at work${notCalled(use)}.`;
    case 'subpackages':
      return `${namesText(modules)} take${modules.length === 1 ? 's' : ''} ${cost}; ${library} is used, but nothing of ${modules.length === 1 ? 'this' : 'these'} was seen at work.`;
  }
}

/** What stands behind "unused" beside samples. */
function notCalled({ called, functions }: ImportUse): string {
  if (called !== false) return '';
  return functions === 1
    ? ' (its Python function was not called)'
    : ` (none of its ${functions} Python functions was called)`;
}

function namesText(names: readonly string[]): string {
  const most = 4;
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
