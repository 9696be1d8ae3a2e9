/** What is the matter with a recording is named, and the rest of it is still read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { blockHeaderSize, blockKind, blockSize, memorySize } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import { parseSessionJson } from '../../../src/session/sessionFile.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { generatedInfo } from '../../fixtures/generateSession.ts';

const stream = plainStream({
  threads: [
    {
      cells: [
        { stack: [{ file: '/p/damaged.py', name: 'f', line: 1 }], class: 1, ns: 1e9, samples: 100 },
        { stack: [{ file: '/p/whole.py', name: 'g', line: 2 }], class: 1, ns: 2e9, samples: 200 },
      ],
    },
  ],
});

/** The codes of a stream of which one word of four bytes was changed. */
function codesWith(place: number, word: number, bytes = encodeStream(stream).main): string[] {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(place, word, true);
  return decodeStream(bytes).problems.map(({ code }) => code);
}

test('a stream of another version, or with a header that contradicts it', () => {
  assert.deepEqual(codesWith(24, 99), ['stream-version']);
  assert.deepEqual(codesWith(28, 7), ['stream-header-damaged']);
});

test('a name that says it is longer than its record', () => {
  const bytes = encodeStream(stream).main;
  const place = Buffer.from(bytes).indexOf('/p/damaged.py');
  assert.deepEqual(codesWith(place - 4, 0xffff, bytes), ['names-damaged']);
  const { strings } = decodeStream(bytes).stream ?? {};
  assert.ok([...(strings?.values() ?? [])].includes('/p/whole.py'));
});

test('times of a kind that no version knows are left out, the others stay', () => {
  const decoded = decodeStream(encodeStream(stream).main).stream;
  assert.ok(decoded);
  decoded.cells.class[0] = 0;
  const { profile, problems } = buildProfile({ info: generatedInfo, streams: [decoded] });
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['times-without-thread'],
  );
  assert.ok(profile.cells.length > 0);
});

test('a session.json that lacks fields is read with what there is', () => {
  const { info, problems } = parseSessionJson(JSON.stringify({ version: generatedInfo.version, id: 'a' }));
  assert.equal(info?.id, 'a');
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['session-incomplete'],
  );
});

const holding = plainStream({
  threads: [
    {
      cells: [],
      memory: [
        {
          stack: [{ file: '/p/whole.py', name: 'g', line: 2 }],
          domain: 1,
          allocBytes: 1e6,
          liveBytes: 1e6,
          samples: 3,
          history: [{ ms: 10, highKib: 5, endKib: 5 }],
        },
      ],
    },
  ],
});

test('memory of a stack that is missing is left out with its history', () => {
  const bytes = encodeStream(holding).main;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const blocks = Array.from({ length: bytes.length / blockSize }, (_, index) => index * blockSize);
  const table = blocks.find((place) => view.getUint32(place, true) === blockKind.memory) ?? -1;
  const keyOf = (row: number): number => table + blockHeaderSize + row * memorySize;
  const row = [0, 1].find((each) => view.getBigUint64(keyOf(each), true) !== 0n) ?? -1;
  // A node far beyond those that there are.
  view.setBigUint64(keyOf(row), (1n << 63n) | (0xffffn << 8n) | 1n, true);
  assert.deepEqual(
    decodeStream(bytes).problems.map(({ code }) => code),
    ['memory-without-stack', 'memory-history-without-row'],
  );
});

test('memory of a thread that is missing is left out', () => {
  const decoded = decodeStream(encodeStream(holding).main).stream;
  assert.ok(decoded);
  const { problems } = buildProfile({ info: generatedInfo, streams: [{ ...decoded, threads: [] }] });
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['memory-without-thread'],
  );
});
