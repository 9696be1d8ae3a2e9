/** Seeded leaks are found, and nothing else: caches, warm-ups, single allocations and churn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noTimeline } from '../../../src/profile/memoryTables.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { leakScore, leaks } from '../../../src/queries/leaks.ts';
import type { Question } from '../../../src/queries/question.ts';
import { SimulatedProcess } from '../../fixtures/simulatedMemory.ts';

const question: Question = { scope: { kind: 'all' }, basis: 'elapsed' };
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const kb = 1000;
const mb = 1e6;
type Block = ReturnType<SimulatedProcess['allocate']>;

/** Lets time go by in steps of a hundredth of a second. */
function run(
  seed: number,
  seconds: number,
  step: (process: SimulatedProcess) => void,
  distance = 512 * kb,
): SimulatedProcess {
  const process = new SimulatedProcess(seed, distance);
  for (let tick = 0; tick < seconds * 100; tick++) {
    process.now = tick / 100;
    step(process);
  }
  process.now = seconds;
  return process;
}

function found(process: SimulatedProcess): number[] {
  return leaks(process.finish(), question).map(({ line }) => line);
}

/** What every program does beside: keeps a working set, and throws much away. */
function background(process: SimulatedProcess): void {
  if (process.now === 0) process.allocate(90, 20 * mb);
  process.free(process.allocate(91, 400 * kb));
}

test('a leak of large blocks is found within 20 new maxima', () => {
  for (const seed of seeds) {
    const process = new SimulatedProcess(seed, 512 * kb);
    process.allocate(90, 5 * mb);
    let maxima = 0;
    for (let tick = 0; maxima < 20; tick++) {
      process.now = 0.5 + tick / 10;
      process.free(process.allocate(8, mb / 2));
      const before = process.maxima;
      process.allocate(7, mb);
      maxima += process.maxima - before;
    }
    assert.deepEqual(found(process), [7], `seed ${seed}`);
  }
});

test('a leak of small objects, under churn and through several calls', () => {
  for (const seed of seeds) {
    const process = run(seed, 10, (each) => {
      background(each);
      for (let count = 0; count < 100; count++) each.allocate(7, 100 + Math.floor(each.random() * 900));
    });
    assert.deepEqual(found(process), [7], `seed ${seed}`);
  }
});

test('a leak on a line that also makes temporaries', () => {
  for (const seed of seeds) {
    const process = run(seed, 10, (each) => {
      background(each);
      for (let count = 0; count < 5; count++) each.free(each.allocate(7, 100 * kb));
      each.allocate(7, 50 * kb);
    });
    assert.deepEqual(found(process), [7], `seed ${seed}`);
  }
});

test('a bounded cache is none, small or large', () => {
  for (const [entries, size] of [
    [100, 50 * kb],
    [400, 100 * kb],
    [5000, 2 * kb],
  ] as const) {
    for (const seed of seeds) {
      const cache: Block[] = [];
      const process = run(seed, 12, (each) => {
        background(each);
        for (let count = 0; count < Math.ceil(entries / 400); count++) {
          cache.push(each.allocate(7, size));
          const oldest = cache.length > entries ? cache.shift() : undefined;
          if (oldest !== undefined) each.free(oldest);
        }
      });
      assert.deepEqual(found(process), [], `${entries} entries, seed ${seed}`);
    }
  }
});

test('a cache of all keys that come fills ever more slowly', () => {
  for (const seed of seeds) {
    const known = new Set<number>();
    const process = run(seed, 12, (each) => {
      background(each);
      const key = Math.floor(each.random() * 300);
      if (!known.has(key)) each.allocate(7, 60 * kb);
      known.add(key);
    });
    assert.deepEqual(found(process), [], `seed ${seed}`);
  }
});

test('a warm-up is none, however long', () => {
  for (const part of [0.1, 0.5, 0.75]) {
    for (const seed of seeds) {
      const process = run(seed, 10, (each) => {
        background(each);
        if (each.now < 10 * part) each.allocate(7, 60 * kb);
      });
      assert.deepEqual(found(process), [], `${part}, seed ${seed}`);
    }
  }
});

