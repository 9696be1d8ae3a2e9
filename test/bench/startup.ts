/** What it costs to profile nothing: inside the target (from its process's start to its last statement), and the whole command. */

import { join } from 'node:path';

import { programs } from '../accuracy/capture.ts';
import { compareArms, runRound, type Round } from './arms.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { bootstrap, createRandom, mean, type Estimate } from './stats.ts';
import { readPrinted, type TimedRun } from './timedRun.ts';

const milliseconds = (estimate: Estimate): Estimate => ({
  value: estimate.value * 1e3,
  low: estimate.low * 1e3,
  high: estimate.high * 1e3,
});

function readRounds(rounds: readonly Round<TimedRun>[], read: (run: TimedRun) => number): readonly Round<number>[] {
  return rounds.map((round) => ({
    plain: read(round.plain),
    plainAgain: read(round.plainAgain),
    heatline: read(round.heatline),
  }));
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const random = createRandom(options.seed);
  const rounds: Round<TimedRun>[] = [];
  const target = [join(programs, 'empty', 'lifetime.py')];
  for (let round = 0; round < options.rounds * 3; round++) {
    rounds.push(await runRound(options.python, target, ['--cpu-only'], random));
  }
  const lifetimes = readRounds(rounds, ({ stdout }) => readPrinted(stdout, 'lifetime'));
  const cpu = readRounds(rounds, ({ stdout }) => readPrinted(stdout, 'cpu'));
  const whole = readRounds(rounds, ({ wholeSeconds }) => wholeSeconds);
  // Means, not medians, for the lifetime: it is known in steps of 10 ms, whose error only a mean takes away.
  const lifetimeExtra = bootstrap(
    lifetimes.map(({ plain, plainAgain, heatline }) => heatline - (plain + plainAgain) / 2),
    mean,
    random,
  );
  const noise = bootstrap(
    lifetimes.map(({ plain, plainAgain }) => plainAgain - plain),
    mean,
    random,
  );
  const row = (name: string, plain: number, extra: Estimate, other: Estimate): string[] => [
    name,
    (plain * 1e3).toFixed(1),
    formatRange(milliseconds(extra), 1),
    formatRange(milliseconds(other), 1),
  ];
  const differenceOfPlain = (readings: readonly Round<number>[]): Estimate =>
    bootstrap(
      readings.map(({ plain, plainAgain }) => plainAgain - plain),
      mean,
      random,
    );
  return {
    title: 'An empty program',
    columns: ['what', 'plain ms', 'extra ms [95 %]', 'plain - plain ms [95 %]'],
    rows: [
      row('inside the target: elapsed', mean(lifetimes.map(({ plain }) => plain)), lifetimeExtra, noise),
      row(
        'inside the target: CPU',
        compareArms(cpu, random).plain,
        compareArms(cpu, random).extra,
        differenceOfPlain(cpu),
      ),
      row(
        'whole command',
        compareArms(whole, random).plain,
        compareArms(whole, random).extra,
        differenceOfPlain(whole),
      ),
    ],
    notes: [`${rounds.length} rounds of plain, plain, heatline run --cpu-only --quiet, order random within a round`],
    readings: { lifetimes, cpu, whole },
  };
}

export const startup: Bench = { name: 'startup', run };
