/**
 * What is more than chance. Repeated starts of one program differ by a few percent, but one in ten is half as slow again in all its imports at once, and
 * one after a pause reads from the disk. So a time counts when it leaves the range of the earlier runs by half, both as it is and after what all
 * libraries have in common is taken off, and by more than libraries differ among each other.
 */
import { median } from '../../../base/median.ts';
import type { ImportUse } from '../../../protocol/imports.ts';
import type { TimeChange, UseChange } from '../../../protocol/importComparison.ts';
import type { Interval } from '../../../protocol/interval.ts';

/** Single starts of one program were up to 1.45 times as slow as their median. */
const leastFactor = 1.5;
const leastSeconds = 0.002;
/** Robust deviations: three of a normal distribution. */
const deviations = 3;
const fewestLibraries = 5;
/** Below, times are those of a few system calls. */
const leastLibrarySeconds = 0.000_5;

/** On a logarithmic scale: what all libraries' times have in common, and how far they lie around that. */
export interface Noise {
  readonly common: number;
  readonly reach: number;
}

/** @param pairs seconds of the same library, earlier and now */
export function noiseOf(pairs: readonly (readonly [before: number, now: number])[]): Noise {
  const logs = pairs
    .filter(([before, now]) => before >= leastLibrarySeconds && now >= leastLibrarySeconds)
    .map(([before, now]) => Math.log(now / before));
  const least = Math.log(leastFactor);
  if (logs.length < fewestLibraries) return { common: 0, reach: least };
  const common = median(logs);
  const spread = 1.4826 * median(logs.map((log) => Math.abs(log - common)));
  return { common, reach: Math.max(least, deviations * spread) };
}

export interface TimeInput {
  readonly before: readonly number[];
  readonly now: number;
  readonly noise: Noise;
  readonly compiled: boolean;
}

export function timeChange({ before, now, noise, compiled }: TimeInput): TimeChange {
  const range: Interval = [Math.min(...before), Math.max(...before)];
  const before_s = median(before);
  const difference_s = now - before_s;
  const claim = compiled ? null : claimOf(range, now, noise);
  return { before_s, before_range_s: range, now_s: now, difference_s, claim, compiled };
}

function claimOf([low, high]: Interval, now: number, { common, reach }: Noise): TimeChange['claim'] {
  if (now - high > leastSeconds && Math.min(ratio(now, high), ratio(now, high) - common) > reach) return 'more';
  if (low - now > leastSeconds && Math.min(ratio(low, now), ratio(low, now) + common) > reach) return 'less';
  return null;
}

function ratio(larger: number, smaller: number): number {
  return smaller <= 0 ? Infinity : Math.log(larger / smaller);
}

export function useChange(earlier: readonly ImportUse[], now: ImportUse): UseChange {
  const before: ImportUse = {
    share: earlier.reduce((sum, { share }) => sum + share, 0) / earlier.length,
    ci95: [Math.min(...earlier.map(({ ci95 }) => ci95[0])), Math.max(...earlier.map(({ ci95 }) => ci95[1]))],
    touched: earlier.some(({ touched }) => touched),
    called: earlier.some(({ called }) => called === true)
      ? true
      : earlier.every(({ called }) => called === false)
        ? false
        : null,
    functions: Math.max(...earlier.map(({ functions }) => functions)),
  };
  const claim = now.ci95[0] > before.ci95[1] ? 'more' : now.ci95[1] < before.ci95[0] ? 'less' : null;
  return { before, now, claim };
}
