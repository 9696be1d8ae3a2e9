// Python, native and kernel time of lines whose kind is known by construction, on shared and static interpreters, in the main thread
// and in others.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ensurePrograms } from '../../src/build/programs.mjs';
import { allowedDifference } from '../../src/queries/oracles/allowance.ts';
import { captureTruth } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { compareSplits, describeRow, groupSeconds, requireGroup } from '../../src/queries/oracles/measured.ts';
import { truthSeconds } from '../../src/queries/oracles/truth.ts';

const interpreters = pickRepresentatives(await findInterpreters());

async function assertSplits(python: string, args: readonly string[]): Promise<void> {
  const { profile, truth } = await captureTruth({ python, script: 'split.py', args });
  assert.equal(profile.quality.estimator, 'unwind', `no split: ${profile.quality.unavailable.join(', ')}`);
  const wrong = compareSplits(profile, truth).flatMap((row) => {
    const allowed = allowedDifference(row.truth, row.samples);
    if (row.samples < 20) return [`${row.name}: only ${row.samples.toFixed(0)} effective samples`];
    return Math.abs(row.error) <= allowed
      ? []
      : [`${row.kind} of ${describeRow(row)}, allowed ±${(allowed * 100).toFixed(1)} points`];
  });
  assert.deepEqual(wrong, []);
}

for (const { path, version, kind } of interpreters) {
  test(`each kind of work is told apart on ${version} (${kind})`, async () => {
    await assertSplits(path, ['--seconds', '0.3']);
  });
}

test('numpy is native, called or by operators, and so is everything else in worker threads', async () => {
  const newest = interpreters.filter((interpreter) => interpreter.kind === 'shared').at(-1);
  assert.ok(newest !== undefined, 'no shared CPython found');
  const { python } = await ensurePrograms({ python: newest.path });
  const kinds = 'array,array_operators,dictionary,sort,compress,kernel_read';
  await assertSplits(python, ['--seconds', '0.4', '--threads', '2', '--kinds', kinds]);
});

test('time in a system call agrees with what the kernel counted', async () => {
  const newest = interpreters.at(-1);
  assert.ok(newest !== undefined, 'no CPython found');
  const args = ['--seconds', '1.5', '--kinds', 'kernel_read,arithmetic'];
  const { profile, truth } = await captureTruth({ python: newest.path, script: 'split.py', args });
  const group = requireGroup(truth, 'kernel_read');
  const measured = groupSeconds(profile, truth, group).kernel_s;
  const counted = truthSeconds(group, 'kernel');
  assert.ok(Math.abs(measured / counted - 1) < 0.1, `${measured} s measured, ${counted} s by getrusage`);
});
