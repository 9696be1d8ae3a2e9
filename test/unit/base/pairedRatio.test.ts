import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pairedRatio } from '../../../src/base/pairedRatio.ts';

/** A generator with a seed: numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('what is common to a pair cancels', () => {
  const { value, low, high } = pairedRatio([
    [2, 1],
    [20, 10],
    [6, 3],
  ]);
  assert.deepEqual(
    [value, low, high].map((each) => Number(each.toFixed(9))),
    [2, 2, 2],
  );
});

test('one pair says nothing about the noise', () => {
  const { low, high } = pairedRatio([[3, 1]]);
  assert.deepEqual([low, high], [0, Infinity]);
});

test('the interval holds the truth about 95 times in 100', () => {
  const random = seeded(7);
  const noise = (): number => Math.exp(0.1 * (random() + random() + random() + random() - 2));
  let covered = 0;
  const trials = 2000;
  for (let trial = 0; trial < trials; trial++) {
    const { low, high } = pairedRatio(Array.from({ length: 10 }, () => [1.3 * noise(), noise()] as const));
    if (low <= 1.3 && 1.3 <= high) covered++;
  }
  assert.ok(covered / trials > 0.93 && covered / trials < 0.97, `${covered} of ${trials}`);
});
