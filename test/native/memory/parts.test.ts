// The parts of the memory measurement by themselves, as C programs under the sanitizers: distances, tables and the whole sampler against models.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { compileProgram, nativeFolder } from '../builtObject.ts';
import { runProgram } from '../capture.ts';

const programs = join(import.meta.dirname, 'parts');
const folder = mkdtempSync(join(tmpdir(), 'heatline-memory-'));
const memory = (...names: readonly string[]): readonly string[] =>
  names.map((name) => join(nativeFolder, 'memory', `${name}.c`));
const sampler = [
  ...memory('memory', 'samples', 'footprint', 'pace', 'distance'),
  ...['index', 'resident'].map((name) => join(nativeFolder, 'core', `${name}.c`)),
];

// Blocks of the format are not aligned for everybody; and gcc's thread sanitizer does not know fences, which it says.
const addresses = ['-fsanitize=address,undefined', '-fno-sanitize=alignment', '-fno-sanitize-recover=all'];
const threads = ['-fsanitize=thread', '-Wno-tsan'];

const cases = [
  { title: 'distances are exponential', program: 'distances', sources: memory('distance'), flags: addresses },
  {
    title: 'the table of samples is what a model says',
    program: 'samples',
    sources: memory('samples'),
    flags: addresses,
  },
  {
    title: 'the table is asked without a lock',
    program: 'samples_threads',
    sources: memory('samples'),
    flags: threads,
  },
  { title: 'the slab gives no block twice', program: 'slab', sources: memory('slab'), flags: addresses },
  { title: 'the slab among threads', program: 'slab', sources: memory('slab'), flags: threads },
  { title: 'estimates are unbiased and within their interval', program: 'sampler', sources: sampler, flags: addresses },
  { title: 'the sampler among threads', program: 'sampler_threads', sources: sampler, flags: threads },
] as const;

after(() => rmSync(folder, { recursive: true, force: true }));

describe('parts of the memory measurement', { concurrency: 2 }, () => {
  for (const { title, program, sources, flags } of cases) {
    test(title, async () => {
      const output = join(folder, `${program}-${flags === threads ? 'threads' : 'addresses'}`);
      const path = await compileProgram({
        sources: [join(programs, `${program}.c`), ...sources],
        output,
        flags: ['-I', programs, '-Wl,--no-as-needed', '-lm', ...flags],
      });
      const ended = await runProgram([path]);
      assert.deepEqual([ended.status, ended.signal, ended.stderr], [0, null, ''], ended.stdout);
    });
  }
});
