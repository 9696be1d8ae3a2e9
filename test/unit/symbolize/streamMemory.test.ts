import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileJson } from '../../../src/queries/profileJson.ts';
import { counterCount, counterIndex, unavailableBit } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { info, main, profileOf, scope, secondsByClass, work } from './sessionOf.ts';

const mib = 1024 * 1024;

function counters(given: Partial<Record<keyof typeof counterIndex, number>>): Float64Array {
  const all = new Float64Array(counterCount);
  all[counterIndex.memoryInterval] = mib;
  all[counterIndex.copyInterval] = 4 * mib;
  for (const [name, value] of Object.entries(given)) {
    const index = Object.entries(counterIndex).find(([each]) => each === name)?.[1] ?? 0;
    all[index] = value;
  }
  return all;
}

test('a row comes out in bytes, counts and seconds', () => {
  const { memory } = profileOf([
    {
      header: { counters: counters({ peakEpoch: 2 ** 32 + 7 }) },
      threads: [
        {
          cells: [],
          memory: [
            {
              stack: [main, work],
              domain: 1,
              allocBytes: 50 * mib,
              allocCount256: 640,
              allocVarianceKib2: 4,
              liveBytes: 10 * mib,
              liveVarianceKib2: 9,
              atPeakBytes: 20 * mib,
              atPeakVarianceKib2: 16,
              peakBytes: 30 * mib,
              peakEpoch: 7,
              samples: 9,
              frees: 4,
              firstMs: 1500,
              lastMs: 2500,
              history: [{ ms: 20, highKib: 5, endKib: 3 }],
            },
            {
              stack: [main],
              domain: 2,
              allocBytes: 5 * mib,
              liveBytes: 3 * mib,
              atPeakBytes: 9 * mib,
              peakEpoch: 6,
              peakBytes: 4 * mib,
            },
          ],
        },
      ],
    },
  ]);
  const { rows, history } = memory;
  assert.equal(rows.length, 2);
  assert.equal(rows.allocCount[0], 2.5);
  assert.equal(rows.allocVariance[0], 4 * 1024 * 1024);
  assert.equal(rows.atPeakBytes[0], 20 * mib);
  assert.deepEqual([rows.firstSeconds[0], rows.lastSeconds[0]], [1.5, 2.5]);
  // Not changed since before the peak: what is live was live then.
  assert.equal(rows.atPeakBytes[1], 3 * mib);
  assert.deepEqual([...history.highBytes, ...history.endBytes, ...history.seconds], [5120, 3072, 0.02]);
});

test('what a copy at a bad moment shows is brought into order', () => {
  const { memory } = profileOf([
    {
      header: { counters: counters({ peakEpoch: 1 }) },
      threads: [
        {
          cells: [],
          memory: [
            {
              stack: [main],
              domain: 1,
              allocBytes: 5,
              liveBytes: 9,
              atPeakBytes: 50,
              peakEpoch: 1,
              peakBytes: 7,
              samples: 2,
              frees: 3,
              churnBytes: 8,
              freedBytes: 1,
            },
          ],
        },
      ],
    },
  ]);
  const { rows } = memory;
  assert.deepEqual([rows.allocBytes[0], rows.peakBytes[0], rows.atPeakBytes[0]], [9, 9, 9]);
  assert.deepEqual([rows.frees[0], rows.churnBytes[0]], [2, 1]);
});

test('copies are rows of their own and no time', () => {
  const profile = profileOf([
    {
      header: { counters: counters({ copyBytes: 3e9, copySamples: 4 }) },
      threads: [
        {
          cells: [
            { stack: [main], class: 1, ns: 1e9, samples: 100 },
            { stack: [main, work], class: 64 + 20, ns: 2e9, samples: 3, squares: 1 },
            { stack: [main, work, { library: '/lib/libc.so' }], class: 64 + 21, ns: 1e9, samples: 1, squares: 0 },
          ],
        },
      ],
    },
  ]);
  assert.deepEqual(secondsByClass(profile), { 1: 1 });
  assert.deepEqual([...profile.memory.copies.bytes], [2e9, 1e9]);
  assert.deepEqual([...profile.memory.copies.sizeBin], [20, 21]);
  assert.equal(profile.memory.copies.variance[0], mib);
  assert.equal(profile.threads[0]?.waitSeconds, 0);
  const json = profileJson(profile, { scope, basis: 'elapsed' });
  assert.equal(json.copies[0]?.bytes, 3e9);
  assert.equal(json.quality.copies?.bytes, 3e9);
});

