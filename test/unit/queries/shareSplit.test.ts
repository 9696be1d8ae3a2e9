import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineJson } from '../../../src/protocol/profileJson.ts';
import { noAwaitFigures } from '../../../src/queries/awaits.ts';
import { noCopyFigures, noMemoryFigures } from '../../../src/queries/memoryFigures.ts';
import { shareSplit } from '../../../src/queries/shareSplit.ts';

const line: LineJson = {
  line: 1,
  python_s: 1,
  library_s: 0.5,
  native_s: 0.25,
  kernel_s: 0.25,
  wait_s: 3,
  gil_wait_s: 0,
  waits: {},
  cpu_s: 2,
  self_s: 5,
  total_s: 5,
  samples: 9,
  effective_samples: 9,
  ...noMemoryFigures,
  ...noCopyFigures,
  ...noAwaitFigures,
  share: 0.75,
  ci95: [0.7, 0.8],
};

test('waiting is what the CPU parts leave of the share', () => {
  assert.deepEqual(shareSplit(line, 'elapsed', 4), {
    python: 0.25,
    library: 0.125,
    native: 0.0625,
    kernel: 0.0625,
    wait: 0.25,
  });
});

test('a share of waiting is nothing else', () => {
  const all = { python: 0, library: 0, native: 0, kernel: 0, wait: 0.75 };
  assert.deepEqual(shareSplit(line, 'wait', 4), all);
});