test('what is allocated once is none', () => {
  for (const seed of seeds) {
    const process = run(seed, 10, (each) => {
      background(each);
      if (each.now === 3) for (let count = 0; count < 2000; count++) each.allocate(7, 20 * kb);
      if (each.now === 9) for (let count = 0; count < 2000; count++) each.allocate(8, 20 * kb);
    });
    assert.deepEqual(found(process), [], `seed ${seed}`);
  }
});

test('churn is none, short or long, nor is a batch that is thrown away', () => {
  for (const seed of seeds) {
    const queue: Block[] = [];
    let batch: Block[] = [];
    const process = run(seed, 12, (each) => {
      background(each);
      queue.push(each.allocate(7, 200 * kb));
      const due = queue.length > 60 ? queue.shift() : undefined;
      if (due !== undefined) each.free(due);
      batch.push(each.allocate(8, 100 * kb));
      if (batch.length < 250) return;
      for (const block of batch) each.free(block);
      batch = [];
    });
    assert.deepEqual(found(process), [], `seed ${seed}`);
  }
});

test('what gains less than 1 % of the peak is not told', () => {
  const process = run(1, 10, (each) => {
    if (each.now === 0) each.allocate(90, 5000 * mb);
    each.allocate(7, 40 * kb);
  });
  assert.deepEqual(found(process), []);
});

test('rate, interval and evidence of a known leak', () => {
  let within = 0;
  for (const seed of seeds) {
    const process = run(seed, 20, (each) => {
      background(each);
      each.allocate(7, 30 * kb);
    });
    const [leak] = leaks(process.finish(), question);
    assert.ok(leak);
    const truth = 3 * mb;
    if (leak.ci95[0] <= truth && truth <= leak.ci95[1]) within++;
    assert.ok(Math.abs(leak.rate_bytes_s / truth - 1) < 0.4, `seed ${seed}: ${leak.rate_bytes_s}`);
    const { evidence } = leak;
    assert.ok(leak.score >= 0.95 && leak.score <= 1);
    assert.equal(leak.score, leakScore(evidence.samples, evidence.freed));
    assert.equal(evidence.growth_bytes.length, 5);
    assert.equal(evidence.freed, 0);
    assert.deepEqual(evidence.contexts[0]?.frames, [{ name: 'work', path: '/p/a.py', line: 7 }]);
  }
  assert.ok(within >= 17, `${within} of 20 intervals hold the truth`);
});

test('Laplace, within 0 and 1', () => {
  assert.equal(leakScore(18, 0), 0.95);
  assert.equal(leakScore(17, 0) < 0.95, true);
  assert.ok(Math.abs(leakScore(10, 10) - 1 / 12) < 1e-12);
  assert.equal(leakScore(0, 0), 0.5);
});

test('the ways on which a line was reached, most bytes first', () => {
  const profile = profileFromDrawing(
    `
      alloc    30                        60
      seconds  10
      class    sleep
      steps    1:6,3:12,5:18,7:24,9:30   1:12,3:24,5:36,7:48,9:60
      first    0.5                       0.5
      last     9.9                       9.9
               /p/a.py:1 main            /p/a.py:2 main
               /p/a.py:9 keep            /p/a.py:9 keep
    `,
    {},
    { peakLiveBytes: 90e6, timeline: { ...noTimeline, bucketSeconds: 0.02 } },
  );
  const [leak] = leaks(profile, question);
  assert.equal(leak?.line, 9);
  assert.deepEqual(
    leak?.evidence.contexts.map(({ live_bytes, frames }) => [live_bytes, ...frames.map(({ line }) => line)]),
    [
      [60e6, 9, 2],
      [30e6, 9, 1],
    ],
  );
  assert.ok(Math.abs((leak?.rate_bytes_s ?? 0) / 9.5e6 - 1) < 0.1);
});
