/** How many of the 95 % intervals contain the truth, and whether that is too few to be chance. */
import type { MeasureJson } from '../../protocol/verification.ts';
import { wilson } from '../interval.ts';
import { linesOf } from './memory.ts';
import type { TimeRun } from './oracleRun.ts';
import { truthSeconds } from './truth.ts';

/** What intervals of real samplers reach (`npm run bench coverage`): the clock's tick takes some of the 95 %. */
const leastCoverage = 0.93;
/** One-sided chance beyond four standard deviations of a normal distribution. */
const fourSigma = 3.17e-5;
/** Lines with less are too rare for their intervals to be tried. */
const leastShare = 0.01;

export function judgeIntervals(runs: readonly TimeRun[]): MeasureJson {
  const tried = runs.flatMap(containing);
  const inside = tried.filter((isInside) => isInside).length;
  const share = tried.length > 0 ? inside / tried.length : 0;
  const [low, high] = wilson(share, tried.length);
  const chance = chanceOfAtLeast(tried.length - inside, tried.length, 1 - leastCoverage);
  return {
    name: 'intervals',
    verdict: tried.length > 0 && chance >= fourSigma ? 'ok' : 'off',
    against: 'the true shares of single lines with at least 1 % of the CPU time',
    unit: 'count',
    promised: leastCoverage,
    max_error: null,
    mean_error: null,
    parts: [],
    figures: { intervals: tried.length, inside, share, low, high, chance },
    examples: [],
  };
}

/** For each line that is a group of its own. */
function containing({ profile, truth }: TimeRun): readonly boolean[] {
  const lines = linesOf(profile, truth.program);
  return Object.values(truth.groups).flatMap((group) => {
    const share = truthSeconds(group, 'cpu') / truth.cpu_s;
    if (group.lines.length !== 1 || share < leastShare) return [];
    const [low, high] = lines.find(({ line }) => line === group.lines[0])?.ci95 ?? [0, 0];
    return [low <= share && share <= high];
  });
}

/** Of a binomial distribution: `count` or more of `n` when each has the probability `p`. */
export function chanceOfAtLeast(count: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}
