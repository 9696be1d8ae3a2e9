/**
 * What profiling costs the target: the time that the program itself measures from its first statement to its last, so that neither
 * the interpreter's start nor ours is in it. Beside it the whole command's extra time, as the user waits for it.
 */

import { join } from 'node:path';

import { programs } from '../accuracy/capture.ts';
import { compareArms, runRound, type Arm, type Round } from './arms.ts';
import { formatRange, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { createRandom } from './stats.ts';
import { readPrinted, type TimedRun } from './timedRun.ts';

const names = ['docutils', 'sympy', 'black', 'scipy', 'templates', 'flask', 'recursion', 'threads', 'imports'];
const captureOptions = ['--cpu-only'];

function mapRound(round: Round<TimedRun>, read: (run: TimedRun) => number): Round<number> {
  const get = (arm: Arm): number => read(round[arm]);
  return { plain: get('plain'), plainAgain: get('plainAgain'), heatline: get('heatline') };
}

async function measureAll(options: BenchOptions, chosen: readonly string[]): Promise<Map<string, Round<TimedRun>[]>> {
  const random = createRandom(options.seed);
  const rounds = new Map<string, Round<TimedRun>[]>(chosen.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const [name, done] of rounds) {
      const target = [join(programs, name, 'main.py'), String(options.repeats)];
      done.push(await runRound(options.python, target, captureOptions, random));
    }
    console.error(`round ${round + 1} of ${options.rounds} done`);
  }
  return rounds;
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const chosen = options.only.length > 0 ? names.filter((name) => options.only.includes(name)) : names;
  const measured = await measureAll(options, chosen);
  const random = createRandom(options.seed + 1);
  const readings: Record<string, unknown> = {};
  const rows = [...measured].map(([name, rounds]) => {
    const inside = rounds.map((round) => mapRound(round, ({ stdout }) => readPrinted(stdout, 'elapsed')));
    const cpu = rounds.map((round) => mapRound(round, ({ stdout }) => readPrinted(stdout, 'cpu')));
    const whole = rounds.map((round) => mapRound(round, ({ wholeSeconds }) => wholeSeconds));
    readings[name] = { inside, cpu, whole };
    const target = compareArms(inside, random);
    const command = compareArms(whole, random);
    const extraMs = { value: command.extra.value * 1e3, low: command.extra.low * 1e3, high: command.extra.high * 1e3 };
    return [
      name,
      target.plain.toFixed(2),
      formatRange(target.ratio, 3),
      formatRange(target.noise, 3),
      formatRange(compareArms(cpu, random).ratio, 3),
      formatRange(extraMs, 0),
    ];
  });
  return {
    title: 'Overhead of CPU mode',
    columns: [
      'program',
      'plain s',
      'heatline / plain [95 %]',
      'plain / plain [95 %]',
      'CPU time: heatline / plain [95 %]',
      'whole command: extra ms [95 %]',
    ],
    rows,
    notes: [
      `${options.rounds} rounds of plain, plain, heatline run ${captureOptions.join(' ')} at the default rate, order random within a round; median of paired ratios`,
      'the CPU time is that of the whole process, start included: steadier than elapsed time on a machine that does other things too',
      'a ratio is measured by the program itself, from its first statement; the last column is the whole command with decoding and the summary',
    ],
    readings,
  };
}

export const overhead: Bench = { name: 'overhead', run };
