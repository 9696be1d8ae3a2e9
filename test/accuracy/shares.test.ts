// Shares of lines and functions against programs that measure themselves. Quick versions: `npm run bench accuracy` has the full ones.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allowedDifference } from '../../src/queries/oracles/allowance.ts';
import { captureTruth } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { compareShares, describeRow, requireGroup, type ShareRow } from '../../src/queries/oracles/measured.ts';
import { truthSeconds, type Truth } from '../../src/queries/oracles/truth.ts';

const interpreters = pickRepresentatives(await findInterpreters());

function assertClose(rows: readonly ShareRow[], samples: number): void {
  assert.ok(samples >= 100, `only ${samples.toFixed(0)} effective samples`);
  for (const row of rows) {
    const allowed = allowedDifference(row.truth, samples);
    assert.ok(Math.abs(row.error) <= allowed, `${describeRow(row)}, allowed ±${(allowed * 100).toFixed(1)} points`);
  }
}

const numbered = (letter: string): string[] =>
  Array.from({ length: 12 }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);

test('there is at least one interpreter to measure with', () => {
  assert.ok(interpreters.length > 0, 'no CPython 3.8 to 3.13 found on PATH or in pyenv');
});

for (const { path, version, minor, kind } of interpreters) {
  test(`twelve lines of one loop get their shares on ${version} (${kind})`, async () => {
    const { profile, truth } = await captureTruth({ python: path, script: 'shares.py', args: ['--seconds', '2'] });
    const { rows, samples } = compareShares(profile, truth, numbered('line'));
    assertClose(rows, samples);
  });

  // What is under test here does not depend on the version beyond what the lines already show.
  if (minor === 11) continue;
  test(`twelve functions get their shares on ${version} (${kind})`, async () => {
    const args = ['--what', 'functions', '--seconds', '2'];
    const { profile, truth } = await captureTruth({ python: path, script: 'shares.py', args });
    const { rows, samples } = compareShares(profile, truth, numbered('f'));
    assertClose(rows, samples);
  });
}

/** Total times of the two functions, as the function list has them. */
function functionShare(profile: { functions: readonly { name: string; total_s: number }[] }, truth: Truth): ShareRow {
  const total = (name: string): number => profile.functions.find((row) => row.name === name)?.total_s ?? 0;
  const spent = (name: string): number => truthSeconds(requireGroup(truth, name), 'cpu');
  const expected = spent('calling') / (spent('calling') + spent('inlined'));
  const measured = total('calling') / (total('calling') + total('inlined'));
  return { name: 'calling', truth: expected, measured, error: measured - expected };
}

for (const split of [20, 60]) {
  const newest = interpreters.filter((interpreter) => interpreter.kind === 'shared').at(-1);
  test(`a function that calls is not favoured over one that doesn't, at ${split} %`, async () => {
    assert.ok(newest !== undefined, 'no shared CPython found');
    const args = ['--split', String(split), '--seconds', '2'];
    const { profile, truth } = await captureTruth({ python: newest.path, script: 'bias.py', args });
    const { samples } = compareShares(profile, truth, ['calling', 'inlined']);
    assertClose([functionShare(profile, truth)], samples);
  });
}