test('the footprint goes on where a bucket is empty, and its width doubles', () => {
  const { memory } = profileOf([
    {
      header: { counters: counters({ momentShift: 2, peakBytes: 9000, peakNs: 1_050_000_000, peakRssKib: 100 }) },
      moments: [
        { highBytes: 5000, endBytes: 4000, rssKib: 60 },
        { highBytes: 0, endBytes: 0, samples: 0 },
        { highBytes: 0, endBytes: 0, rssKib: 70, samples: 0 },
        { highBytes: 9000, endBytes: 0 },
      ],
      threads: [{ cells: [{ stack: [main], class: 1, ns: 1e9 }] }],
    },
  ]);
  const [of] = memory.processes;
  assert.ok(of);
  assert.equal(of.peakLiveBytes, 9000);
  assert.equal(of.peakSeconds, 0.05);
  assert.equal(of.peakRssBytes, 102_400);
  assert.equal(of.timeline.bucketSeconds, 0.04);
  assert.deepEqual([...of.timeline.seconds], [0, 0.08, 0.12]);
  assert.deepEqual([...of.timeline.liveHighBytes], [5000, 4000, 9000]);
  assert.deepEqual([...of.timeline.liveEndBytes], [4000, 4000, 0]);
  assert.deepEqual([...of.timeline.rssBytes], [61_440, 71_680, 0]);
});

test('what was not measured is said, and why', () => {
  const named = (unavailable: number, otherAllocator: string | null = null): readonly string[] => {
    const memory = { allocations: true, copies: true, intervalBytes: 0, otherAllocator };
    const profile = profileOf([{ header: { unavailable, counters: counters({}) }, threads: [{ cells: [] }] }], {
      memory,
    });
    const json = profileJson(profile, { scope, basis: 'elapsed' });
    return [...json.quality.unavailable, String(json.quality.memory !== null), String(json.quality.copies !== null)];
  };
  assert.deepEqual(named(0), ['true', 'true']);
  assert.deepEqual(named(unavailableBit.memory), ['memory', 'false', 'true']);
  assert.deepEqual(named(unavailableBit.copies), ['copies', 'true', 'false']);
  assert.deepEqual(named(unavailableBit.otherAllocator), ['allocator', 'false', 'true']);
  assert.deepEqual(named(unavailableBit.pythonDomain), ['python-allocations', 'true', 'true']);
  assert.deepEqual(named(0, '/usr/lib/libjemalloc.so.2').slice(0, 1), ['allocator']);
});

test('a session of a version without memory has none', () => {
  const { memory, capture } = profileOf([{ threads: [{ cells: [{ stack: [main], class: 1, ns: 1e9 }] }] }]);
  assert.equal(info.memory, undefined);
  assert.equal(capture.memory, null);
  assert.equal(memory.rows.length, 0);
  assert.equal(memory.processes[0]?.measured, false);
});

test('rounds of PSS find their processes by id and start, and one with a stranger in it is left out', () => {
  const stream = (pid: number, startMonoNs: number) =>
    plainStream({ header: { pid, startMonoNs }, threads: [{ cells: [{ stack: [main], class: 1, ns: 1e9 }] }] });
  const row = (pid: number, startMonoNs: number, pssKib: number) => ({ pid, startMonoNs, pssKib, rssKib: 2 * pssKib });
  const { profile } = buildProfile({
    info,
    // The second became another program: the same process, a new stream.
    streams: [stream(8, 3e9), stream(7, 2e9), stream(8, 2.5e9)],
    pss: [
      { ms: 1999, rows: [row(7, 2e9, 5)] },
      { ms: 3500, rows: [row(8, 3e9, 20), row(7, 2e9, 10)] },
      { ms: 4500, rows: [row(7, 2e9, 10), row(9, 2e9, 10)] },
      { ms: 5500, rows: [row(8, 2.5e9, 30)] },
    ],
  });
  const { pss } = profile.memory;
  assert.deepEqual([...pss.process], [0, 2, 0, 1]);
  assert.deepEqual([...pss.pssBytes], [5 * 1024, 20 * 1024, 10 * 1024, 30 * 1024]);
  assert.deepEqual([...pss.rssBytes], [10 * 1024, 40 * 1024, 20 * 1024, 60 * 1024]);
  assert.deepEqual([...pss.seconds], [0, 1.5, 1.5, 3.5]);
});
