/** Whose code a file is, by its path: the names that installed packages' and the standard library's folders have everywhere. */

import type { LibraryOrigin } from '../protocol/imports.ts';

const packages = /\/(?:site-packages|dist-packages)\//;
const standard = /\/lib(?:32|64)?\/python[23](?:\.\d+)?t?\//;

/** What has no file (built in, frozen, `<string>`) is the interpreter's. */
export function originOf(path: string): LibraryOrigin {
  if (path === '' || path.startsWith('<')) return 'standard';
  if (packages.test(path)) return 'installed';
  return standard.test(path) ? 'standard' : 'project';
}
