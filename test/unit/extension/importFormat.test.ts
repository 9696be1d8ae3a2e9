import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatImportLine, formatImportRow } from '../../../src/extension/importFormat.ts';
import type { ImportLine, ImportRow } from '../../../src/protocol/importView.ts';

const line: ImportLine = {
  path: '/p/a.py',
  line: 3,
  modules: ['numpy'],
  failed: false,
  n_modules: 90,
  self_s: 0.002,
  cumulative_s: 0.118,
  native_s: 0.03,
  rss_bytes: 24e6,
  files_read: null,
  bytes_read: null,
  phase: 'init',
  use: { share: 0.026, ci95: [0.02, 0.03], touched: true, called: null, functions: 0 },
  chain: [],
  findings: [],
};

const row: ImportRow = {
  name: 'numpy',
  library: { origin: 'installed', init_s: 0.1, cumulative_s: 0.118, findings: [] },
  n_modules: 84,
  self_s: 0.1,
  native_s: 0.03,
  rss_bytes: 24e6,
  touched: true,
  use: line.use,
  chain: [],
  hasChildren: true,
};

test('a statement has at most two names, its memory where there is some, and its use where it is known', () => {
  assert.equal(formatImportLine(line), 'numpy 118 ms · 24.0 MB · 2.6 % used');
  const three = { ...line, modules: ['numpy', 'yaml', 'json'], rss_bytes: -4096, use: null };
  assert.equal(formatImportLine(three), 'numpy, yaml +1 118 ms');
  const unseen = { share: 0, ci95: [0, 0.01], touched: false, called: null, functions: 0 } as const;
  assert.equal(formatImportLine({ ...line, rss_bytes: 0, use: unseen }), 'numpy 118 ms · not seen');
  assert.equal(
    formatImportLine({ ...line, rss_bytes: 0, use: { ...unseen, touched: true } }),
    'numpy 118 ms · hardly used',
  );
  assert.equal(formatImportLine({ ...line, rss_bytes: 0, failed: true }), 'numpy 118 ms · failed');
});

test('a library that is mostly what it loads from others says both times', () => {
  assert.equal(formatImportRow(row), '100 ms · 24.0 MB · 2.6 % used');
  assert.equal(formatImportRow({ ...row, self_s: 0.0011 }), '1.1 ms of 118 ms · 24.0 MB · 2.6 % used');
});

test('a package says only whether it was used, and what is not known is left out', () => {
  const below = { ...row, library: null, rss_bytes: 0, use: null };
  assert.equal(formatImportRow(below), '100 ms · used');
  assert.equal(formatImportRow({ ...below, touched: false }), '100 ms · not seen');
  assert.equal(formatImportRow({ ...below, touched: null }), '100 ms');
});
