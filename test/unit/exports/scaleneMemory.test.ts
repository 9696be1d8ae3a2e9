import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exportScalene } from '../../../src/exports/scalene.ts';
import { publishedLikelihood } from '../../../src/exports/scaleneMemory.ts';
import { noTimeline } from '../../../src/profile/memoryTables.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';

const mebibyte = 2 ** 20;

test('memory, copies and leaks in the fields of Scalene', () => {
  const profile = profileFromDrawing(
    `
      alloc     30                        60            0
      seconds   10
      copied                                            500@20
      steps     1:6,3:12,5:18,7:24,9:30
      live      30                        0             0
      last      9.9                       1             0
      highs                               60/2
      peak      30                        30            0
      domain    python                    native        python
                /p/a.py:9 keep            /p/a.py:4 z   /p/a.py:5 c
    `,
    {},
    { peakLiveBytes: 40e6, samples: 90, timeline: { ...noTimeline, bucketSeconds: 0.02 } },
  );
  const file = JSON.parse(exportScalene(profile, { scope: { kind: 'all' }, basis: 'elapsed' })) as {
    memory: boolean;
    max_footprint_mb: number;
    native_allocations_mb: number;
    files: Record<string, { leaks: Record<string, { likelihood: number }>; lines: Record<string, number>[] }>;
  };
  assert.equal(file.memory, true);
  assert.equal(file.max_footprint_mb, 40e6 / mebibyte);
  assert.equal(file.native_allocations_mb, 60e6 / mebibyte);
  const entry = file.files['/p/a.py'];
  const line = (number: number) => entry?.lines.find(({ lineno }) => lineno === number);
  assert.equal(line(9)?.['n_malloc_mb'], 30e6 / mebibyte);
  assert.equal(line(4)?.['n_avg_mb'], 30e6 / mebibyte);
  assert.equal(line(4)?.['n_usage_fraction'], 2 / 3);
  assert.equal(line(5)?.['n_copy_mb_s'], 50e6 / mebibyte);
  assert.deepEqual(Object.keys(entry?.leaks ?? {}), ['9']);
  assert.equal(entry?.leaks['9']?.likelihood, publishedLikelihood(30, 0));
});

test('the published rule, bit for bit, where it leaves 0..1 too', () => {
  assert.equal(publishedLikelihood(18, 0), 1 - 1 / 20);
  assert.equal(publishedLikelihood(10, 10), -4.5);
  assert.equal(publishedLikelihood(10, 5), 1 - 6 / 7);
});
