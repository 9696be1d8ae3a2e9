/** Copies of a project to try a change on: the user's own files stay as they are. */
import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

import { outsideCopy, projectTooLarge } from './userErrors.ts';

const mostBytes = 512 * 2 ** 20;
/** What a program does not need to run, or what stands elsewhere and is referred to by its own path. */
const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.cache',
]);

export interface ProjectCopy {
  /** Where a path of the project stands in the copy; others stay what they are. */
  placeOf(path: string): string;
  /** Replaces a file of the copy. Throws a UserError for a file that is not in it. */
  write(path: string, text: string): void;
  remove(): void;
}

/** A copy of `root` with its virtual environments and caches left out. Throws a UserError when it is larger than 512 MB. */
export function copyProject(root: string): ProjectCopy {
  if (sizeOf(root, mostBytes) > mostBytes) throw projectTooLarge(root, mostBytes);
  const holder = mkdtempSync(join(tmpdir(), 'heatline-project-'));
  const copy = join(holder, basename(root) || 'project');
  cpSync(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path === root || !leftOut.has(basename(path)),
  });
  const placeOf = (path: string): string => {
    const below = relative(root, path);
    return below.startsWith('..') || below.split('/').some((part) => leftOut.has(part)) ? path : join(copy, below);
  };
  return {
    placeOf,
    write(path, text) {
      const place = placeOf(path);
      if (place === path) throw outsideCopy(path, root);
      writeFileSync(place, text);
    },
    remove: () => rmSync(holder, { recursive: true, force: true }),
  };
}

/** Bytes of the files that would be copied; counts no further than just beyond `limit`. */
function sizeOf(folder: string, limit: number): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (bytes > limit) return bytes;
    const path = join(folder, entry.name);
    if (leftOut.has(entry.name)) continue;
    if (entry.isDirectory()) bytes += sizeOf(path, limit - bytes);
    else if (entry.isFile()) bytes += lstatSync(path).size;
  }
  return bytes;
}
