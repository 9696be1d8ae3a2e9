/** What tests of imports write, and ask of the imports of a stream. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ImportRow } from '../../../src/profile/importRows.ts';
import { importFlag } from '../../../src/session/layout.ts';
import type { ImportFacts, Stream } from '../../../src/session/session.ts';
import { streamImports } from '../../../src/symbolize/streamImports.ts';

/** Busy for so long by the clock, and says how long it really was: `T[name]`. */
export const busy = (name: string, ms: number): string =>
  `import time, sys\n_t = time.perf_counter()\nwhile time.perf_counter() < _t + ${ms / 1e3}: pass\n` +
  `sys.modules['__main__'].T['${name}'] = time.perf_counter() - _t\n`;

export function writeIn(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

/** Seconds that modules were busy for, by what they say themselves. */
export type Known = Readonly<Record<string, number>>;

/** The import of a name, by the only statement that loaded it. */
export function findImport({ imports }: Stream, name: string): ImportFacts {
  const found = imports.filter((each) => each.name === name && (each.flags & importFlag.reload) === 0);
  assert.equal(found.length, 1, `${name} was imported ${found.length} times`);
  return found[0] ?? assert.fail();
}

/** As the profile has them; relative paths stand against the folder. */
export function rowsOf(stream: Stream, folder: string): readonly ImportRow[] {
  return streamImports({
    stream,
    directory: folder,
    process: 0,
    firstThread: 0,
    threadCount: stream.threads.length,
    firstMonoNs: stream.header.startMonoNs,
    firstRow: 0,
  });
}
