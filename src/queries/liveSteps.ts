/** How live bytes went over time: steps of rows, and of several rows together. */
import type { Profile } from '../profile/profile.ts';
import type { TimelinePoint } from '../protocol/memory.ts';

/** One row changed. Seconds are since the first process began. */
interface RowStep {
  readonly seconds: number;
  readonly row: number;
  readonly high: number;
  readonly end: number;
}

/** The sum changed: the highest that is sure to have been reached within the bucket that begins at `seconds`, and what it ended with. */
export interface LiveStep {
  readonly seconds: number;
  readonly high: number;
  readonly end: number;
}

export interface LiveSteps {
  /** The steps of some rows together, ascending. */
  of(rows: readonly number[]): LiveStep[];
  /** Those of one row alone. */
  ofRow(row: number): LiveStep[];
  /** Width of the buckets of a row. */
  bucketSeconds(row: number): number;
}

/** Prepares the history for many questions about it. */
export function liveSteps(profile: Profile): LiveSteps {
  const { rows, history } = profile.memory;
  const first = new Int32Array(rows.length).fill(-1);
  for (let step = history.length - 1; step >= 0; step--) first[history.row[step] ?? -1] = step;
  const runEnd = endSeconds(profile);

  function ofRow(row: number, steps: RowStep[]): void {
    const process = rows.process[row] ?? 0;
    const start = profile.memory.processes[process]?.startSeconds ?? 0;
    let seconds = 0;
    let end = 0;
    for (let at = first[row] ?? -1; at >= 0 && history.row[at] === row; at++) {
      seconds = history.seconds[at] ?? 0;
      end = history.endBytes[at] ?? 0;
      steps.push({ seconds: start + seconds, row, high: history.highBytes[at] ?? 0, end });
    }
    // What changed by less than a step since then is known from the row itself.
    const live = rows.liveBytes[row] ?? 0;
    if (live !== end) steps.push({ seconds: start + lastChange(row, seconds), row, high: live, end: live });
    const ended = start + (profile.processes[process]?.wallSeconds ?? 0);
    if (live > 0 && ended + bucketSeconds(row) < runEnd) steps.push({ seconds: ended, row, high: live, end: 0 });
  }

  function lastChange(row: number, seconds: number): number {
    const last = rows.lastSeconds[row] ?? 0;
    return last > seconds || (first[row] ?? -1) < 0 ? last : seconds + bucketSeconds(row);
  }

  function bucketSeconds(row: number): number {
    return profile.memory.processes[rows.process[row] ?? -1]?.timeline.bucketSeconds ?? 0;
  }

  return {
    of(asked) {
      const steps: RowStep[] = [];
      for (const row of asked) ofRow(row, steps);
      return addUp(steps.sort((a, b) => a.seconds - b.seconds));
    },
    ofRow(row) {
      const steps: RowStep[] = [];
      ofRow(row, steps);
      return steps;
    },
    bucketSeconds,
  };
}

/** When the last process ended, since the first began. */
export function endSeconds({ memory, processes }: Profile): number {
  return processes.reduce(
    (end, { wallSeconds }, index) => Math.max(end, (memory.processes[index]?.startSeconds ?? 0) + wallSeconds),
    0,
  );
}

/**
 * Steps of single rows to steps of their sum. Within a bucket the rows' highs need not have come together: what is sure is the highest
 * of one row on top of what the others had throughout.
 */
function addUp(steps: readonly RowStep[]): LiveStep[] {
  const held = new Map<number, number>();
  const sums: LiveStep[] = [];
  let sum = 0;
  for (let at = 0; at < steps.length;) {
    const { seconds } = steps[at] ?? { seconds: 0 };
    const before = sum;
    let base = sum;
    let rise = 0;
    for (; steps[at]?.seconds === seconds; at++) {
      const { row, high, end } = steps[at] ?? { row: -1, high: 0, end: 0 };
      const had = held.get(row) ?? 0;
      const least = Math.min(had, end);
      base += least - had;
      rise = Math.max(rise, high - least);
      held.set(row, end);
      sum += end - had;
    }
    sums.push({ seconds, high: Math.max(before, sum, base + rise), end: sum });
  }
  return sums;
}

/** The highest of a sum's steps. */
export function highestOf(steps: readonly LiveStep[]): number {
  return steps.reduce((most, { high }) => Math.max(most, high), 0);
}

/** What was live at a moment: within the bucket of a step its high, after it its end. */
export function liveAt(steps: readonly LiveStep[], bucketSeconds: number, seconds: number): number {
  let bytes = 0;
  for (const step of steps) {
    if (step.seconds > seconds) break;
    bytes = seconds < step.seconds + bucketSeconds ? step.high : step.end;
  }
  return bytes;
}

/** Steps as corners of a line: a bucket's high stands in its middle, what is between buckets is level. */
export function cornersOf(steps: readonly LiveStep[], bucketSeconds: number, end: number): TimelinePoint[] {
  const corners: TimelinePoint[] = [];
  let held = 0;
  for (const [index, { seconds, high, end: after }] of steps.entries()) {
    const next = steps[index + 1]?.seconds ?? Math.max(end, seconds + bucketSeconds);
    const width = Math.min(bucketSeconds, next - seconds);
    const last = corners.at(-1);
    if (last === undefined || seconds > last.t_s) corners.push({ t_s: seconds, bytes: held });
    if (width > 0 && high > Math.max(held, after)) corners.push({ t_s: seconds + width / 2, bytes: high });
    if (width > 0) corners.push({ t_s: seconds + width, bytes: after });
    held = after;
  }
  const last = corners.at(-1);
  if (last !== undefined && end > last.t_s) corners.push({ t_s: end, bytes: held });
  return corners;
}
