/** How the live bytes of a line grew: by fifths of its time, and as a rate. */
import type { Profile } from '../profile/profile.ts';
import type { LiveStep, LiveSteps } from './liveSteps.ts';
import { sumOf } from './memoryCharges.ts';

export interface Growth {
  /** Bytes gained in each fifth of the time from the first allocation to the end. */
  readonly segments: readonly number[];
  /** Bytes a second, by least squares, and its variance. */
  readonly rate: number;
  readonly rateVariance: number;
}

const segmentCount = 5;
const segmentsThatGrow = 4;
/** Of what was gained, the least that the second half of the time has to have brought; half of it is steady. */
const lateShare = 0.3;
/** Moments at which the curve is looked at for its slope. */
const momentCount = 51;
/** A row is noted again when it changed by this part of the process's peak, or by this many bytes (FORMAT.md). */
const notedShare = 1 / 128;
const notedBytes = 65_536;

/** Rows of one process. */
export function growthOf(profile: Profile, rows: readonly number[], steps: LiveSteps): Growth {
  const { memory } = profile;
  const process = memory.rows.process[rows[0] ?? -1] ?? -1;
  const of = memory.processes[process];
  const start = of?.startSeconds ?? 0;
  const { firstSeconds, liveVariance } = memory.rows;
  const first = rows.reduce((least, row) => Math.min(least, firstSeconds[row] ?? 0), Number.POSITIVE_INFINITY);
  const began = start + first;
  const end = Math.max(began + 1e-3, start + activeSeconds(profile, process));
  const curves = rows.map((row) => rowCurve(profile, row, steps.ofRow(row), start, of?.peakLiveBytes ?? 0));
  const live = (seconds: number): number => curves.reduce((sum, curve) => sum + curve(seconds), 0);
  const at = (part: number): number => live(began + (end - began) * part);
  const segments = Array.from({ length: segmentCount }, (_, segment) =>
    segment === 0 ? at(1 / segmentCount) : at((segment + 1) / segmentCount) - at(segment / segmentCount),
  );
  const moments = Array.from(
    { length: momentCount },
    (_, moment) => began + ((end - began) * moment) / (momentCount - 1),
  );
  return { segments, ...slopeOf(moments, moments.map(live), sumOf(liveVariance, rows)) };
}

/**
 * How long the process allocated. Its end is left out where it is short: taking the interpreter apart, and freeing what is left, takes time in
 * which no line runs. A long end without allocations is the program's own.
 */
function activeSeconds({ memory, processes }: Profile, process: number): number {
  const { rows, history } = memory;
  const wall = processes[process]?.wallSeconds ?? 0;
  let last = 0;
  for (let row = 0; row < rows.length; row++) {
    if (rows.process[row] === process) last = Math.max(last, rows.lastSeconds[row] ?? 0);
  }
  for (let step = 0; step < history.length; step++) {
    if (rows.process[history.row[step] ?? -1] === process) last = Math.max(last, history.seconds[step] ?? 0);
  }
  return last < wall * (1 - longestEnd) ? wall : last;
}

/** Part of the run. */
const longestEnd = 0.1;

/**
 * The live bytes of a row at any moment. A rise that is as small as what isn't noted was gradual, as far as anybody knows: it is drawn
 * out from the note before. A larger one came at once.
 */
function rowCurve(
  { memory: { rows } }: Profile,
  row: number,
  steps: readonly LiveStep[],
  start: number,
  peakBytes: number,
): (seconds: number) => number {
  const weight = (rows.liveBytes[row] ?? 0) / Math.max(1, rows.liveSamples[row] ?? 0);
  const gradual = 2 * Math.max(notedBytes, peakBytes * notedShare) + weight;
  const first = { seconds: start + (rows.firstSeconds[row] ?? 0), high: 0, end: 0 };
  return (seconds) => {
    let before: LiveStep = first;
    for (const step of steps) {
      if (step.seconds > seconds + 1e-9) {
        const rise = step.end - before.end;
        if (rise <= 0 || rise > gradual || seconds <= before.seconds) return before.end;
        return before.end + (rise * (seconds - before.seconds)) / (step.seconds - before.seconds);
      }
      before = step;
    }
    return before.end;
  };
}

/**
 * @param segments bytes gained in each fifth
 * @param weight bytes that one sample stands for
 */
export function isSteady(segments: readonly number[], weight: number): boolean {
  const mean = segments.reduce((sum, bytes) => sum + bytes, 0) / segmentCount;
  if (mean <= 0) return false;
  // A fifth of n samples varies by their square root.
  const least = mean / 2 - Math.sqrt(mean * weight);
  const grows = segments.map((bytes) => bytes > 0 && bytes >= least);
  // What comes ever more slowly will stop: a cache of all keys there are.
  const secondHalf = (segments[2] ?? 0) / 2 + (segments[3] ?? 0) + (segments[4] ?? 0);
  const total = mean * segmentCount;
  if (secondHalf < lateShare * total - Math.sqrt(total * weight) / 4) return false;
  return grows.at(-1) === true && grows.filter(Boolean).length >= segmentsThatGrow;
}

/** Least squares; what the samples leave open is added to what the fit leaves. */
function slopeOf(
  seconds: readonly number[],
  bytes: readonly number[],
  liveVariance: number,
): Pick<Growth, 'rate' | 'rateVariance'> {
  const count = seconds.length;
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  const meanSeconds = seconds.reduce((sum, each) => sum + each, 0) / count;
  const meanBytes = bytes.reduce((sum, each) => sum + each, 0) / count;
  let squares = 0;
  let products = 0;
  for (const [index, each] of seconds.entries()) {
    squares += (each - meanSeconds) ** 2;
    products += (each - meanSeconds) * ((bytes[index] ?? 0) - meanBytes);
  }
  const rate = products / squares;
  let left = 0;
  for (const [index, each] of seconds.entries())
    left += ((bytes[index] ?? 0) - meanBytes - rate * (each - meanSeconds)) ** 2;
  return { rate, rateVariance: liveVariance / (span * span) + left / (count - 2) / squares };
}
