import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contextFacts, contextLabel, contextPlace, isPlaced } from '../../../src/base/contextWords.ts';

const row = { kind: 'function', name: 'export', file: '/app/report.py', thread: false, n_rows: 0 };

test('a context is named as people name it', () => {
  assert.equal(contextLabel(row), 'export()');
  assert.equal(contextLabel({ ...row, thread: true }), 'export() in other threads');
  assert.equal(contextLabel({ ...row, name: '<module>' }), 'report.py');
  assert.equal(contextLabel({ ...row, name: '<module>', file: '/app/tool/__main__.py' }), 'tool/__main__.py');
  assert.equal(contextLabel({ ...row, kind: 'library', name: 'yaml' }), 'yaml');
  assert.equal(contextLabel({ ...row, kind: 'more', n_rows: 1200 }), '1,200 more');
  assert.equal(contextLabel({ ...row, kind: 'library', name: 'a\nb\u001b[1m' }), 'a b [1m');
  assert.equal(contextLabel({ ...row, name: 'x'.repeat(500) }).length, 200);
});

test('beside its share stands what it costs, and whether it is the only way', () => {
  const facts = { kind: 'library', share: 0, reached_share: 0.9, cost: null, library: null, n_calls: 1, cut: false };
  const cost = { load_s: 0.3, rss_bytes: 33e6 };
  assert.deepEqual(contextFacts(facts), []);
  assert.deepEqual(contextFacts({ ...facts, cost, library: { origin: 'installed', n_contexts: 1 } }), [
    '300 ms to load',
    '33.0 MB',
    'used nowhere else',
  ]);
  assert.deepEqual(contextFacts({ ...facts, library: { origin: 'installed', n_contexts: 1 }, n_calls: 2 }), []);
  assert.deepEqual(contextFacts({ ...facts, library: { origin: 'installed', n_contexts: null }, cut: true }), [
    'with all deeper calls',
  ]);
  assert.deepEqual(contextFacts({ ...facts, library: { origin: 'standard', n_contexts: 1 } }), []);
  assert.deepEqual(contextFacts({ ...facts, kind: 'module' }), ['90.0 % with what it calls']);
  assert.deepEqual(contextFacts({ ...facts, kind: 'module', share: 0.9 }), []);
  assert.deepEqual(contextFacts({ ...facts, cost: { load_s: 0.0001, rss_bytes: 4096 } }), []);
});

test('places of installed files are named as there, others shortened', () => {
  const at = (path: string) => contextPlace({ path, line: 9 });
  assert.equal(at('/app/shelves/report.py'), 'report.py:9');
  assert.equal(at('/app/shelves/__init__.py'), 'shelves/__init__.py:9');
  assert.equal(at('/v/lib/python3.12/site-packages/flask/app.py'), 'flask/app.py:9');
  assert.equal(at('/usr/lib/python3.12/json/encoder.py'), 'json/encoder.py:9');
  assert.equal(at('/usr/lib/python3/dist-packages/yaml/reader.py'), 'yaml/reader.py:9');
  assert.equal(
    contextPlace({ path: '/app/shelves/report.py', line: 9 }, (path) => path.slice(5)),
    'shelves/report.py:9',
  );
});

test('a place is said where the name does not say it', () => {
  assert.deepEqual(
    [row, { kind: 'library', name: 'yaml' }, { ...row, name: '<module>' }, { kind: 'module', name: 'yaml.reader' }].map(
      isPlaced,
    ),
    [true, true, false, false],
  );
});
