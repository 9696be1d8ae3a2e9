// Ways of starting: without site or environment, loaded late, static and stripped.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { unavailableBit } from '../../../src/session/layout.ts';
import { capture, onlyStream, programs } from '../capture.ts';
import { counter, cpuByFunction, nsByClass, sumCells } from '../streamFacts.ts';
import type { Stream } from '../../../src/session/session.ts';

const interpreters = await findInterpreters();
const representatives = pickRepresentatives(interpreters);
const split = join(programs, 'split.py');
const nsPerS = 1e9;

function nameOf({ version, kind }: Interpreter): string {
  return `${version} ${kind}`;
}

/** About half of split.py is C code, half is Python; but in development mode much of what C functions do is the interpreter's own. */
function assertSplit(stream: Stream): void {
  assert.equal(
    stream.header.unavailable & (unavailableBit.split | unavailableBit.pythonStacks | unavailableBit.trampolines),
    0,
  );
  const byClass = nsByClass(stream);
  const native = byClass.get(3) ?? 0;
  const python = (byClass.get(1) ?? 0) + (byClass.get(2) ?? 0);
  // By the clock, so a busy machine has less of both.
  assert.ok(native + python > 0.1 * nsPerS, `${(native + python) / nsPerS} s in all`);
  const share = native / (native + python);
  assert.ok(share > 0.15 && share < 0.75, `${share} native`);
  assert.equal(byClass.get(5) ?? 0, 0);
}

describe('starting', { concurrency: 2 }, () => {
  for (const interpreter of interpreters) {
    for (const flags of [[], ['-I', '-S', '-E', '-X', 'dev']]) {
      test(`python ${flags.join(' ')}: Python and C code are told apart: ${nameOf(interpreter)}`, async () => {
        assertSplit(onlyStream(await capture([interpreter.path, ...flags, split])));
      });
    }
  }

  test('allocators of the program do not matter', async () => {
    for (const { path } of representatives.slice(0, 1)) {
      for (const allocator of ['malloc', 'debug']) {
        const env = { ...process.env, PYTHONMALLOC: allocator };
        assertSplit(onlyStream(await capture([path, split], { env })));
      }
    }
  });

  for (const interpreter of representatives) {
    test(`loaded into a running interpreter: ${nameOf(interpreter)}`, async () => {
      const captured = await capture([interpreter.path, join(programs, 'late.py')], { withoutPreload: true });
      const stream = onlyStream(captured);
      assert.equal(stream.header.origin, 'dlopen');
      assert.ok((stream.header.unavailable & unavailableBit.nativeThreads) !== 0, 'says what it can not see');
      const burnt = cpuByFunction(stream).get('burn') ?? 0;
      assert.ok(burnt > 0.5 * nsPerS, `${burnt / nsPerS} of 0.9 s are there`);
      assert.ok(sumCells(stream, 'cpu').samples > 0);
      assert.ok(counter(stream, 'threads') >= 2, 'the threads that were there before are known');
    });
  }

  test('a program that is no Python runs as ever and is counted', async () => {
    const captured = await capture(['sh', '-c', 'echo said; exit 5']);
    assert.deepEqual([captured.status, captured.stdout, captured.stderr], [5, 'said\n', '']);
    assert.equal(captured.streams.length, 0);
    assert.ok(captured.counters.foreign >= 1);
  });

  test('without a capture folder, or with a damaged one, the program runs', async () => {
    for (const folder of ['/nowhere', '/dev', '']) {
      const [first] = representatives;
      const code = `import os, ctypes; os.environ['HEATLINE_CAPTURE'] = ${JSON.stringify(folder)}; ctypes.CDLL(os.environ['HEATLINE_OBJECT']); print(1)`;
      const captured = await capture([first?.path ?? '', '-c', code], { withoutPreload: true });
      assert.deepEqual([captured.status, captured.stdout, captured.stderr], [0, '1\n', '']);
    }
  });
});
