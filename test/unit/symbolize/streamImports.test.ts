import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importFlag } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { ImportFacts } from '../../../src/session/session.ts';
import { streamImports } from '../../../src/symbolize/streamImports.ts';

const facts: ImportFacts = {
  id: 1,
  parent: 0,
  threadRow: 0,
  flags: importFlag.cached,
  startNs: 1e9,
  totalNs: 3e6,
  ownNs: 2e6,
  nativeNs: 5e6,
  liveBytes: -4096,
  residentKib: 12,
  callers: [],
  name: 'a',
  path: 'lib/a.py',
  functions: 0,
  called: null,
  files: null,
};

const rowsOf = (imports: readonly ImportFacts[]) =>
  streamImports({
    stream: { ...plainStream({ threads: [] }), imports },
    directory: '/app',
    process: 2,
    firstThread: 7,
    threadCount: 1,
    firstMonoNs: 0,
    firstRow: 100,
  });

test('a record becomes a row: seconds, bytes, absolute paths, and no more native time than there is', () => {
  const [row] = rowsOf([facts]);
  assert.deepEqual(
    [row?.process, row?.thread, row?.path, row?.ownSeconds, row?.nativeSeconds, row?.liveBytes, row?.residentBytes],
    [2, 7, '/app/lib/a.py', 0.002, 0.002, -4096, 12_288],
  );
  assert.deepEqual(
    [row?.cached, row?.extension, row?.failed, row?.importer, row?.parent],
    [true, false, false, null, -1],
  );
});

test('rows are in the order of beginning; a parent that is missing or comes later is none', () => {
  const rows = rowsOf([
    { ...facts, id: 3, parent: 1, name: 'inner' },
    { ...facts, id: 4, parent: 9, name: 'orphan' },
    { ...facts, id: 1, name: 'outer' },
  ]);
  assert.deepEqual(
    rows.map(({ module, parent }) => [module, parent]),
    [
      ['outer', -1],
      ['inner', 100],
      ['orphan', -1],
    ],
  );
});

test('a chain deeper than calls can be is cut', () => {
  const rows = rowsOf(Array.from({ length: 2500 }, (_, index) => ({ ...facts, id: index + 1, parent: index })));
  assert.deepEqual(
    rows.flatMap(({ parent }, index) => (parent < 0 ? [index] : [])),
    [0, 1000, 2000],
  );
});
