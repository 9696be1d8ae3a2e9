import assert from 'node:assert/strict';
import { test } from 'node:test';

import { binaryBytesText, bytesText, bytesWithinText } from '../../../src/base/bytesText.ts';

test('three digits that count, in powers of 1000', () => {
  const drawn = [0, 7, 999.6, 1234, 48_300_000, 210_400_000, 999_600_000, 1.5e15].map(bytesText);
  assert.deepEqual(drawn, ['0 B', '7 B', '1.00 kB', '1.23 kB', '48.3 MB', '210 MB', '1.00 GB', '1500 TB']);
});

test('an interval is said in percent of the value, and as a bound where it is wider', () => {
  assert.equal(bytesWithinText(48.3e6, [46.8e6, 49.7e6]), '48.3 MB ±3 %');
  assert.equal(bytesWithinText(48.3e6, [48.2e6, 48.4e6]), '48.3 MB');
  assert.equal(bytesWithinText(200e3, [0, 754e3]), 'up to 754 kB');
  assert.equal(bytesWithinText(0, [0, 0]), '0 B');
});

test('powers of two stay whole', () => {
  assert.deepEqual([1, 512, 1024, 2 ** 21, 2 ** 30].map(binaryBytesText), ['1 B', '512 B', '1 KiB', '2 MiB', '1 GiB']);
});
