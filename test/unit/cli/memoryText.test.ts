import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memoryBody, type MemoryView } from '../../../src/cli/memoryReport.ts';
import { formatMemory, formatMemoryHints } from '../../../src/cli/memorySummary.ts';
import { formatCautions } from '../../../src/cli/summary.ts';
import { noTimeline } from '../../../src/profile/memoryTables.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Question } from '../../../src/queries/question.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };
const asked = { allocations: true, copies: true, intervalBytes: 0, otherAllocator: null };
const profile = profileFromDrawing(
  `
  alloc     30                        60            0
  seconds   10
  copied    0                         0             2000@20
  variance  1                         0             0
  steps     1:6,3:12,5:18,7:24,9:30
  live      30                        0             0
  last      9.9                       1             0
  atpeak    10                        30            0
  highs                               60/2
  peak      30                        30            0
  domain    python                    native        python
            /p/a.py:2 keep            /p/a.py:3 z   /p/a.py:1 c
  `,
  { memory: asked },
  {
    peakLiveBytes: 40e6,
    peakRssBytes: 51e6,
    allocBytes: 1.5e9,
    copyBytes: 2e9,
    timeline: { ...noTimeline, bucketSeconds: 0.02 },
  },
);
const source = ['c = bytes(b)', 'kept.append(make())', 'z = zeros(9)'];

function body(view: MemoryView, of: Profile = profile): string {
  const options = { style: { width: 120, colour: false }, top: 2, shortPath: (path: string) => path.slice(3) };
  const { quality } = profileJson(of, question);
  return memoryBody(view, of, question, quality, { ...options, sourceOf: () => source }).join('\n');
}

test('lines by what they held at the peak', () => {
  assert.equal(
    body('memory'),
    [
      'at peak             of it  own peak   at end  allocated  average  python  where   line',
      '30.0 MB            75.0 %   30.0 MB      0 B    60.0 MB  30.0 MB     0 %  a.py:3  z = zeros(9)',
      '10.0 MB  ±1.96 MB  25.0 %   30.0 MB  30.0 MB    30.0 MB  30.0 MB   100 %  a.py:2  kept.append(make())',
    ].join('\n'),
  );
});

test('lines by what they copied', () => {
  assert.equal(
    body('copies'),
    [
      ' copied      share      rate  mostly in  kind   where   line',
      '2.00 GB    100.0 %  200 MB/s   1.05 MB+  other  a.py:1  c = bytes(b)',
    ].join('\n'),
  );
});

test('a leak with its evidence', () => {
  assert.match(
    body('leaks'),
    /^a\.py:2 {2}grows by 2\.99 MB\/s ±.*, score 0\.97\n {4}kept\.append\(make\(\)\)\n {2}30\.0 MB live; of 30 sampled allocations from 1\.00 s to 9\.90 s none was freed\n {2}growth by fifths of that time: .*\n {2}30\.0 MB in keep \(a\.py:2\)$/,
  );
});

test('a line about memory, and where to look closer', () => {
  const json = profileJson(profile, question);
  assert.equal(formatMemory(json), 'peak 40.0 MB live, 51.0 MB resident · 1.50 GB allocated · 2.00 GB copied');
  const said = (peak_pss_bytes: number | null, pss_differs: boolean): string | undefined =>
    formatMemory({ ...json, process: { ...json.process, peak_pss_bytes, pss_differs } });
  assert.match(
    said(33e6, true) ?? '',
    /^peak 40\.0 MB live, 51\.0 MB resident \(33\.0 MB PSS: what processes share, counted once\) · /,
  );
  assert.equal(said(33e6, false), formatMemory(json));
  const hints = formatMemoryHints(json, (path) => path.slice(3));
  assert.match(hints[0] ?? '', /^May leak: a\.py:2, 2\.99 MB\/s\. See --by leaks\.$/);
  assert.equal(hints[1], 'Copies much: a.py:1, 2.00 GB at 200 MB/s. See --by copies.');
});

test('why there is nothing', () => {
  const none = (memory: Profile['capture']['memory']): Profile =>
    profileFromDrawing('seconds 1\n        /p/a.py:1 f', { memory });
  assert.equal(body('memory', none(null)), 'Memory was not measured: this run was recorded by an older version.');
  assert.equal(body('leaks', none({ ...asked, allocations: false })), 'Memory was not asked for in this run.');
  assert.equal(body('copies', none({ ...asked, copies: false })), 'Copies were not asked for in this run.');
  assert.equal(body('memory', none(asked)), 'Memory was not measured: there was no room for it.');
  assert.equal(formatMemory(profileJson(none(asked), question)), undefined);
});

test('what was not asked for is not missed', () => {
  const json = profileJson(profile, question);
  const cautions = (unavailable: string[], memory: typeof asked | null): string[] =>
    formatCautions({ ...json, quality: { ...json.quality, unavailable } }, memory);
  assert.deepEqual(cautions(['copies', 'memory'], { ...asked, allocations: false, copies: false }), []);
  assert.deepEqual(cautions(['copies', 'memory'], null), []);
  assert.equal(cautions(['memory'], asked).length, 1);
  assert.match(
    cautions(['allocator', 'memory'], asked).join(),
    /^Not available in this run: memory, because the program has/,
  );
});
