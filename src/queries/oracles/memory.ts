/** What a profile says about the lines of the memory oracle (python/heatline/oracles/memory.py), beside the truth. Pure. */

import type { LineJson, ProfileJson } from '../../protocol/profileJson.ts';

/** Its truth file. */
export type MemoryGroups = Readonly<
  Record<string, { readonly lines: readonly number[]; readonly live: number; readonly copied: number }>
>;

export interface MemoryRow {
  readonly name: string;
  /** Live at the end, in bytes: by construction and measured, with the measured interval. */
  readonly truth: number;
  readonly live: number;
  readonly low: number;
  readonly high: number;
  /** Everything requested, measured. */
  readonly allocated: number;
  /** Bytes copied: known and measured. */
  readonly copiedTruth: number;
  readonly copied: number;
}

/** The lines of a profile's file. */
export function linesOf(profile: ProfileJson, program: string): readonly LineJson[] {
  return profile.files.filter(({ path }) => path === program).flatMap(({ lines }) => lines);
}

export function memoryRows(lines: readonly LineJson[], groups: MemoryGroups): readonly MemoryRow[] {
  return Object.entries(groups).map(([name, group]) => {
    const own = lines.filter(({ line }) => group.lines.includes(line));
    const add = (read: (line: LineJson) => number): number => own.reduce((total, line) => total + read(line), 0);
    return {
      name,
      truth: group.live,
      live: add((line) => line.live_end_bytes),
      low: add((line) => line.live_end_bytes_ci95[0]),
      high: add((line) => line.live_end_bytes_ci95[1]),
      allocated: add((line) => line.alloc_bytes),
      copiedTruth: group.copied,
      copied: add((line) => line.copy_bytes),
    };
  });
}

/** The lines that hold known amounts: (measured - truth) / truth, and whether the interval has the truth in it. */
export function holdErrors(
  rows: readonly MemoryRow[],
): readonly { readonly name: string; readonly error: number; readonly isInside: boolean }[] {
  return rows
    .filter(({ truth }) => truth > 0)
    .map(({ name, truth, live, low, high }) => ({
      name,
      error: live / truth - 1,
      isInside: low <= truth && truth <= high,
    }));
}

/** Share of all bytes that these lines copied which is on those that copy. */
export function shareOnRightLines(rows: readonly MemoryRow[], lines: readonly LineJson[]): number {
  const right = rows.filter(({ copiedTruth }) => copiedTruth > 0).reduce((total, { copied }) => total + copied, 0);
  const all = lines.reduce((total, { copy_bytes: copied }) => total + copied, 0);
  return right / all;
}
