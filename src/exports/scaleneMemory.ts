/** Memory, copies and leaks in the fields of Scalene's JSON. Its MB are 2^20 bytes, its moments nanoseconds. */
import { memoryDomain } from '../profile/memoryTables.ts';
import type { Profile } from '../profile/profile.ts';
import type { LeakJson } from '../protocol/profileJson.ts';
import type { Attribution } from '../queries/attribution.ts';
import { recordedSeconds } from '../queries/elapsed.ts';
import { leaksOf } from '../queries/leaks.ts';
import { cornersOf, endSeconds, liveSteps } from '../queries/liveSteps.ts';
import { chargeCopies, chargeMemory, sumOf } from '../queries/memoryCharges.ts';
import { memoryFigures } from '../queries/memoryFigures.ts';
import { memoryTimeline } from '../queries/memoryTimeline.ts';
import type { Question } from '../queries/question.ts';
import { reduceTimeline } from '../queries/reduceTimeline.ts';
import type { Selection } from '../queries/selection.ts';

const mebibyte = 2 ** 20;

export interface MemoryMeasures {
  readonly memory_samples: readonly (readonly [ns: number, megabytes: number])[];
  readonly n_avg_mb: number;
  readonly n_peak_mb: number;
  readonly n_growth_mb: number;
  readonly n_malloc_mb: number;
  readonly n_mallocs: number;
  readonly n_copy_mb_s: number;
  readonly n_python_fraction: number;
  readonly n_usage_fraction: number;
}

/** Of each group what it allocated and copied; `undefined` where that is nothing. */
export function scaleneMemory(
  profile: Profile,
  attribution: Attribution,
  selection: Selection,
  group: Int32Array,
  groupCount: number,
): (index: number) => MemoryMeasures | undefined {
  const memory = chargeMemory(profile, attribution, selection, group, groupCount);
  const copies = chargeCopies(profile, attribution, selection, group, groupCount);
  const steps = liveSteps(profile);
  const elapsed = recordedSeconds(profile);
  const allAllocated = profile.memory.rows.allocBytes.reduce((sum, bytes) => sum + bytes, 0);
  return (index) => {
    const rows = memory.rows[index] ?? [];
    const copied = copies.rows[index] ?? [];
    const [first] = rows;
    if (first === undefined && copied.length === 0) return undefined;
    const figures = memoryFigures(profile, rows, steps);
    const corners =
      first === undefined ? [] : cornersOf(steps.of(rows), steps.bucketSeconds(first), endSeconds(profile));
    return {
      memory_samples: reduceTimeline(corners, 100).map(({ t_s, bytes }) => [Math.round(t_s * 1e9), bytes / mebibyte]),
      n_avg_mb: figures.avg_bytes / mebibyte,
      n_peak_mb: figures.peak_bytes / mebibyte,
      // The same in Scalene's own files.
      n_growth_mb: figures.peak_bytes / mebibyte,
      n_malloc_mb: figures.alloc_bytes / mebibyte,
      n_mallocs: Math.round(figures.alloc_count),
      n_copy_mb_s: elapsed > 0 ? sumOf(profile.memory.copies.bytes, copied) / elapsed / mebibyte : 0,
      n_python_fraction: Math.min(1, figures.python_fraction),
      n_usage_fraction: allAllocated > 0 ? Math.min(1, figures.alloc_bytes / allAllocated) : 0,
    };
  };
}

/** The fields of the file as a whole. */
export function scaleneFootprint(profile: Profile, question: Question) {
  const footprint = memoryTimeline(profile, question.thread?.pid ?? question.pid);
  const { rows, processes } = profile.memory;
  const atPeak = (domain?: number): number =>
    rows.atPeakBytes.reduce(
      (sum, bytes, row) => sum + (domain === undefined || rows.domain[row] === domain ? bytes : 0),
      0,
    );
  const allocated = rows.allocBytes.reduce((sum, bytes) => sum + bytes, 0);
  const native = rows.allocBytes.reduce(
    (sum, bytes, row) => sum + (rows.domain[row] === memoryDomain.python ? 0 : bytes),
    0,
  );
  const live = rows.liveBytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    alloc_samples: processes.reduce((sum, { samples }) => sum + samples, 0),
    growth_rate: allocated > 0 ? (100 * live) / allocated : 0,
    max_footprint_mb: footprint.peak_live_bytes / mebibyte,
    native_allocations_mb: native / mebibyte,
    max_footprint_python_fraction: atPeak() > 0 ? atPeak(memoryDomain.python) / atPeak() : 0,
    memory: processes.some(({ measured }) => measured),
    samples: footprint.points.map(({ t_s, live_bytes }) => [Math.round(t_s * 1e9), live_bytes / mebibyte]),
  };
}

/** By path, the leaking lines; the likelihood is by Scalene's published rule. */
export function scaleneLeaks(
  profile: Profile,
  attribution: Attribution,
  selection: Selection,
): ReadonlyMap<string, Record<string, { likelihood: number; velocity_mb_s: number }>> {
  const byPath = new Map<string, LeakJson[]>();
  for (const leak of leaksOf(profile, attribution, selection)) {
    byPath.set(leak.path, [...(byPath.get(leak.path) ?? []), leak]);
  }
  return new Map(
    [...byPath].map(([path, leaks]) => [
      path,
      Object.fromEntries(
        leaks.map(({ line, rate_bytes_s: rate, evidence }) => [
          String(line),
          {
            likelihood: Math.min(1, Math.max(0, publishedLikelihood(evidence.samples, evidence.freed))),
            velocity_mb_s: rate / mebibyte,
          },
        ]),
      ),
    ]),
  );
}

/**
 * Scalene's rule for the chance that a line leaks. Its denominator counts what was not freed, so that it leaves 0..1 as soon as frees
 * outnumber half of the allocations; Laplace's rule has `mallocs + 2` there (`leakScore`).
 */
export function publishedLikelihood(mallocs: number, frees: number): number {
  return 1 - (frees + 1) / (mallocs - frees + 2);
}
