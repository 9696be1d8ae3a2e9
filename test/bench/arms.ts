/**
 * Interleaved rounds of three arms: plain, plain again, and under Heatline. The order within a round is random, and each ratio is made
 * within one round, so that slow changes of the machine cancel; the two plain arms show what noise is left.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { heatline } from '../accuracy/capture.ts';
import { bootstrap, median, shuffle, type Estimate, type Random } from './stats.ts';
import { runTimed, type TimedRun } from './timedRun.ts';

const arms = ['plain', 'plainAgain', 'heatline'] as const;
export type Arm = (typeof arms)[number];

export type Round<T> = Readonly<Record<Arm, T>>;

/** Runs `[script, ...args]` once in each arm. */
export async function runRound(
  python: string,
  target: readonly string[],
  options: readonly string[],
  random: Random,
): Promise<Round<TimedRun>> {
  const home = await mkdtemp(join(tmpdir(), 'heatline-bench-'));
  const env = { ...process.env, HEATLINE_HOME: home };
  const profiled = [heatline, 'run', '--quiet', '--interpreter', python, ...options, ...target];
  try {
    const done = new Map<Arm, TimedRun>();
    for (const arm of shuffle(arms, random)) {
      done.set(
        arm,
        await (arm === 'heatline' ? runTimed(process.execPath, profiled, env) : runTimed(python, target, env)),
      );
    }
    const get = (arm: Arm): TimedRun => done.get(arm) ?? { wholeSeconds: NaN, stdout: '' };
    return { plain: get('plain'), plainAgain: get('plainAgain'), heatline: get('heatline') };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export interface Comparison {
  /** Median of heatline / mean of the two plain arms, per round. */
  readonly ratio: Estimate;
  /** Median of plain again / plain, per round: what the machine does by itself. */
  readonly noise: Estimate;
  /** Median of heatline - mean of the two plain arms, in the unit of the readings. */
  readonly extra: Estimate;
  readonly plain: number;
}

export function compareArms(rounds: readonly Round<number>[], random: Random): Comparison {
  const base = (round: Round<number>): number => (round.plain + round.plainAgain) / 2;
  return {
    ratio: bootstrap(
      rounds.map((round) => round.heatline / base(round)),
      median,
      random,
    ),
    noise: bootstrap(
      rounds.map((round) => round.plainAgain / round.plain),
      median,
      random,
    ),
    extra: bootstrap(
      rounds.map((round) => round.heatline - base(round)),
      median,
      random,
    ),
    plain: median(rounds.map(base)),
  };
}
