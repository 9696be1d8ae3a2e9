/** Which memory and copies belong to which group of stacks (lines, functions): charged as time is, to the innermost frame in scope. */
import type { Profile } from '../profile/profile.ts';
import type { Attribution } from './attribution.ts';
import type { Selection } from './selection.ts';

export interface MemoryCharges {
  /** For each group its rows in `MemoryRows`. */
  readonly rows: readonly (readonly number[])[];
  /** Live at the peak, of all rows asked for, also of those in no group. */
  readonly atPeakBytes: number;
}

export interface CopyCharges {
  /** For each group its rows in `CopyRows`. */
  readonly rows: readonly (readonly number[])[];
  /** Copied in all rows asked for. */
  readonly bytes: number;
}

/** @param group for each node the group it stands for, -1 for none; only nodes that can be charged to may have one */
export function chargeMemory(
  { memory: { rows } }: Profile,
  { chargedNode }: Attribution,
  { selected }: Selection,
  group: Int32Array,
  groupCount: number,
): MemoryCharges {
  const charged = emptyGroups(groupCount);
  let atPeakBytes = 0;
  for (let row = 0; row < rows.length; row++) {
    if (selected[rows.thread[row] ?? -1] !== 1) continue;
    atPeakBytes += rows.atPeakBytes[row] ?? 0;
    charged[group[chargedNode[rows.node[row] ?? -1] ?? -1] ?? -1]?.push(row);
  }
  return { rows: charged, atPeakBytes };
}

export function chargeCopies(
  { memory: { copies } }: Profile,
  { chargedNode }: Attribution,
  { selected }: Selection,
  group: Int32Array,
  groupCount: number,
): CopyCharges {
  const charged = emptyGroups(groupCount);
  let bytes = 0;
  for (let row = 0; row < copies.length; row++) {
    if (selected[copies.thread[row] ?? -1] !== 1) continue;
    bytes += copies.bytes[row] ?? 0;
    charged[group[chargedNode[copies.node[row] ?? -1] ?? -1] ?? -1]?.push(row);
  }
  return { rows: charged, bytes };
}

function emptyGroups(count: number): number[][] {
  return Array.from({ length: count }, () => []);
}

/** The sum of a column over some of its rows. */
export function sumOf(column: Float64Array | Uint32Array, rows: readonly number[]): number {
  let sum = 0;
  for (const row of rows) sum += column[row] ?? 0;
  return sum;
}
