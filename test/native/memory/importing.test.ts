// What is allocated while something is imported is sampled four to sixteen times as coarsely, and weighed accordingly.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { capture, onlyStream } from '../capture.ts';
import { assertMemorySums, memoryByFunction, type MemoryFigures } from './memoryFacts.ts';

const program = join(import.meta.dirname, 'programs', 'importing.py');
const interpreters = pickRepresentatives(await findInterpreters());
/** Each allocates a little over 1 MB outside of imports and as much during one: 32 samples and 2 to 8 where the mean is at its finest. */
const rounds = 20;

async function stream(python: string, memoryIntervalBytes: number, noImports = false): Promise<Stream> {
  const captured = await capture([python, program, String(rounds)], {
    variant: 'memory',
    memoryIntervalBytes,
    noImports,
  });
  const found = onlyStream(captured);
  assertMemorySums(found);
  return found;
}

const figures = (of: Stream, name: string): MemoryFigures => memoryByFunction(of).get(name) ?? assert.fail(name);

/** How many samples were taken outside for one during imports; both allocated the same. */
const finer = (of: Stream): number => figures(of, 'outside').samples / figures(of, 'during').samples;

describe('allocations during imports', { concurrency: false }, () => {
  for (const { path: python, version, kind } of interpreters) {
    test(`are sampled more coarsely, and weighed accordingly: ${version} ${kind}`, async () => {
      const found = await stream(python, 0);
      const [outside, during] = [figures(found, 'outside'), figures(found, 'during')];
      // At the finest 660 and 41 to 165 samples: a standard deviation of 9 to 16 % of the ratio.
      assert.ok(during.samples >= 20, `${during.samples} samples`);
      assert.ok(
        finer(found) > 3.2 && finer(found) < 26,
        `${outside.samples} samples outside, ${during.samples} during`,
      );
      const room = 5 * Math.sqrt(outside.allocVariance + during.allocVariance);
      assert.ok(
        Math.abs(outside.alloc - during.alloc) <= room,
        `${outside.alloc} and ${during.alloc}, give or take ${room}`,
      );
    });
  }

  const newest = interpreters.filter(({ kind }) => kind === 'shared').at(-1)?.path ?? assert.fail('no shared CPython');

  test('a distance that was asked for holds everywhere', async () => {
    const ratio = finer(await stream(newest, 32_768));
    assert.ok(ratio > 0.7 && ratio < 1.4, `${ratio} samples outside for one during imports`);
  });

  test('imports that are not recorded are not told apart', async () => {
    const ratio = finer(await stream(newest, 0, true));
    assert.ok(ratio > 0.6 && ratio < 1.6, `${ratio} samples outside for one during imports`);
  });
});
