import assert from 'node:assert/strict';
import { test } from 'node:test';

import { firstHotStep, heatStep } from '../../../src/server/heatStep.ts';

test('steps grow with the share, and what is hardly there has none', () => {
  const shares = [0, 0.0001, 0.0002, 0.004, 0.005, 0.019, 0.02, 0.05, 0.1, 0.2499, 0.25, 1];
  assert.deepEqual(shares.map(heatStep), [undefined, undefined, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6]);
});

test('at most 50 lines are marked beyond the asked range', () => {
  const least = Array.from({ length: 1000 }, (_, index) => index / 1000).find(
    (share) => (heatStep(share) ?? 0) >= firstHotStep,
  );
  assert.ok(least !== undefined && 1 / least <= 50);
});
