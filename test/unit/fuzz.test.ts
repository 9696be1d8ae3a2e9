/** A slice of `npm run fuzz`: damaged input makes no reader throw or take long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fuzz, targetNames } from '../fuzz/fuzz.ts';

const inputs = 3000;
const mostMs = 5_000;

test(`${inputs} damaged inputs`, { timeout: 240_000 }, (context) => {
  const { targets, failures, peakRssBytes } = fuzz({ seed: 1, first: 0, inputs, mostMs });
  for (const [name, figures] of targets)
    context.diagnostic(
      `${name}: ${figures.inputs} inputs, worst ${figures.worstMs.toFixed(0)} ms, largest ${figures.largestBytes} bytes`,
    );
  context.diagnostic(`at most ${Math.round(peakRssBytes / 2 ** 20)} MB resident`);
  assert.deepEqual(failures, []);
  assert.deepEqual([...targets.keys()].sort(), [...targetNames].sort());
});
