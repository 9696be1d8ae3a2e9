import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noTimeline } from '../../../src/profile/memoryTables.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';
import { linesAt } from '../../../src/queries/linesAt.ts';
import { lineTimeline, memoryFunctions, memoryLines, orderMemory } from '../../../src/queries/memoryLines.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { SimulatedProcess } from '../../fixtures/simulatedMemory.ts';

const timeline = { ...noTimeline, bucketSeconds: 0.1 };

/** Lists, a numpy array through library Python, churn on two ways, and a stack without a frame in scope. */
const profile = profileFromDrawing(
  `
  alloc     40              60              900             100             7
  seconds   10
  live      40              0               0               0               7
  atpeak    40              60              0               0               7
  peak      40              60              5               8               7
  churn     0               0               900             90              0
  highs                     60/1            500/100         400/50
  samples   40              1               900             100             7
  variance  4               0               9               16              0
  domain    python          native          python          native          native
  steps     1:20,3:40       2:60/60,6:0     4:5/1,4.5:0     4:8/0           0:7
            /p/a.py:1 main  /p/a.py:1 main  /p/a.py:1 main  /p/a.py:2 main  /lib/x.py:1 boot
            /p/a.py:5 keep  /lib/np.py:9 z  /p/a.py:8 work  /p/a.py:8 work
`,
  {},
  { peakLiveBytes: 107e6, peakSeconds: 3, timeline },
);
const question: Question = { scope: defaultScope(profile), basis: 'elapsed' };
const mb = 1e6;

test('memory is charged to the innermost frame in scope', () => {
  const lines = memoryLines(profile, question);
  assert.deepEqual(
    lines.map(({ path, line, at_peak_bytes, alloc_bytes, live_end_bytes }) => [
      `${path}:${line}`,
      at_peak_bytes / mb,
      alloc_bytes / mb,
      live_end_bytes / mb,
    ]),
    [
      ['/p/a.py:1', 60, 60, 0],
      ['/p/a.py:5', 40, 40, 40],
      ['/p/a.py:8', 0, 1000, 0],
    ],
  );
  // What no line in scope has belongs to the whole all the same.
  assert.equal(lines[0]?.share, 60 / 107);
});

test('the figures of a line that is reached on two ways', () => {
  const work = memoryLines(profile, question).find(({ line }) => line === 8);
  assert.ok(work);
  assert.equal(work.python_fraction, 0.9);
  assert.equal(work.churn_bytes, 990 * mb);
  assert.equal(work.samples, 1000);
  // 5 on one way and 8 on the other, but never more than were there at once.
  assert.equal(work.avg_bytes, Math.min(work.peak_bytes, 13 * mb));
  assert.deepEqual(
    work.alloc_bytes_ci95.map((bound) => Math.round(bound / 1e4) / 100),
    [990.2, 1009.8],
  );
  // One way had 1 MB left, or nothing yet, when the other was at 8: at least 8 were there at once, at most 13.
  assert.ok(work.peak_bytes >= 8 * mb && work.peak_bytes <= 13 * mb, String(work.peak_bytes));
});

test('an interval does not go below nothing', () => {
  const drawn = profileFromDrawing(`
    alloc     1
    variance  1
              /p/a.py:5 keep
  `);
  const [line] = memoryLines(drawn, { scope: { kind: 'all' }, basis: 'elapsed' });
  assert.deepEqual(line?.alloc_bytes_ci95, [0, 2.959963984540054e6]);
});

test('functions have the memory of their lines', () => {
  const rows = memoryFunctions(profile, question).map(({ name, at_peak_bytes }) => [name, at_peak_bytes / mb]);
  assert.deepEqual(rows, [
    ['main', 60],
    ['keep', 40],
    ['work', 0],
  ]);
});

test('by what was allocated, and by what is left', () => {
  const lines = memoryLines(profile, question);
  assert.deepEqual(
    orderMemory(lines, 'allocated').map(({ line }) => line),
    [8, 1, 5],
  );
  assert.equal(orderMemory(lines, 'live')[0]?.line, 5);
});

test('the JSON has it by line, also where no time was spent', () => {
  const json = profileJson(profile, question);
  const [file] = json.files;
  assert.deepEqual(
    file?.lines.map(({ line, self_s, alloc_bytes }) => [line, self_s, alloc_bytes / mb]),
    [
      [1, 0, 60],
      [5, 10, 40],
      [8, 0, 1000],
    ],
  );
  assert.equal(json.functions.find(({ name }) => name === 'keep')?.live_end_bytes, 40 * mb);
  assert.equal(json.process.peak_live_bytes, 107 * mb);
  assert.equal(hotLines(profile, question).files.length, 1);
});

test('which lines held memory at a moment', () => {
  const at = (seconds: number): unknown[] =>
    linesAt(profile, question, seconds, 5).lines.map(({ line, name, bytes }) => [line, name, bytes / mb]);
  assert.deepEqual(at(0.5), []);
  assert.deepEqual(at(1.5), [[5, 'keep', 20]]);
  assert.deepEqual(at(2.5), [
    [1, 'main', 60],
    [5, 'keep', 20],
  ]);
  // The peak: from what was kept of that very moment.
  assert.deepEqual(at(3.05), [
    [1, 'main', 60],
    [5, 'keep', 40],
  ]);
  assert.deepEqual(at(9), [[5, 'keep', 40]]);
  assert.equal(linesAt(profile, question, 2.5, 1).lines.length, 1);
});

test('a line over time', () => {
  const points = lineTimeline(profile, question, { path: '/p/a.py', line: 1 });
  assert.equal(Math.max(...points.map(({ bytes }) => bytes)), 60 * mb);
  assert.equal(points.at(-1)?.bytes, 0);
  assert.equal(points.at(-1)?.t_s, 10);
  assert.deepEqual(lineTimeline(profile, question, { path: '/p/a.py', line: 77 }), []);
});

test('a thread or process that was not asked for has none', () => {
  assert.deepEqual(memoryLines(profile, { ...question, pid: 999 }), []);
  assert.equal(memoryLines(profile, { ...question, pid: 100 }).length, 3);
});

test('estimates are right, and their intervals hold the truth', () => {
  let within = 0;
  let total = 0;
  const ratios: number[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    const process = new SimulatedProcess(seed, 128_000);
    for (let count = 0; count < 80_000; count++) process.allocate(3, 16 + (count % 800));
    process.now = 1;
    const [line] = memoryLines(process.finish(), { scope: { kind: 'all' }, basis: 'elapsed' });
    assert.ok(line);
    const [low, high] = line.live_end_bytes_ci95;
    ratios.push(line.live_end_bytes / process.truth(3));
    if (low <= process.truth(3) && process.truth(3) <= high) within++;
    total++;
    assert.equal(line.peak_bytes, line.live_end_bytes);
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / total;
  assert.ok(Math.abs(mean - 1) < 0.02, `mean ${mean}`);
  assert.ok(within / total >= 0.9, `${within} of ${total}`);
});
