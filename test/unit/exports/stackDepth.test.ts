import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stackDepthLimit } from '../../../src/exports/stackDepth.ts';
import { threadCells } from '../../../src/exports/threadCells.ts';
import { deepProfile, emptyProfile, sampleProfile } from './sampleProfiles.ts';

function limit(profile: ReturnType<typeof sampleProfile>, frameBudget: number): number {
  return stackDepthLimit(
    profile,
    threadCells(profile, { scope: { kind: 'all' }, basis: 'elapsed' }, 'every'),
    frameBudget,
  );
}

void test('stacks are only shortened when all together are too many frames', () => {
  // 1 + 2 + … + 100 frames.
  assert.equal(limit(deepProfile(100), 5050), Infinity);
  assert.equal(limit(deepProfile(100), 5049), 50);
  assert.equal(limit(deepProfile(100), 7), 1);
  assert.equal(limit(emptyProfile(), 0), Infinity);
  assert.equal(limit(sampleProfile(), 1000), Infinity);
});
