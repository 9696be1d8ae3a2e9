import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { plainStream, type PlainProcess } from '../../../src/session/plainStream.ts';
import type { ChildEnd, ChildGroup, Stream } from '../../../src/session/session.ts';

const child: ChildEnd = {
  monoNs: 5e9,
  startMonoNs: 4e9,
  cpuNs: 123_456_000,
  pid: 4711,
  waitStatus: 3 << 8,
  path: '/usr/bin/gzip',
  command: ['gzip', '-6', ''],
};
const nameless: ChildEnd = { ...child, pid: 4712, waitStatus: 9, startMonoNs: 0, path: '', command: [] };
const group: ChildGroup = {
  lastMonoNs: 6e9,
  cpuNs: 2 ** 40,
  wallNs: 2 ** 41,
  count: 100_000,
  failed: 7,
  killed: 2,
  path: '/usr/bin/true',
};

function decoded(facts: PlainProcess): Stream {
  const { stream, problems } = decodeStream(encodeStream(plainStream(facts)).main);
  assert.deepEqual(problems, []);
  assert.ok(stream);
  return stream;
}

test('children come back as they were written', () => {
  const process = { replacement: ['/bin/sh', 'sh', '-c', 'true'], ancestors: [12, 7, 1000000] };
  const stream = decoded({ threads: [], children: [child, nameless], childGroups: [group], process });
  assert.deepEqual(stream.children, [child, nameless]);
  assert.deepEqual(stream.childGroups, [group]);
  assert.deepEqual(stream.process.replacement, process.replacement);
  assert.deepEqual(stream.process.ancestors, process.ancestors);
});

test('the status of an exit is known only where the process was told it', () => {
  const status = (header: PlainProcess['header']) => decoded({ threads: [], header: { ...header } }).header.endStatus;
  assert.equal(status({ endKind: 'exit', endStatus: 0 }), 0);
  assert.equal(status({ endKind: 'exit', endStatus: 5 }), 5);
  assert.equal(status({ endKind: 'exit', endStatus: null }), null);
  assert.equal(status({ endKind: '_exit', endStatus: 9 }), 9);
  assert.equal(status({ endKind: 'none', endStatus: null }), null);
  assert.equal(status({ endKind: 'exec', endStatus: null }), null);
});

test('a record whose text is longer than itself is damaged', () => {
  const bytes = encodeStream(plainStream({ threads: [], children: [child], childGroups: [group] })).main;
  const view = new DataView(bytes.buffer);
  for (let at = 16384; at + 56 < bytes.length; at += 8) {
    const kind = view.getUint32(at + 4, true);
    if (kind === 23 && view.getUint32(at + 32, true) === child.pid) view.setUint32(at + 40, 1000, true);
    if (kind === 24 && view.getUint32(at + 32, true) === group.count) view.setUint32(at + 56, 1000, true);
  }
  const { stream, problems } = decodeStream(bytes);
  assert.deepEqual([stream?.children, stream?.childGroups], [[], []]);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['names-damaged'],
  );
});
