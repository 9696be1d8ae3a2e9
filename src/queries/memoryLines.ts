/** What every line and function in scope allocated and holds. */
import type { Profile } from '../profile/profile.ts';
import type { MemoryFunction, MemoryLine, MemoryOrder, TimelinePoint } from '../protocol/memory.ts';
import { attribute, functionGroups } from './attribution.ts';
import { cornersOf, endSeconds, liveSteps, type LiveSteps } from './liveSteps.ts';
import { chargeMemory, sumOf } from './memoryCharges.ts';
import { memoryFigures } from './memoryFigures.ts';
import type { Question } from './question.ts';
import { reduceTimeline } from './reduceTimeline.ts';
import { select } from './selection.ts';

/** Lines in scope that allocated anything, those with the most at the process's peak first. */
export function memoryLines(profile: Profile, question: Question): MemoryLine[] {
  const attribution = attribute(profile, question.scope);
  const { lineCount, ownLine, lineFile, lineNumber } = attribution;
  const charges = chargeMemory(profile, attribution, select(profile, question), ownLine, lineCount);
  const steps = liveSteps(profile);
  const lines = charges.rows.flatMap((rows, index) => {
    const place = { path: profile.files[lineFile[index] ?? -1]?.path ?? '', line: lineNumber[index] ?? 0 };
    return rows.length === 0 ? [] : [{ ...place, ...entry(profile, rows, steps, charges.atPeakBytes) }];
  });
  return orderMemory(lines, 'peak');
}

/** The same by function: a function has the memory of its lines. */
export function memoryFunctions(profile: Profile, question: Question): MemoryFunction[] {
  const { functions, files } = profile;
  const attribution = attribute(profile, question.scope);
  const group = functionGroups(profile, attribution);
  const charges = chargeMemory(profile, attribution, select(profile, question), group, functions.length);
  const steps = liveSteps(profile);
  const found = charges.rows.flatMap((rows, index) => {
    const place = {
      name: functions.name[index] ?? '',
      path: files[functions.file[index] ?? -1]?.path ?? '',
      line: functions.firstLine[index] ?? 0,
    };
    return rows.length === 0 ? [] : [{ ...place, ...entry(profile, rows, steps, charges.atPeakBytes) }];
  });
  return orderMemory(found, 'peak');
}

function entry(
  profile: Profile,
  rows: readonly number[],
  steps: LiveSteps,
  allAtPeak: number,
): Omit<MemoryLine, 'path' | 'line'> {
  const figures = memoryFigures(profile, rows, steps);
  return {
    ...figures,
    freed_bytes: sumOf(profile.memory.rows.freedBytes, rows),
    share: allAtPeak > 0 ? Math.min(1, figures.at_peak_bytes / allAtPeak) : 0,
    samples: sumOf(profile.memory.rows.samples, rows),
  };
}

/** Most first; what is equal by it goes by what was allocated. */
export function orderMemory<T extends MemoryLine>(lines: readonly T[], order: MemoryOrder): T[] {
  const of = amounts[order];
  return lines.toSorted((a, b) => of(b) - of(a) || b.alloc_bytes - a.alloc_bytes);
}

const amounts: Readonly<Record<MemoryOrder, (line: MemoryLine) => number>> = {
  peak: (line) => line.at_peak_bytes,
  allocated: (line) => line.alloc_bytes,
  live: (line) => line.live_end_bytes,
};

/** The live bytes of one line over time, at most `most` points; empty for a line without memory. */
export function lineTimeline(
  profile: Profile,
  question: Question,
  { path, line }: { readonly path: string; readonly line: number },
  most = 100,
): readonly TimelinePoint[] {
  const attribution = attribute(profile, question.scope);
  const { lineCount, ownLine, lineFile, lineNumber } = attribution;
  const charges = chargeMemory(profile, attribution, select(profile, question), ownLine, lineCount);
  const index = lineNumber.findIndex(
    (number, candidate) => number === line && profile.files[lineFile[candidate] ?? -1]?.path === path,
  );
  const rows = charges.rows[index] ?? [];
  const [first] = rows;
  if (first === undefined) return [];
  const steps = liveSteps(profile);
  return reduceTimeline(cornersOf(steps.of(rows), steps.bucketSeconds(first), endSeconds(profile)), most);
}
