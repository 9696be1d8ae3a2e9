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

/** Rows of one process. */
export function growthOf(profile: Profile, rows: readonly number[], steps: LiveSteps): Growth {
  const { memory } = profile;
  const process = memory.rows.process[rows[0] ?? -1] ?? -1;
  const start = memory.processes[process]?.startSeconds ?? 0;
  const first = rows.reduce(
    (least, row) => Math.min(least, memory.rows.firstSeconds[row] ?? 0),
    Number.POSITIVE_INFINITY,
  );
  const end = start + activeSeconds(profile, process);
  const began = start + first;
  const ends = steps.of(rows).filter(({ seconds }) => seconds <= end);
  const at = (segment: number): number => endAt(ends, began + ((end - began) * segment) / segmentCount);
  const segments = Array.from({ length: segmentCount }, (_, segment) =>
    segment === 0 ? at(1) : at(segment + 1) - at(segment),
  );
  return { segments, ...slopeOf(ends, began, end, sumOf(memory.rows.liveVariance, rows)) };
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

function endAt(steps: readonly LiveStep[], seconds: number): number {
  let bytes = 0;
  for (const step of steps) {
    // A step stands at the start of its bucket; a boundary within rounding belongs to what is before it.
    if (step.seconds > seconds + 1e-9) break;
    bytes = step.end;
  }
  return bytes;
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
  return grows.at(-1) === true && grows.filter(Boolean).length >= segmentsThatGrow;
}

/** Least squares through the steps' ends; what the samples leave open is added to what the fit leaves. */
function slopeOf(
  steps: readonly LiveStep[],
  began: number,
  end: number,
  liveVariance: number,
): Pick<Growth, 'rate' | 'rateVariance'> {
  const span = Math.max(end - began, 1e-9);
  const last = steps.at(-1);
  const points = [
    ...steps.map(({ seconds, end: bytes }) => ({ seconds, bytes })),
    { seconds: end, bytes: last?.end ?? 0 },
  ];
  const count = points.length;
  const sampled = liveVariance / (span * span);
  if (count < 4) return { rate: (last?.end ?? 0) / span, rateVariance: sampled };
  const meanSeconds = points.reduce((sum, { seconds }) => sum + seconds, 0) / count;
  const meanBytes = points.reduce((sum, { bytes }) => sum + bytes, 0) / count;
  let squares = 0;
  let products = 0;
  for (const { seconds, bytes } of points) {
    squares += (seconds - meanSeconds) ** 2;
    products += (seconds - meanSeconds) * (bytes - meanBytes);
  }
  if (squares <= 0) return { rate: (last?.end ?? 0) / span, rateVariance: sampled };
  const rate = products / squares;
  const left = points.reduce(
    (sum, { seconds, bytes }) => sum + (bytes - meanBytes - rate * (seconds - meanSeconds)) ** 2,
    0,
  );
  return { rate, rateVariance: sampled + left / (count - 2) / squares };
}
