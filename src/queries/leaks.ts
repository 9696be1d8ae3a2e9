/**
 * Lines that are suspected of leaking, with the evidence.
 *
 * A line is suspected when all of this holds, in one process:
 * - Laplace's rule of succession gives 95 % that its next allocation is never freed: 1 - (freed + 1) / (samples + 2) >= 0.95, which takes 18
 *   samples. What was freed within a tenth of a second is left out on both sides: the temporaries of a line say nothing about
 *   what it keeps, and a line that has only temporaries has no samples left.
 * - Its live bytes kept growing: in the last fifth of the time since its first allocation, and in three of the four before it. A cache that
 *   is full, a warm-up that is over and an allocation that happens once don't grow any more. A fifth counts when it grew by half of
 *   the mean, less what chance takes from that few samples; and the second half of that time brought at least
 *   three tenths: what comes ever more slowly will stop.
 * - What it gained is at least 1 % of the process's peak: less explains nothing that anybody sees.
 */
import type { Profile } from '../profile/profile.ts';
import type { Leak } from '../protocol/memory.ts';
import { attribute, type Attribution } from './attribution.ts';
import { growthOf, isSteady, type Growth } from './leakGrowth.ts';
import { leakContexts } from './leakContexts.ts';
import { liveSteps, type LiveSteps } from './liveSteps.ts';
import { chargeMemory, sumOf } from './memoryCharges.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

const suspectedFrom = 0.95;
const leastShareOfPeak = 0.01;

/** Suspected leaks of lines in scope, fastest first. */
export function leaks(profile: Profile, question: Question): Leak[] {
  return leaksOf(profile, attribute(profile, question.scope), select(profile, question));
}

export function leaksOf(profile: Profile, attribution: Attribution, selection: Selection): Leak[] {
  const { lineCount, ownLine, lineFile, lineNumber } = attribution;
  const charges = chargeMemory(profile, attribution, selection, ownLine, lineCount);
  const steps = liveSteps(profile);
  const found = charges.rows.flatMap((rows, index): Leak[] => {
    const suspects = byProcess(profile, rows).flatMap((own) => suspicion(profile, own, steps) ?? []);
    if (suspects.length === 0) return [];
    const path = profile.files[lineFile[index] ?? -1]?.path ?? '';
    return [{ path, line: lineNumber[index] ?? 0, ...summary(profile, attribution, suspects) }];
  });
  return found.sort((a, b) => b.rate_bytes_s - a.rate_bytes_s);
}

/** Corrected for the published one, which leaves [0, 1] (see docs/profile-json.md). */
export function leakScore(samples: number, freed: number): number {
  return Math.min(1, Math.max(0, 1 - (freed + 1) / (samples + 2)));
}

function byProcess({ memory }: Profile, rows: readonly number[]): number[][] {
  const processes = new Map<number, number[]>();
  for (const row of rows) {
    const process = memory.rows.process[row] ?? -1;
    const own = processes.get(process) ?? [];
    processes.set(process, own);
    own.push(row);
  }
  return [...processes.values()];
}

interface Suspicion extends Growth {
  readonly rows: readonly number[];
  readonly samples: number;
  readonly freed: number;
}

function suspicion(profile: Profile, rows: readonly number[], steps: LiveSteps): Suspicion | undefined {
  const lasting = lastingSamples(profile, rows);
  if (leakScore(lasting.samples, lasting.freed) < suspectedFrom) return undefined;
  const growth = growthOf(profile, rows, steps);
  const gained = growth.segments.reduce((sum, bytes) => sum + bytes, 0);
  const { memory } = profile;
  const process = memory.processes[memory.rows.process[rows[0] ?? -1] ?? -1];
  if (gained < leastShareOfPeak * (process?.peakLiveBytes ?? 0)) return undefined;
  const live = sumOf(memory.rows.liveBytes, rows);
  const weight = live / Math.max(1, sumOf(memory.rows.liveSamples, rows));
  return isSteady(growth.segments, weight) ? { rows, ...lasting, ...growth } : undefined;
}

/** Without the temporaries, by their part of the bytes. */
function lastingSamples(
  { memory: { rows: table } }: Profile,
  rows: readonly number[],
): { samples: number; freed: number } {
  let samples = 0;
  let freed = 0;
  for (const row of rows) {
    const all = table.samples[row] ?? 0;
    const bytes = table.allocBytes[row] ?? 0;
    const temporary =
      bytes > 0 ? Math.min(table.frees[row] ?? 0, Math.round((all * (table.churnBytes[row] ?? 0)) / bytes)) : 0;
    samples += all - temporary;
    freed += (table.frees[row] ?? 0) - temporary;
  }
  return { samples, freed };
}

function summary(
  profile: Profile,
  attribution: Attribution,
  suspects: readonly Suspicion[],
): Omit<Leak, 'path' | 'line'> {
  const { rows: table } = profile.memory;
  const rows = suspects.flatMap((each) => each.rows);
  const total = (value: (each: Suspicion) => number): number => suspects.reduce((sum, each) => sum + value(each), 0);
  const samples = total((each) => each.samples);
  const freed = total((each) => each.freed);
  const rate = total((each) => each.rate);
  const reach = 1.959963984540054 * Math.sqrt(total((each) => each.rateVariance));
  return {
    score: leakScore(samples, freed),
    rate_bytes_s: rate,
    ci95: [Math.max(0, rate - reach), rate + reach],
    evidence: {
      samples,
      freed,
      first_s: rows.reduce((least, row) => Math.min(least, table.firstSeconds[row] ?? 0), Number.POSITIVE_INFINITY),
      last_s: rows.reduce((most, row) => Math.max(most, table.lastSeconds[row] ?? 0), 0),
      live_bytes: sumOf(table.liveBytes, rows),
      growth_bytes: [0, 1, 2, 3, 4].map((segment) => total((each) => each.segments[segment] ?? 0)),
      contexts: leakContexts(profile, attribution, rows),
    },
  };
}
