import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { bytesText } from '../../../src/base/bytesText.ts';
import { cutEnd, cutStart, formatBytes, formatSeconds, printableSource, shortPath } from '../../../src/cli/format.ts';
import { formatTable } from '../../../src/cli/table.ts';
import { heatlineVersion } from '../../../src/cli/version.ts';

test('numbers', () => {
  assert.deepEqual([0, 0.0000004, 0.00005, 0.0023, 0.0456, 1, 12.34, 123.4].map(formatSeconds), [
    '0 s',
    '0 µs',
    '50 µs',
    '2.3 ms',
    '46 ms',
    '1.00 s',
    '12.3 s',
    '123 s',
  ]);
  assert.deepEqual([0, 1023, 1536, 5 * 2 ** 30].map(formatBytes), ['0 B', '1023 B', '1.5 KiB', '5.0 GiB']);
});

test('amounts of memory have three digits', () => {
  assert.deepEqual([0, 999, 999.5, 12_345, 99_960, 999_499, 999_500, 1.234e9, 5e12, 7e15].map(bytesText), [
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '100 kB',
    '999 kB',
    '1.00 MB',
    '1.23 GB',
    '5.00 TB',
    '7000 TB',
  ]);
});

test('text that fits', () => {
  assert.deepEqual([cutEnd('abcdef', 4), cutStart('abcdef', 4), cutEnd('abc', 3)], ['abc…', '…def', 'abc']);
  assert.equal(printableSource('\tx = "\u001b[2J" \u0007 \r'), '    x = "[2J"');
  assert.deepEqual(
    [shortPath('/w/a.py', '/w', '/h'), shortPath('/h/a.py', '/w', '/h'), shortPath('/a.py', '/', '/')],
    ['a.py', '~/a.py', '/a.py'],
  );
});

test('a table is cut in the column that may be cut', () => {
  const columns = [
    { title: 'n', align: 'right' },
    { title: 'path', align: 'left', cut: 'start' },
  ] as const;
  const rows = [
    [{ text: '10' }, { text: '/a/long/path/to/a/file.py' }],
    [{ text: '5' }, { text: 'b.py' }],
  ];
  assert.deepEqual(formatTable(columns, rows, { width: 20, colour: false }), [
    ' n  path',
    '10  …th/to/a/file.py',
    ' 5  b.py',
  ]);
});

test("the version is the package's", () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  assert.equal((manifest as { version: string }).version, heatlineVersion);
});
