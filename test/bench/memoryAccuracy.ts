/** Accuracy of memory, copies and leaks over many seeds: bias, standard deviation, coverage of the intervals; leaks found and falsely named. */

import { holdErrors, runMemoryTruth, shareOnRightLines, suspectedNames } from '../accuracy/memoryTruth.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { mean } from './stats.ts';

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

async function measureHeld(python: string, seeds: readonly number[]): Promise<string[][]> {
  const errors = new Map<string, { error: number; isInside: boolean }[]>();
  for (const seed of seeds) {
    for (const found of holdErrors(await runMemoryTruth(python, 'hold', seed))) {
      errors.set(found.name, [...(errors.get(found.name) ?? []), found]);
    }
  }
  const all = [...errors.values()].flat();
  return [...errors, ['all lines', all] as const].map(([name, found]) => {
    const values = found.map(({ error }) => error);
    const inside = found.filter(({ isInside }) => isInside).length / found.length;
    return [`held: ${name}`, String(found.length), percent(mean(values)), percent(deviation(values)), percent(inside)];
  });
}

async function measureCopied(python: string, seeds: readonly number[]): Promise<string[][]> {
  const errors = new Map<string, number[]>();
  const shares: number[] = [];
  for (const seed of seeds) {
    const run = await runMemoryTruth(python, 'copy', seed);
    shares.push(shareOnRightLines(run));
    for (const { name, copied, copiedTruth } of run.rows) {
      if (copiedTruth > 0) errors.set(name, [...(errors.get(name) ?? []), copied / copiedTruth - 1]);
    }
  }
  const rows = [...errors].map(([name, values]) => [
    `copied: ${name}`,
    String(values.length),
    percent(mean(values)),
    percent(deviation(values)),
    '',
  ]);
  return [...rows, ['copied: on the right lines, least', String(shares.length), percent(Math.min(...shares)), '', '']];
}

async function measureLeaks(python: string, seeds: readonly number[]): Promise<string[][]> {
  let found = 0;
  let falsely = 0;
  for (const seed of seeds) {
    const suspected = suspectedNames(await runMemoryTruth(python, 'leak', seed));
    found += suspected.includes('leak') ? 1 : 0;
    falsely += suspected.filter((name) => name !== 'leak').length;
  }
  return [
    ['leaks: found', String(seeds.length), percent(found / seeds.length), '', ''],
    ['leaks: falsely named', String(seeds.length), String(falsely), '', ''],
  ];
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const count = options.full ? 20 : Math.min(options.rounds, 20);
  const seeds = Array.from({ length: count }, (_, index) => options.seed + index);
  const rows = [
    ...(await measureHeld(options.python, seeds)),
    ...(await measureCopied(options.python, seeds)),
    ...(await measureLeaks(options.python, seeds)),
  ];
  return {
    title: 'Accuracy of memory, copies and leaks',
    columns: ['what', 'n', 'mean error', 'standard deviation', 'intervals with the truth'],
    rows,
    notes: [
      `${count} seeds of python/heatline/oracles/memory.py; what lines hold is known by construction, which tracemalloc confirms (--exact)`,
      'leaks: one seeded leak beside a bounded cache, a warm-up, a single block and allocations that pass, two seconds each',
    ],
    readings: rows,
  };
}

export const memoryAccuracy: Bench = { name: 'memory-accuracy', run };
