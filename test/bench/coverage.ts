/**
 * Do the 95 % intervals cover? Sequences of lines, made up with known burstiness and recorded from a real program, are sampled many
 * times at random phases, and for each line with at least 1 % it is counted how often the interval holds the true share.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sampledInterval } from '../../src/queries/interval.ts';
import { programs } from '../accuracy/capture.ts';
import { generateLoop, generateSequence, replay, trueShares, type LineSequence, type Sampler } from './replay.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { createRandom, mean, type Random } from './stats.ts';
import { runTimed } from './timedRun.ts';

const samplers: readonly Sampler[] = [
  { name: '100 Hz', periodMs: 10, tickMs: 4, heldBack: 0 },
  { name: '250 Hz', periodMs: 4, tickMs: 4, heldBack: 0 },
  { name: '1 kHz on a 250 Hz tick', periodMs: 1, tickMs: 4, heldBack: 0 },
  { name: '1 kHz, a third of the ticks held back', periodMs: 1, tickMs: 4, heldBack: 0.33 },
];

interface Coverage {
  readonly covered: number;
  readonly intervals: number;
  /** Mean width over that of a binomial interval (Wald) for the same number of signals. */
  readonly width: number;
}

export function measureCoverage(sequence: LineSequence, sampler: Sampler, replays: number, random: Random): Coverage {
  const truths = [...trueShares(sequence)].filter(([, share]) => share >= 0.01);
  const widths: number[] = [];
  let covered = 0;
  for (let round = 0; round < replays; round++) {
    const { all, byLine } = replay(sequence, sampler, random);
    const effective = all.seconds ** 2 / all.squares;
    for (const [line, share] of truths) {
      const [low, high] = sampledInterval(byLine.get(line) ?? { seconds: 0, squares: 0 }, all);
      if (low <= share * all.seconds && share * all.seconds <= high) covered++;
      widths.push((high - low) / all.seconds / (2 * 1.96 * Math.sqrt((share * (1 - share)) / effective)));
    }
  }
  return { covered, intervals: replays * truths.length, width: mean(widths) };
}

async function recordProgram(python: string, name: string): Promise<LineSequence> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-bench-'));
  try {
    const out = join(folder, 'lines.txt');
    const args = [join(programs, 'truth', 'recordstacks.py'), out, join(programs, name, 'main.py'), '6'];
    await runTimed(python, args, process.env);
    return (await readFile(out, 'utf8')).trim().split('\n').map(Number);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const random = createRandom(options.seed);
  const sequences: [string, LineSequence][] = [1, 5, 20, 100].map((visit) => [
    `made up, visits of ${visit} ms`,
    generateSequence(20_000, 30, visit, random),
  ]);
  const parts = [2, 3, 5, 8, 2, 12, 7, 1];
  sequences.push(['made up, loop of 40 ms ± 5 %', generateLoop(20_000, parts, 0.05, random)]);
  sequences.push(['made up, loop of 40 ms exactly', generateLoop(20_000, parts, 0, random)]);
  for (const name of ['sympy', 'docutils', 'recursion']) {
    sequences.push([`recorded: ${name}`, await recordProgram(options.python, name)]);
  }
  const readings: unknown[] = [];
  const rows = sequences.flatMap(([name, sequence]) =>
    samplers.map((sampler) => {
      const { covered, intervals, width } = measureCoverage(sequence, sampler, 400, random);
      readings.push({ name, sampler, covered, intervals, width, lengthMs: sequence.length });
      return [name, sampler.name, String(intervals), `${((100 * covered) / intervals).toFixed(1)} %`, width.toFixed(2)];
    }),
  );
  return {
    title: 'Coverage of the 95 % intervals',
    columns: ['program', 'sampler', 'intervals', 'cover the true share', 'width / binomial'],
    rows,
    notes: ['400 replays each, lines with a true share of at least 1 %; target: at least 93 %'],
    readings,
  };
}

export const coverage: Bench = { name: 'coverage', run };
