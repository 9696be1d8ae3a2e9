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
