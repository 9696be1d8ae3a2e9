/** Whether a program brings an allocator in place of the C library's. It keeps it: what it allocates is then not measured. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { neededLibraries } from './neededLibraries.ts';

/** Allocators by the names of their libraries, and the sanitizers, which replace malloc too. */
const allocatorName =
  /^lib(jemalloc|tcmalloc|mimalloc|hoard|snmalloc|rpmalloc|scudo|tbbmalloc_proxy|lockfree-malloc|ltmalloc|llalloc|nedmalloc|hardened_malloc|isoalloc|asan|tsan|msan|hwasan|lsan|efence|dmalloc|duma)[\w.+-]*\.so/i;

/**
 * The library, as the environment or the program names it; undefined where the C library's allocator serves.
 *
 * @param program the interpreter, absolute
 * @param env the program's environment, without the recorder
 */
export function findOtherAllocator(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  systemPreload: string = readText('/etc/ld.so.preload'),
): string | undefined {
  const preloaded = `${env['LD_PRELOAD'] ?? ''} ${systemPreload}`.split(/[\s:]+/);
  return [...preloaded, ...neededLibraries(program)].find((library) => allocatorName.test(basename(library)));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Most systems have none.
    return '';
  }
}
