import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Column } from '../../../src/extension/format.ts';
import { formatLine, formatSizes } from '../../../src/extension/memoryFormat.ts';
import type { LineHeat } from '../../../src/protocol/heat.ts';

const line: LineHeat = {
  line: 7,
  step: 6,
  share: 0.421,
  ci95: [0.408, 0.433],
  split: { python: 0.421, library: 0, native: 0, kernel: 0, wait: 0 },
  self_s: 1.2,
  total_s: 2.5,
  samples: 170.4,
  uncertain: false,
  edited: false,
  memory: {
    alloc_bytes: 210e6,
    alloc_bytes_ci95: [205e6, 215e6],
    at_peak_bytes: 48.3e6,
    at_peak_bytes_ci95: [46.8e6, 49.7e6],
    peak_bytes: 48.5e6,
    python_fraction: 0.88,
    copy_bytes: 480e6,
    copy_bytes_ci95: [470e6, 490e6],
    copy_bytes_s: 120e6,
  },
  leak_bytes_s: null,
};
const columns: readonly Column[] = ['share', 'interval', 'split', 'memory', 'copies'];

test('a line says first what the heat shows', () => {
  assert.equal(formatLine(line, 'time', columns), '42.1 % ±1.3 · py · peak 48.3 MB · copied 480 MB');
  assert.equal(formatLine(line, 'peak', columns), 'peak 48.3 MB ±3 % · alloc 210 MB · py 88 %');
  assert.equal(formatLine(line, 'allocated', columns), 'alloc 210 MB ±2 % · peak 48.3 MB · py 88 %');
  assert.equal(formatLine(line, 'copies', columns), 'copied 480 MB ±2 % · 120 MB/s');
  assert.equal(formatLine(line, 'peak', []), '');
});

test('a peak at another time than the process has is named', () => {
  const memory = line.memory && { ...line.memory, peak_bytes: 90e6 };
  assert.equal(
    formatLine({ ...line, memory }, 'peak', columns),
    'peak 48.3 MB ±3 % · own peak 90.0 MB · alloc 210 MB · py 88 %',
  );
});

test('a leak is the last word, also on a line that takes no time and copies nothing', () => {
  const memory = line.memory && { ...line.memory, copy_bytes: 0 };
  const leaking = { ...line, memory, share: 0, step: 0, leak_bytes_s: 13.4e6 } as const;
  assert.equal(formatLine(leaking, 'time', columns), 'peak 48.3 MB · leaks 13.4 MB/s');
  assert.equal(formatLine(leaking, 'copies', columns), 'leaks 13.4 MB/s');
  assert.equal(formatLine({ ...leaking, memory: null }, 'peak', columns), 'leaks 13.4 MB/s');
});

test('beside time, little memory and few copies are left out', () => {
  const memory = line.memory && { ...line.memory, at_peak_bytes: 0.9e6, copy_bytes: 9e6 };
  assert.equal(formatLine({ ...line, memory }, 'time', columns), '42.1 % ±1.3 · py');
});

test('sizes of copies are powers of two', () => {
  assert.equal(formatSizes(2 ** 20, 2 ** 21), '1 MiB to 2 MiB');
});
