import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatColumns, formatFunction, type Column } from '../../../src/extension/format.ts';
import type { LineHeat } from '../../../src/protocol/heat.ts';

const line: LineHeat = {
  line: 7,
  step: 6,
  share: 0.421,
  ci95: [0.408, 0.433],
  split: { python: 0.3, library: 0, native: 0.11, kernel: 0, wait: 0.011 },
  self_s: 1.2,
  total_s: 2.5,
  samples: 170.4,
  uncertain: false,
  edited: false,
  memory: null,
  leak_bytes_s: null,
};

test('the chosen columns stand in their order, an interval beside its share', () => {
  const drawn = (...columns: Column[]): string => formatColumns(line, columns);
  assert.equal(drawn('share', 'interval', 'split'), '42.1 % ±1.3 · py 30 % · native 11 % · wait 1 %');
  assert.equal(drawn('seconds', 'total', 'samples'), '1.20 s · total 2.50 s · 170 samples');
  assert.equal(drawn('share'), '42.1 %');
  assert.equal(drawn('interval', 'share'), '40.8 % to 43.3 % · 42.1 %');
  assert.equal(drawn(), '');
});

test('a column of another version is passed over', () => {
  assert.equal(formatColumns(line, ['share', 'energy' as Column]), '42.1 %');
});

test('a function has its own seconds, how sure they are, and all', () => {
  const heat = { name: 'f', line: 1, self_s: 1.2, reach_s: 0.104, share: 0.34, ci95: [0.3, 0.37], total_s: 2 } as const;
  assert.equal(formatFunction(heat), 'self 1.20 s ±0.10 (34.0 %) · total 2.00 s');
  assert.equal(formatFunction({ ...heat, reach_s: 0 }), 'self 1.20 s (34.0 %) · total 2.00 s');
  assert.equal(formatFunction({ ...heat, self_s: 0 }), 'total 2.00 s');
  assert.equal(formatFunction({ ...heat, self_s: 0.12, reach_s: 0.004 }), 'self 120 ms ±4 (34.0 %) · total 2.00 s');
});
