import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noProcessMemory, type FootprintTimeline } from '../../../src/profile/memoryTables.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { memoryTimeline } from '../../../src/queries/memoryTimeline.ts';

function footprint(
  bucketSeconds: number,
  live: readonly (readonly [high: number, end: number])[],
  rss = 0,
): FootprintTimeline {
  return {
    length: live.length,
    bucketSeconds,
    seconds: Float64Array.from(live, (_, index) => index * bucketSeconds),
    liveHighBytes: Float64Array.from(live, ([high]) => high),
    liveEndBytes: Float64Array.from(live, ([, end]) => end),
    rssBytes: Float64Array.from(live, () => rss),
  };
}

/** Processes of these footprints, with the moments of their start and end. */
function profileOf(processes: readonly { start: number; end: number; timeline: FootprintTimeline }[]): Profile {
  const base = profileFromDrawing('seconds 10\n        /p/a.py:1 f');
  const [row] = base.processes;
  assert.ok(row);
  return {
    ...base,
    processes: processes.map(({ start, end }, index) => ({ ...row, pid: 100 + index, wallSeconds: end - start })),
    memory: {
      ...base.memory,
      processes: processes.map(({ start, timeline }) => ({
        ...noProcessMemory,
        measured: true,
        startSeconds: start,
        peakLiveBytes: Math.max(...timeline.liveHighBytes),
        peakRssBytes: Math.max(...timeline.rssBytes),
        timeline,
      })),
    },
  };
}

test('the highest of a bucket is in the line, and what is between buckets is level', () => {
  const { points, peak_live_bytes, end_s } = memoryTimeline(
    profileOf([
      {
        start: 0,
        end: 10,
        timeline: footprint(
          1,
          [
            [5, 5],
            [90, 20],
            [20, 20],
          ],
          200,
        ),
      },
    ]),
  );
  assert.equal(peak_live_bytes, 90);
  assert.equal(end_s, 10);
  assert.deepEqual(
    points.map(({ t_s, live_bytes }) => [t_s, live_bytes]),
    [
      [0, 0],
      [0.5, 5],
      [1, 5],
      [1.5, 90],
      [2, 20],
      [3, 20],
      [10, 20],
    ].filter(([t]) => t !== 0.5),
  );
  assert.ok(points.every(({ rss_bytes }) => rss_bytes === 200));
});

test('processes add up while they live', () => {
  const profile = profileOf([
    { start: 0, end: 10, timeline: footprint(1, [[10, 10]], 50) },
    {
      start: 2,
      end: 5,
      timeline: footprint(
        1,
        [
          [7, 7],
          [30, 7],
        ],
        60,
      ),
    },
  ]);
  const { points, peak_live_bytes, peak_rss_bytes } = memoryTimeline(profile);
  const at = (seconds: number): number => {
    const after = points.findIndex(({ t_s }) => t_s >= seconds);
    return points[after]?.live_bytes ?? -1;
  };
  assert.equal(peak_live_bytes, 40);
  assert.equal(peak_rss_bytes, 110);
  assert.equal(Math.max(...points.map(({ live_bytes }) => live_bytes)), 40);
  assert.equal(at(4), 17);
  assert.equal(points.at(-1)?.live_bytes, 10);
  assert.equal(memoryTimeline(profile, 101).points.at(-1)?.live_bytes, 0);
  assert.equal(memoryTimeline(profile, 100).peak_live_bytes, 10);
});

test('at most as many points as asked for', () => {
  const live = Array.from({ length: 512 }, (_, index): [number, number] => [
    1e6 * ((index * 37) % 101),
    1e6 * ((index * 37) % 53),
  ]);
  const { points } = memoryTimeline(
    profileOf([{ start: 0, end: 5.12, timeline: footprint(0.01, live, 9e7) }]),
    undefined,
    60,
  );
  assert.ok(points.length <= 60);
  assert.equal(Math.max(...points.map(({ live_bytes }) => live_bytes)), 100e6);
});

