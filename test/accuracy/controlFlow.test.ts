// Recursion, generators, callbacks from C, exceptions; and stacks that cannot exist.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { allowedDifference } from '../../src/queries/oracles/allowance.ts';
import { checkCallTree } from '../../src/queries/oracles/callTree.ts';
import { capture, captureTruth, oracles } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { compareShares, describeRow } from '../../src/queries/oracles/measured.ts';

const interpreters = pickRepresentatives(await findInterpreters());

for (const { path, version, kind } of interpreters) {
  test(`lines in recursion, generators, callbacks and handlers get their shares on ${version} (${kind})`, async () => {
    const { profile, truth } = await captureTruth({ python: path, script: 'shapes.py', args: ['--seconds', '1.5'] });
    const { rows, samples } = compareShares(profile, truth, Object.keys(truth.groups));
    for (const row of rows) {
      assert.ok(Math.abs(row.error) <= allowedDifference(row.truth, samples), describeRow(row));
    }
    // 800 activations of one function are on the stack, and its time still counts once.
    const down = profile.functions.find(({ name }) => name === 'down');
    assert.ok(down !== undefined, 'the recursing function is missing');
    assert.ok(
      down.total_s > 0 && down.total_s <= profile.process.cpu_s,
      `${down.total_s} of ${profile.process.cpu_s} s`,
    );
    assert.equal(profile.quality.truncated, 0);
  });

  test(`no stack is impossible on ${version} (${kind})`, async () => {
    const request = {
      python: path,
      script: join(oracles, 'calltree.py'),
      args: ['--seconds', '1.5'],
      options: ['--scope', 'all'],
    };
    const collapsed = await capture(request, ({ exportCollapsed }) => exportCollapsed());
    const result = checkCallTree(collapsed);
    assert.ok(result.checked >= 50, `only ${result.checked} different stacks of the oracle`);
    assert.ok(result.deepest >= 7, `the deepest has ${result.deepest} functions`);
    assert.deepEqual(result.impossible, []);
  });
}
