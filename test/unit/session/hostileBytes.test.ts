/** No bytes make a reader throw, hang, or use memory out of proportion; what is lost is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeStream } from '../../../src/session/decode.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { LineJson } from '../../../src/protocol/profileJson.ts';
import type { Stream } from '../../../src/session/session.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import { generatedInfo, generateStream } from '../../fixtures/generateSession.ts';
import { withMemory } from '../../fixtures/generateMemory.ts';
import { seededRandom } from '../../fixtures/random.ts';

const small = { seed: 3, threads: 4, seconds: 20, rateHz: 100, nodes: 6000, cells: 2000, codes: 300 };
const bytes = encodeStream(withMemory(generateStream(small))).main;

/** Decodes, builds and asks everything: any exception fails the test. */
function open(
  main: Uint8Array,
  more?: Uint8Array,
): { stream: Stream | undefined; problems: readonly { code: string }[] } {
  const { stream, problems } = decodeStream(main, more);
  const built = buildProfile({ info: generatedInfo, streams: stream === undefined ? [] : [stream], problems });
  const json = profileJson(built.profile, { scope: { kind: 'all' }, basis: 'elapsed' });
  for (const file of json.files) {
    for (const line of file.lines) {
      assert.ok(line.share >= 0 && line.share <= 1, `share ${line.share}`);
      assert.ok(line.ci95[0] <= line.ci95[1] && Number.isFinite(line.total_s));
      checkMemory(line);
    }
  }
  assert.ok(json.process.timeline.length <= 100);
  for (const { t_s, live_bytes, rss_bytes } of json.process.timeline)
    assert.ok(t_s >= 0 && live_bytes >= 0 && rss_bytes >= 0);
  for (const { score, rate_bytes_s } of json.leaks)
    assert.ok(score >= 0 && score <= 1 && Number.isFinite(rate_bytes_s));
  return { stream, problems: built.profile.problems };
}

function checkMemory(line: LineJson): void {
  const amounts = [
    line.alloc_bytes,
    line.at_peak_bytes,
    line.peak_bytes,
    line.live_end_bytes,
    line.avg_bytes,
    line.churn_bytes,
    line.copy_bytes,
  ];
  for (const amount of amounts) assert.ok(amount >= 0 && Number.isFinite(amount), JSON.stringify(line));
  assert.ok(
    line.at_peak_bytes <= line.peak_bytes &&
      line.live_end_bytes <= line.peak_bytes &&
      line.avg_bytes <= line.peak_bytes,
  );
  assert.ok(line.python_fraction >= 0 && line.python_fraction <= 1);
}

function columnBytes(stream: Stream): number {
  const tables = [stream.nodes, stream.cells, stream.memory, stream.moments, stream.history];
  const columns = tables.flatMap((table): unknown[] => Object.values(table));
  return columns.reduce<number>((sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0), 0);
}

test('whole, it has no problems', () => {
  assert.deepEqual(open(bytes).problems, []);
});

test('cut off at every 997th byte', () => {
  for (let length = 0; length < bytes.length; length += 997) {
    const { stream, problems } = open(bytes.subarray(0, length));
    assert.ok(problems.length > 0, `nothing said about a cut at ${length}`);
    if (stream !== undefined) assert.ok(columnBytes(stream) <= 2 * length + 65_536);
  }
});

test('random bytes flipped', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const damaged = bytes.slice();
    const flips = 1 + Math.floor(random() * 2000);
    for (let flip = 0; flip < flips; flip++) {
      // The header's identity is kept in most rounds, so that what is behind it gets read.
      const first = seed % 10 === 0 ? 0 : 36;
      const at = first + Math.floor(random() * (damaged.length - first));
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    const { stream } = open(damaged);
    if (stream !== undefined) assert.ok(columnBytes(stream) <= 2 * bytes.length, `seed ${seed}`);
  }
});

test('whole blocks of noise', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed);
    const damaged = bytes.slice();
    for (let at = 16384; at < damaged.length; at++)
      if (at % 16384 >= 16 && random() < 0.5) damaged[at] = Math.floor(random() * 256);
    open(damaged);
  }
});

