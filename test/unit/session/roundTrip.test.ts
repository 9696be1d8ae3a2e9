import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { HistoryColumns, MemoryColumns, Stream } from '../../../src/session/session.ts';

const work = { file: '/p/a.py', name: 'work', line: 12, firstLine: 10 };
const main = { file: '/p/a.py', name: '<module>', line: 3 };

function example(): Stream {
  const stream = plainStream({
    header: { checkpoint: { monoNs: 2e9, processCpuNs: 5e8, userUs: 4, systemUs: 5 }, ppid: 7, parentStream: 99 },
    moments: [
      { highBytes: 5e9, endBytes: 4e9, rssKib: 70_000, samples: 3 },
      { highBytes: 0, endBytes: 0, samples: 0 },
      { highBytes: 6e9, endBytes: 0, samples: 9 },
    ],
    threads: [
      {
        cells: [
          { stack: [main], class: 1, ns: 50_000_000, samples: 5 },
          { stack: [main, work, { library: '/lib/libz.so', start: 0x4a0 }], class: 3, ns: 30_000_000, samples: 3 },
          { stack: [main, work], class: 16, ns: 7_000_000 },
          { stack: [main, { library: '/lib/libc.so', start: 0x30 }], class: 64 + 20, ns: 9_000_000, squares: 77 },
        ],
        memory: [
          {
            stack: [main, work],
            domain: 2,
            allocBytes: 9e12,
            allocCount256: 512,
            allocVarianceKib2: 3,
            liveBytes: 4,
            liveVarianceKib2: 5,
            atPeakBytes: 6,
            atPeakVarianceKib2: 7,
            peakBytes: 8,
            freedBytes: 9,
            churnBytes: 10,
            highsBytes: 11,
            loggedBytes: 12,
            peakEpoch: 0xffffffff,
            samples: 14,
            frees: 15,
            liveSamples: 16,
            firstMs: 17,
            lastMs: 18,
            highs: 19,
            loggedEntry: 2,
            rises: 1,
            highKib: 21,
            history: [
              { ms: 10, highKib: 100, endKib: 50 },
              { ms: 40, highKib: 0, endKib: 0 },
            ],
          },
          ...Array.from({ length: 130 }, (_, line) => ({
            stack: [{ ...main, line: line + 1 }],
            domain: 1,
            allocBytes: line,
          })),
        ],
      },
      { name: 'worker', cells: [{ stack: ['truncated', work], class: 4, ns: 10_000_000 }] },
    ],
  });
  const codes = new Map(stream.codes);
  const long = Uint8Array.from({ length: 40_000 }, (_, index) => index % 251);
  codes.set(77, { id: 77, filename: 0, name: 1, firstLine: 5, lineTableKind: 'locations', lineTable: long });
  return {
    ...stream,
    codes,
    stalls: [
      { startNs: 5e9, durationNs: 2e8, thread: 0, spent: [{ node: 2, class: 16, ns: 19e7 }] },
      { startNs: 7e12, durationNs: 6e7, thread: 1, spent: [] },
    ],
    events: [{ kind: 'fork', monoNs: 123_456_789_012, value: 4711 }],
    modules: new Map([
      [
        0,
        {
          id: 0,
          path: '/lib/libz.so',
          bias: 0x7f0000001000,
          low: 0x7f0000001000,
          high: 0x7f0000009000,
          buildId: 'ab'.repeat(20),
        },
      ],
    ]),
    seconds: {
      length: 2,
      pythonUs: Uint32Array.of(1, 2),
      nativeUs: Uint32Array.of(3, 4),
      kernelUs: Uint32Array.of(5, 6),
      waitUs: Uint32Array.of(7, 8),
      signals: Uint32Array.of(9, 10),
    },
  };
}

function used(table: MemoryColumns | HistoryColumns): unknown {
  const { length, ...columns } = table;
  return Object.entries(columns).map(([name, column]) => [name, Array.from(column).slice(0, length)]);
}

/** Columns have room to spare in a decoded stream; only what is in use is compared. */
function inUse(stream: Stream): unknown {
  const { cells, header } = stream;
  const { blockCount: _, tmpfsBlocks: __, ...kept } = header;
  return {
    ...stream,
    header: kept,
    cells: {
      length: cells.length,
      node: [...cells.node.subarray(0, cells.length)],
      class: [...cells.class.subarray(0, cells.length)],
      ns: [...cells.ns.subarray(0, cells.length)],
      squares: [...cells.squares.subarray(0, cells.length)],
      samples: [...cells.samples.subarray(0, cells.length)],
    },
    memory: used(stream.memory),
    history: used(stream.history),
    codes: [...stream.codes.values()].map((code) => ({ ...code, lineTable: [...code.lineTable] })),
  };
}

test('a stream comes back as it was written', () => {
  const stream = example();
  const { main: bytes } = encodeStream(stream);
  const decoded = decodeStream(bytes);
  assert.deepEqual(decoded.problems, []);
  assert.ok(decoded.stream);
  assert.deepEqual(inUse(decoded.stream), inUse(stream));
});

test('a stream that outgrew tmpfs goes on in the second file', () => {
  const stream = example();
  const { main: bytes, more } = encodeStream(stream, 3);
  assert.equal(bytes.length, 3 * 16384);
  const decoded = decodeStream(bytes, more);
  assert.deepEqual(decoded.problems, []);
  assert.ok(decoded.stream);
  assert.deepEqual(inUse(decoded.stream), inUse(stream));
});

test('without the second file the rest is missing, and said to be', () => {
  const { main: bytes } = encodeStream(example(), 3);
  const { stream, problems } = decodeStream(bytes);
  assert.ok(stream);
  assert.ok(problems.some((problem) => problem.code === 'stream-cut-off'));
});

test('of two checkpoints the later whole one counts', () => {
  const bytes = encodeStream(example()).main;
  const view = new DataView(bytes.buffer);
  /** Each begins and ends with its sequence. */
  const write = (at: number, before: bigint, monoNs: bigint, after: bigint) => {
    view.setBigUint64(at, before, true);
    view.setBigUint64(at + 8, monoNs, true);
    view.setBigUint64(at + 56, after, true);
  };
  const latest = () => decodeStream(bytes).stream?.header.checkpoint?.monoNs;
  write(224, 3n, 300n, 3n);
  write(288, 4n, 400n, 4n);
  assert.equal(latest(), 400);
  write(224, 5n, 500n, 5n);
  assert.equal(latest(), 500);
  // Being written when the process was killed.
  write(224, 5n, 555n, 3n);
  assert.equal(latest(), 400);
  write(288, 6n, 600n, 4n);
  assert.equal(latest(), undefined);
});

test('a line table ends where a part of it is missing', () => {
  const stream = example();
  const { main: bytes } = encodeStream({ ...stream, strings: new Map(), modules: new Map(), events: [] });
  const view = new DataView(bytes.buffer);
  // The continuation at offset 8192 of the long table gets another offset.
  for (let at = 16384; at + 16 < bytes.length; at += 8) {
    if (
      view.getUint32(at + 4, true) === 3 &&
      view.getUint32(at + 8, true) === 77 &&
      view.getUint32(at + 12, true) === 8192
    ) {
      view.setUint32(at + 12, 9000, true);
    }
  }
  const decoded = decodeStream(bytes);
  assert.deepEqual(decoded.stream?.codes.get(77)?.lineTable.length, 8192);
  assert.ok(decoded.problems.some((problem) => problem.code === 'line-tables-incomplete'));
});
