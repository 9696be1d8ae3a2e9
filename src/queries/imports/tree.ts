/** The imports of a profile as a tree: phases, and what lies below each. */
import type { ImportRow } from '../../profile/importRows.ts';
import type { Profile } from '../../profile/profile.ts';
import type { ImportJson, ImportPlace } from '../../protocol/imports.ts';
import { originOf } from '../fileOrigin.ts';

export type Phase = ImportJson['phase'];

/**
 * For each import its phase. Where the user's mark was seen, it parts initialisation from use. Elsewhere an import belongs to initialisation when the outermost import that it happened during stands at module level, or loads the
 * program's own code: a server or host does that in a function. The interpreter's own come before the program's first.
 */
export function phases({ imports, capture }: Profile): Phase[] {
  const started = new Set<number>();
  const phase: Phase[] = [];
  for (const [index, row] of imports.entries()) {
    const above = phase[row.parent];
    if (row.afterMark === true) {
      phase.push('use');
      continue;
    }
    if (above !== undefined) {
      phase.push(above);
      continue;
    }
    if (isProgramsOwn(row, capture.module)) started.add(row.process);
    if (!started.has(row.process)) phase[index] = 'start';
    else phase[index] = row.afterMark === false || isInitialising(row) ? 'init' : 'use';
  }
  return phase;
}

function isInitialising({ importer, path }: ImportRow): boolean {
  return importer === null || importer.name === '<module>' || (path !== '' && originOf(path) === 'project');
}

/** Imported by code that is neither the interpreter's nor an installed hook's (`.pth` files run as "<string>" in site); `-m` begins with runpy's search. */
function isProgramsOwn({ importer, module }: ImportRow, started: string | null): boolean {
  if (importer === null) return false;
  if (started !== null && module === started.split('.')[0]) return true;
  return originOf(importer.path) === 'project';
}

/** For each import the statements that led to it, outermost first; the last one is its own. */
export function chainOf(imports: readonly ImportRow[], index: number): ImportPlace[] {
  const chain: ImportPlace[] = [];
  for (let at = index; at >= 0; at = imports[at]?.parent ?? -1) {
    const importer = imports[at]?.importer;
    if (importer === null || importer === undefined) continue;
    const last = chain.at(-1);
    if (last?.path !== importer.path || last.line !== importer.line)
      chain.push({ path: importer.path, line: importer.line });
  }
  return chain.reverse();
}

/** For each import the indices of those directly below it. */
export function childrenOf(imports: readonly ImportRow[]): readonly (readonly number[])[] {
  const children: number[][] = imports.map(() => []);
  for (const [index, { parent }] of imports.entries()) if (parent >= 0) children[parent]?.push(index);
  return children;
}

/** The import itself and all below it. */
export function subtree(children: readonly (readonly number[])[], index: number): number[] {
  const found = [index];
  for (let at = 0; at < found.length; at++) found.push(...(children[found[at] ?? -1] ?? []));
  return found;
}
