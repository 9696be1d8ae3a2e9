/** Import records with and without files: what is written is read, and what contradicts itself is damage. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { importFlag } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { ImportFacts } from '../../../src/session/session.ts';

const older: ImportFacts = {
  id: 1,
  parent: 0,
  threadRow: 0,
  flags: importFlag.cached,
  startNs: 5,
  totalNs: 7,
  ownNs: 6,
  nativeNs: 0,
  liveBytes: -3,
  residentKib: 2,
  callers: [{ code: 1, offset: 4 }],
  name: 'odd',
  path: '/a/odd.py',
  functions: 0,
  called: null,
  files: null,
};
const counted: ImportFacts = {
  ...older,
  id: 2,
  flags: importFlag.counted | importFlag.afterMark,
  files: { count: 41, bytes: 5_000_000_000, codeBytes: 900 },
};

const encoded = (...imports: ImportFacts[]) => encodeStream({ ...plainStream({ threads: [] }), imports });

/** Where a record's bytes are: the only place with this name. */
function nameAt(bytes: Uint8Array, name: string): number {
  const at = Buffer.from(bytes).indexOf(name);
  assert.ok(at > 0);
  return at;
}

test('files come back, and a record of an earlier version has none', () => {
  const { main, more } = encoded(older, counted, { ...counted, id: 3, name: '', path: '' });
  const { stream, problems } = decodeStream(main, more);
  assert.deepEqual(problems, []);
  assert.deepEqual(stream?.imports, [older, counted, { ...counted, id: 3, name: '', path: '' }]);
});

test('a record that says it has files and has no room for them is damaged', () => {
  const { main } = encoded({ ...older, name: 'small' });
  new DataView(main.buffer, main.byteOffset).setUint32(nameAt(main, 'small') - 124, importFlag.counted, true);
  const { stream, problems } = decodeStream(main);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['names-damaged'],
  );
  assert.deepEqual(stream?.imports, []);
});

test('no more bytecode than bytes', () => {
  const { main } = encoded({ ...counted, files: { count: 1, bytes: 100, codeBytes: 5_000 } });
  assert.deepEqual(decodeStream(main).stream?.imports[0]?.files, { count: 1, bytes: 100, codeBytes: 100 });
});

test('that the mark was seen is an event', () => {
  const events = [{ kind: 'ready', monoNs: 77, value: 0 }] as const;
  const { main } = encodeStream({ ...plainStream({ threads: [] }), events });
  assert.deepEqual(decodeStream(main).stream?.events, events);
});