test('noise that is no stream at all', () => {
  const random = seededRandom(7);
  const noise = Uint8Array.from({ length: 50_000 }, () => Math.floor(random() * 256));
  assert.deepEqual(
    open(noise).problems.map((problem) => problem.code),
    ['stream-not-ours', 'session-empty'],
  );
  assert.equal(open(new Uint8Array(0)).problems[0]?.code, 'stream-too-short');
});

test('absurd counts are bounded by the bytes that are there', () => {
  const damaged = bytes.slice();
  const view = new DataView(damaged.buffer);
  for (const at of [36, 40, 44, 132, 136, 140, 144, 148]) view.setUint32(at, 0xffffffff, true);
  const { stream, problems } = open(damaged);
  assert.ok(stream);
  assert.ok(columnBytes(stream) <= 2 * bytes.length);
  const codes = new Set(problems.map((problem) => problem.code));
  for (const code of ['stream-too-large', 'threads-missing', 'stacks-missing', 'times-missing'])
    assert.ok(codes.has(code), code);
});

test('a node below itself or below a later one is left out with all that is under it', () => {
  const stream = plainStream({
    threads: [
      {
        cells: [
          { stack: [{ file: '/p/a.py', name: 'f', line: 1 }], class: 1, ns: 1e9, samples: 100 },
          {
            stack: [
              { file: '/p/a.py', name: 'g', line: 2 },
              { file: '/p/a.py', name: 'h', line: 3 },
            ],
            class: 1,
            ns: 2e9,
            samples: 200,
          },
        ],
      },
    ],
  });
  // Ids: 1 thread, 2 f, 3 g, 4 h.
  for (const parent of [3, 4, 0xfffff]) {
    stream.nodes.parent[3] = parent;
    const { problems } = open(encodeStream(stream).main);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['stacks-impossible', 'times-without-stack'],
      `parent ${parent}`,
    );
  }
});

test('a block with an impossible or a taken number is left out', () => {
  for (const sequence of [0xffffffff, 4096, 1]) {
    const damaged = bytes.slice();
    const view = new DataView(damaged.buffer);
    // The first block of nodes.
    for (let at = 16384; at < damaged.length; at += 16384) {
      if (view.getUint32(at, true) === 4 && view.getUint32(at + 4, true) === 0) view.setUint32(at + 4, sequence, true);
    }
    const { problems } = open(damaged);
    assert.ok(
      problems.some((problem) => problem.code === 'stream-block-misplaced'),
      `sequence ${sequence}`,
    );
  }
});

test('records that contradict themselves', () => {
  const stream = generateStream(small);
  const { main } = encodeStream(stream);
  for (let seed = 1; seed <= 40; seed++) {
    const random = seededRandom(seed);
    const damaged = main.slice();
    const view = new DataView(damaged.buffer);
    for (let block = 1; block * 16384 < damaged.length; block++) {
      if (view.getUint32(block * 16384, true) !== 6) continue;
      // Sizes, lengths and ids stand on 4-byte boundaries: hit those with extreme values.
      for (let hit = 0; hit < 40; hit++) {
        const extremes = [0, 1, 8, 16, 0xffff, 0x7fffffff, 0xffffffff];
        const at = block * 16384 + 16 + 4 * Math.floor(random() * 4000);
        view.setUint32(at, extremes[Math.floor(random() * extremes.length)] ?? 0, true);
      }
    }
    open(damaged);
  }
});

test('a block with the highest number reserves no room that no bytes fill', () => {
  const damaged = bytes.slice();
  const view = new DataView(damaged.buffer);
  for (const [at, count] of [
    [44, 4096],
    [136, 2 ** 20],
    [144, 2 ** 21],
    [160, 2 ** 19],
  ] as const)
    view.setUint32(at, count, true);
  for (let at = 16384; at < damaged.length; at += 16384)
    if (view.getUint32(at, true) !== 6) view.setUint32(at + 4, 4095, true);
  const { stream } = open(damaged);
  assert.ok(stream);
  assert.ok(columnBytes(stream) <= 2 * bytes.length, `${columnBytes(stream)} bytes of columns`);
});

test('200,000 events', () => {
  const events = Array.from({ length: 200_000 }, (_, value) => ({ kind: 'ready' as const, monoNs: 5e9, value }));
  const { stream } = open(encodeStream({ ...plainStream({ threads: [] }), events }).main);
  assert.equal(stream?.events.length, 200_000);
});
