// Known numbers of bytes, requested in every way there is: what the core says of them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { ensurePrograms } from '../../../src/build/programs.mjs';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream } from '../capture.ts';
import { counter } from '../streamFacts.ts';
import { assertMemorySums, assertNear, domain, memoryByFunction, memoryTotal } from './memoryFacts.ts';

const programs = join(import.meta.dirname, 'programs');
const folder = mkdtempSync(join(tmpdir(), 'heatline-memory-'));
const natives = await compileProgram({
  sources: [join(programs, 'natives.c')],
  output: join(folder, 'natives.so'),
  flags: ['-shared', '-fPIC', '-fno-builtin'],
});
const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1);
after(() => rmSync(folder, { recursive: true, force: true }));

type Known = Readonly<Record<string, number>>;

/** What the program says of the cases, and what the core says. */
async function runKnown(python: string, cases: string, interval = 0): Promise<{ known: Known; stream: Stream }> {
  const command = [python, join(programs, 'known.py'), natives, cases];
  const captured = await capture(command, { variant: 'memory', memoryIntervalBytes: interval });
  const stream = onlyStream(captured);
  assertMemorySums(stream);
  return { known: JSON.parse(captured.stdout), stream };
}

/** Compares the peak of each function, and what is live of it at the end where the program says that. */
function assertKnown({ known, stream }: { known: Known; stream: Stream }, share: number): void {
  const functions = memoryByFunction(stream);
  for (const [name, bytes] of Object.entries(known)) {
    const [called = '', figure] = name.split('.');
    const got = functions.get(called);
    assertNear((figure === 'live' ? got?.live : got?.peak) ?? 0, bytes, share, name);
  }
}

const title = (name: string, { version, kind }: Interpreter): string => `${name}: ${version} ${kind}`;

describe('known numbers of bytes', { concurrency: 2 }, () => {
  for (const interpreter of representatives) {
    test(title('a block of 512 MB, touched 0 to 100 %', interpreter), async () => {
      const all = interpreter === newest;
      const { known, stream } = await runKnown(interpreter.path, all ? 'touched_bytearray' : 'touched_once');
      assert.equal(Object.keys(known).length, all ? 11 : 1);
      assertKnown({ known, stream }, 0.005);
      // And what the interpreter itself holds.
      assertNear(counter(stream, 'peakBytes'), 512 * 2 ** 20, 0.02, 'peak of the process');
    });

    test(title('growth by realloc', interpreter), async () => {
      const { known, stream } = await runKnown(interpreter.path, 'grown_list,grown_bytearray,grown_array');
      assertKnown({ known, stream }, 0.005);
      const functions = memoryByFunction(stream);
      for (const [name, bytes] of Object.entries(known)) {
        const { alloc, live } = functions.get(name) ?? { alloc: 0, live: 0 };
        assertNear(alloc, bytes, 0.03, `${name} allocated`);
        assert.ok(live < 0.01 * bytes, `${live} bytes of ${name} are left`);
      }
    });

    test(title('small blocks that grow large', interpreter), async () => {
      assertKnown(await runKnown(interpreter.path, 'grown_over', 4096), 0.15);
    });

    test(title('anonymous mappings', interpreter), async () => {
      assertKnown(await runKnown(interpreter.path, 'mapped_whole,mapped_reserved'), 0.005);
    });

    test(title('two big blocks, one after the other', interpreter), async () => {
      // A distance that was asked for holds while importing too: what the interpreter holds beside the block is known well.
      const { known, stream } = await runKnown(interpreter.path, 'both_big', 32_768);
      assertKnown({ known, stream }, 0.0001);
      const [first, second] = ['first_big', 'second_big'].map((name) => memoryByFunction(stream).get(name));
      // Eight bytes are less than what the interpreter gives back meanwhile: either may be the peak of the process, and only one.
      const atPeak = [first, second].map((each) => each?.atPeak ?? 0).sort((a, b) => a - b);
      assert.equal(atPeak[0], 0);
      assertNear(atPeak[1] ?? 0, known['second_big'] ?? 0, 0.0001, 'at the peak of the process');
      assertNear(counter(stream, 'peakBytes'), known['second_big'] ?? 0, 0.02, 'peak of the process');
    });

    test(title('the malloc family from native code', interpreter), async () => {
      // 20,000 blocks of 1,000 bytes at 4 KiB: a standard deviation of 1.4 %.
      assertKnown(await runKnown(interpreter.path, 'native_family', 4096), 0.06);
      const freed = await runKnown(interpreter.path, 'native_freed,native_large', 4096);
      assertKnown(freed, 0.06);
      const large = memoryByFunction(freed.stream).get('native_large');
      assert.equal(large?.domains.get(domain.native), 40_000_000, 'large blocks are exact');
    });

    test(title('arenas are not counted beside what lies in them', interpreter), async () => {
      const { known, stream } = await runKnown(interpreter.path, 'small_objects', 4096);
      const total = memoryTotal(stream);
      assert.equal(total.domains.get(domain.mapped) ?? 0, 0);
      assertKnown({ known, stream }, 0.05);
    });
  }

  const newestPath = newest?.path ?? '';

  test('operator new of C++', async () => {
    assertKnown(await runKnown(newestPath, 'native_new', 4096), 0.02);
  });

  for (const interpreter of [representatives[0], newest]) {
    if (interpreter === undefined) continue;
    test(title('numpy: blocks of 512 MB', interpreter), async () => {
      const { python } = await ensurePrograms({ python: interpreter.path });
      assertKnown(await runKnown(python, 'touched_empty'), 0.005);
    });

    test(title('Python numbers and an array of the same size', interpreter), async () => {
      const { python } = await ensurePrograms({ python: interpreter.path });
      const { known, stream } = await runKnown(python, 'half_python');
      const got = memoryByFunction(stream).get('half_python')?.domains;
      const [objects = 0, native = 0] = [got?.get(domain.python), got?.get(domain.native)];
      const right =
        (known['half_python.python'] ?? 0) / ((known['half_python.python'] ?? 0) + (known['half_python.native'] ?? 1));
      const share = objects / (objects + native);
      assert.ok(Math.abs(share - right) <= 0.05, `${share} is Python's, not ${right}`);
    });
  }

  for (const name of ['mapped_parts', 'mapped_moved', 'mapped_over', 'mapped_resized']) {
    test(`a mapping that changes: ${name}`, async () => {
      const { known, stream } = await runKnown(newestPath, name);
      assertKnown({ known, stream }, 0.005);
      // What was asked for is at least what there was at the highest.
      const got = memoryByFunction(stream).get(name);
      assert.ok((got?.alloc ?? 0) >= 0.995 * (got?.peak ?? 1), `${got?.alloc} allocated, ${got?.peak} at the highest`);
    });
  }

  test('more mappings than are followed: all are counted, or it is said', async () => {
    const { known, stream } = await runKnown(newestPath, 'mapped_often');
    if (counter(stream, 'memoryLost') === 0) assertKnown({ known, stream }, 0.01);
  });
});
