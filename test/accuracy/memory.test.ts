// Memory, copies and leaks by line, against a program that knows what it holds and copies. 20 seeds: `npm run bench memory-accuracy`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { holdErrors, runMemoryTruth, shareOnRightLines, suspectedNames } from './memoryTruth.ts';

const interpreters = pickRepresentatives(await findInterpreters());
const newest = interpreters.filter(({ kind }) => kind === 'shared').at(-1)?.path ?? '';
// The promise is a standard deviation of 4 %: five lines of four runs beyond four of them are no chance.
const widest = 0.16;

for (const { path, version, kind } of interpreters) {
  test(`lines that hold 35 MB of small objects and more on ${version} (${kind})`, async () => {
    const run = await runMemoryTruth(path, 'hold', 1);
    const errors = holdErrors(run);
    assert.equal(errors.length, 5);
    for (const { name, error } of errors) {
      assert.ok(Math.abs(error) < widest, `${name} is off by ${(100 * error).toFixed(1)} %`);
    }
    const gone = run.rows.find(({ name }) => name === 'churn');
    assert.ok((gone?.live ?? 0) < 1e6, `${gone?.live} bytes of what was freed are held`);
  });

  test(`copies of known volume on ${version} (${kind})`, async () => {
    const run = await runMemoryTruth(path, 'copy', 1);
    const known = run.rows.filter(({ copiedTruth }) => copiedTruth > 0);
    assert.ok(known.length >= 5);
    for (const { name, copied, copiedTruth } of known) {
      assert.ok(Math.abs(copied / copiedTruth - 1) <= 0.02, `${name}: ${copied} bytes copied, not ${copiedTruth}`);
    }
    assert.ok(shareOnRightLines(run) >= 0.98, `${shareOnRightLines(run)} on the right lines`);
  });
}

test('several seeds: no bias, and intervals that hold what they promise', async () => {
  const errors = [];
  for (const seed of [2, 3, 4]) errors.push(...holdErrors(await runMemoryTruth(newest, 'hold', seed)));
  const bias = errors.reduce((total, { error }) => total + error, 0) / errors.length;
  // 15 errors of 2 to 4 %: their mean is within 1 % four times of five, and within 3 % always.
  assert.ok(Math.abs(bias) < 0.03, `off by ${(100 * bias).toFixed(2)} % on average`);
  const inside = errors.filter(({ isInside }) => isInside).length;
  assert.ok(inside >= 0.75 * errors.length, `${inside} of ${errors.length} intervals have the truth in them`);
});

test('a leak is found, and no cache, warm-up, single block or passing allocation is taken for one', async () => {
  assert.deepEqual(suspectedNames(await runMemoryTruth(newest, 'leak', 1)), ['leak']);
});
