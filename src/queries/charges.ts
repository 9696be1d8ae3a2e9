/** Sums over cells for groups of stacks (lines, functions): the one place where time is added up. */
import type { Profile } from '../profile/profile.ts';
import { cellClass, firstWaitClass, waitNames } from '../profile/tables.ts';
import { addUpSubtrees, totalsByGroup } from '../profile/subtreeTotals.ts';
import type { Interval } from '../protocol/profileJson.ts';
import type { Attribution } from './attribution.ts';
import { sampledInterval } from './interval.ts';
import type { Selection } from './selection.ts';

/** Columns by group. Seconds, but for samples (a count) and squares (s²). */
export interface Charges {
  readonly python: Float64Array;
  readonly library: Float64Array;
  readonly native: Float64Array;
  readonly kernel: Float64Array;
  /** One column for each waiting class, in the order of `waitNames`. */
  readonly waits: readonly Float64Array[];
  /** Waiting that counts in the basis. */
  readonly basisWait: Float64Array;
  readonly samples: Float64Array;
  readonly squares: Float64Array;
  /** With the group anywhere on the stack, each stack once. */
  readonly total: Float64Array;
}

/**
 * @param group for each node the group it stands for, -1 for none; only nodes that time can be charged to may have one
 */
export function chargeGroups(
  profile: Profile,
  { chargedNode, inLibrary }: Attribution,
  selection: Selection,
  group: Int32Array,
  groupCount: number,
): Charges {
  const { cells, nodes } = profile;
  const column = () => new Float64Array(groupCount);
  const waits = waitNames.map(column);
  const charges = {
    python: column(),
    library: column(),
    native: column(),
    kernel: column(),
    waits,
    basisWait: column(),
    samples: column(),
    squares: column(),
  };
  const totals = new Float64Array(nodes.length);
  for (let cell = 0; cell < cells.length; cell++) {
    const thread = cells.thread[cell] ?? -1;
    const node = cells.node[cell] ?? -1;
    if (node < 0 || selection.selected[thread] !== 1) continue;
    const seconds = cells.seconds[cell] ?? 0;
    add(totals, node, seconds);
    const charged = group[chargedNode[node] ?? -1] ?? -1;
    if (charged < 0) continue;
    const kind = cells.class[cell] ?? 0;
    if (kind >= firstWaitClass) {
      add(waits[kind - firstWaitClass], charged, seconds);
      if (selection.waitCounts[thread] === 1) add(charges.basisWait, charged, seconds);
      continue;
    }
    add(cpuColumn(charges, kind, inLibrary[node] === 1), charged, seconds);
    add(charges.samples, charged, cells.samples[cell] ?? 0);
    add(charges.squares, charged, cells.squares[cell] ?? 0);
  }
  return { ...charges, total: totalsByGroup(nodes, group, addUpSubtrees(nodes, totals), groupCount) };
}

function cpuColumn(
  charges: Pick<Charges, 'python' | 'library' | 'native' | 'kernel'>,
  kind: number,
  inLibrary: boolean,
): Float64Array {
  if (kind === cellClass.native) return charges.native;
  if (kind === cellClass.kernel) return charges.kernel;
  return inLibrary ? charges.library : charges.python;
}

function add(column: Float64Array | undefined, index: number, value: number): void {
  if (column !== undefined) column[index] = (column[index] ?? 0) + value;
}

export function cpuOf(charges: Charges, index: number): number {
  return at(charges.python, index) + at(charges.library, index) + at(charges.native, index) + at(charges.kernel, index);
}

export function waitOf(charges: Charges, index: number): number {
  return charges.waits.reduce((sum, column) => sum + at(column, index), 0);
}

export function at(column: Float64Array | undefined, index: number): number {
  return column?.[index] ?? 0;
}

/** A group's share of the basis, 0..1, with its 95 % interval. */
export function shareOf(charges: Charges, index: number, selection: Selection): { share: number; ci95: Interval } {
  const { basisSeconds } = selection;
  if (basisSeconds <= 0) return { share: 0, ci95: [0, 0] };
  const exact = at(charges.basisWait, index);
  const sampled = selection.cpuCounts ? cpuOf(charges, index) : 0;
  // Where no sample fell there is nothing estimated: what stands there is waiting, and that is exact.
  const [low, high]: Interval =
    selection.cpuCounts && at(charges.samples, index) > 0
      ? sampledInterval(
          { seconds: sampled, squares: at(charges.squares, index) },
          { seconds: selection.sampledSeconds, squares: selection.sampledSquares },
        )
      : [0, 0];
  const fraction = (seconds: number) => Math.min(1, seconds / basisSeconds);
  return { share: fraction(sampled + exact), ci95: [fraction(low + exact), fraction(high + exact)] };
}
