/** The heat of a file's lines, by what it is to show. */

import type { LineHeat } from '../protocol/heat.ts';
import type { HeatMetric, LineMemory } from '../protocol/memoryView.ts';
import type { BasisName, Interval, LineJson } from '../protocol/profileJson.ts';
import { shareSplit } from '../queries/shareSplit.ts';
import { heatStep } from './heatStep.ts';
import type { ShownMemory } from './shownMemory.ts';

/** What 100 % of time is. */
export interface TimeBasis {
  readonly basis: BasisName;
  readonly basis_s: number;
}

interface Part {
  readonly share: number;
  readonly ci95: Interval;
}

const nothing: Part = { share: 0, ci95: [0, 0] };

/** Lines of a file that are warm or suspected to leak, in the order of `lines`. */
export function heatOfLines(
  path: string,
  lines: readonly LineJson[],
  { time, memory, metric }: { readonly time: TimeBasis; readonly memory: ShownMemory; readonly metric: HeatMetric },
): LineHeat[] {
  const rates = new Map(ofFile(path, memory.leaks()).map((leak) => [leak.line, leak.rate_bytes_s]));
  const parts =
    metric === 'time' ? undefined : new Map(ofFile(path, memory.heat(metric)).map((part) => [part.line, part]));
  return lines.flatMap((line) => {
    const part = parts === undefined ? line : (parts.get(line.line) ?? nothing);
    const step = heatStep(part.share) ?? 0;
    const rate = rates.get(line.line) ?? null;
    return step === 0 && rate === null ? [] : [{ ...lineHeat(line, part, time), step, leak_bytes_s: rate }];
  });
}

function ofFile<T extends { readonly path: string }>(path: string, entries: readonly T[]): T[] {
  return entries.filter((entry) => entry.path === path);
}

function lineHeat(
  line: LineJson,
  { share, ci95 }: Part,
  { basis, basis_s }: TimeBasis,
): Omit<LineHeat, 'step' | 'leak_bytes_s'> {
  const { self_s, total_s, effective_samples: samples } = line;
  const numbers = { share, ci95, split: shareSplit(line, basis, basis_s), self_s, total_s, samples };
  return {
    line: line.line,
    ...numbers,
    uncertain: isUncertain({ share, ci95 }),
    edited: false,
    memory: lineMemory(line),
  };
}

function lineMemory(line: LineJson): LineMemory | null {
  if (line.alloc_bytes <= 0 && line.copy_bytes <= 0) return null;
  const { alloc_bytes, alloc_bytes_ci95, at_peak_bytes, at_peak_bytes_ci95, peak_bytes, python_fraction } = line;
  const { copy_bytes, copy_bytes_ci95, copy_bytes_s } = line;
  const copies = { copy_bytes, copy_bytes_ci95, copy_bytes_s };
  return { alloc_bytes, alloc_bytes_ci95, at_peak_bytes, at_peak_bytes_ci95, peak_bytes, python_fraction, ...copies };
}

/** An interval that is wider to one side than the share itself does not tell the line from one that costs nothing. */
export function isUncertain({ share, ci95: [low, high] }: Part): boolean {
  return Math.max(high - share, share - low) > share;
}