test('nothing where nothing was measured', () => {
  const { points, peak_live_bytes } = memoryTimeline(profileFromDrawing('seconds 10\n        /p/a.py:1 f'));
  assert.deepEqual([points, peak_live_bytes], [[], 0]);
});

/** Readings of PSS and RSS in MB: one row of a round for each process. */
function withPss(
  profile: Profile,
  rounds: readonly (readonly [
    seconds: number,
    ...rows: readonly (readonly [process: number, pss: number, rss: number])[],
  ])[],
): Profile {
  const rows = rounds.flatMap(([seconds, ...of]) => of.map(([process, pss, rss]) => ({ seconds, process, pss, rss })));
  const pss = {
    length: rows.length,
    seconds: Float64Array.from(rows, (row) => row.seconds),
    process: Int32Array.from(rows, (row) => row.process),
    pssBytes: Float64Array.from(rows, (row) => row.pss * 1e6),
    rssBytes: Float64Array.from(rows, (row) => row.rss * 1e6),
  };
  return { ...profile, memory: { ...profile.memory, pss } };
}

const level = footprint(
  1,
  Array.from({ length: 9 }, (_, index): [number, number] => [1e6 * (index % 3), 1e6 * (index % 2)]),
  200e6,
);
const two = profileOf([
  { start: 0, end: 9, timeline: level },
  { start: 0, end: 9, timeline: level },
]);

test('PSS of processes that share is that of a round together, not of each at its own highest', () => {
  const profile = withPss(two, [
    [1, [0, 200, 200]],
    [3, [0, 110, 200], [1, 120, 210]],
    [5, [0, 100, 200], [1, 110, 210]],
  ]);
  const { points, peak_pss_bytes, pss_differs } = memoryTimeline(profile);
  assert.deepEqual([peak_pss_bytes, pss_differs], [230e6, true]);
  const at = new Map(points.map(({ t_s, pss_bytes }) => [t_s, pss_bytes]));
  assert.deepEqual([at.get(0), at.get(1), at.get(2), at.get(3), at.get(5)], [null, 200e6, 215e6, 230e6, 210e6]);
  assert.ok(points.every(({ t_s, pss_bytes }) => (pss_bytes !== null) === (t_s >= 1 && t_s <= 5)));
  const one = memoryTimeline(profile, 101);
  assert.deepEqual([one.peak_pss_bytes, one.points.find(({ t_s }) => t_s === 4)?.pss_bytes], [120e6, 115e6]);
});

test('where little is shared PSS does not differ, and where it was not read there is none', () => {
  const differs = (pss: number, rss: number): boolean => memoryTimeline(withPss(two, [[1, [0, pss, rss]]])).pss_differs;
  assert.deepEqual(
    [differs(10, 26), differs(10, 27), differs(900, 990), differs(900, 1001), differs(200, 200)],
    [false, true, false, true, false],
  );
  const { points, peak_pss_bytes, pss_differs } = memoryTimeline(two);
  assert.deepEqual([peak_pss_bytes, pss_differs], [null, false]);
  assert.ok(points.length > 0 && points.every(({ pss_bytes }) => pss_bytes === null));
});

test('of more rounds than points each point has a mean of those around it', () => {
  const rounds = Array.from({ length: 900 }, (_, index): [number, [number, number, number]] => [
    index / 100,
    [0, index % 2 === 0 ? 90 : 110, 200],
  ]);
  const { points } = memoryTimeline(withPss(two, rounds), undefined, 50);
  const inside = points.filter(({ t_s }) => t_s > 0.5 && t_s < 8.5);
  assert.ok(inside.length > 3);
  for (const { t_s, pss_bytes } of inside)
    assert.ok(Math.abs((pss_bytes ?? 0) - 100e6) < 3e6, `${pss_bytes} at ${t_s} s`);
});
