/** Which cells an export takes, thread by thread. */
import type { Profile } from '../profile/profile.ts';
import { classLimit, firstWaitClass } from '../profile/tables.ts';
import type { CellIndex, ThreadIndex } from '../profile/units.ts';
import type { Question } from '../queries/question.ts';
import { select } from '../queries/selection.ts';

export interface ThreadCells {
  readonly thread: ThreadIndex;
  /** In the preorder of their stacks, then by class: neighbours share as many frames as possible. Never empty. */
  readonly cells: readonly CellIndex[];
}

/**
 * Whose waiting is taken. `basis`: only what counts in the question's basis, for pictures that put all threads into one.
 * `every`: that of all threads, for formats that show them apart (none of it when the basis is CPU time).
 */
export type Waiting = 'basis' | 'every';

/** Cells with time, of the threads that the question is about; threads in the profile's order, those without time left out. */
export function threadCells(profile: Profile, question: Question, waiting: Waiting): ThreadCells[] {
  const { cells, threads } = profile;
  const { selected, waitCounts, cpuCounts } = select(profile, question);
  const everyWait = waiting === 'every' && question.basis !== 'cpu';
  const cellsOfThread: CellIndex[][] = threads.map(() => []);
  for (const cell of cellsInPreorder(profile)) {
    const thread = cells.thread[cell] ?? -1;
    if (selected[thread] !== 1 || !((cells.seconds[cell] ?? 0) > 0)) continue;
    const waits = (cells.class[cell] ?? 0) >= firstWaitClass;
    if (waits ? everyWait || waitCounts[thread] === 1 : cpuCounts) cellsOfThread[thread]?.push(cell);
  }
  return cellsOfThread.map((own, thread) => ({ thread, cells: own })).filter((each) => each.cells.length > 0);
}

/** All cells ordered by node, and those of one node by class. */
function cellsInPreorder({ cells, nodes }: Profile): Int32Array {
  const byClass = stableSort(
    Int32Array.from({ length: cells.length }, (_, cell) => cell),
    classLimit,
    (cell) => cells.class[cell] ?? 0,
  );
  return stableSort(byClass, nodes.length + 1, (cell) => (cells.node[cell] ?? -1) + 1);
}

/** A counting sort, linear in cells and keys. Keys are integers from 0 to below `keyLimit`. */
function stableSort(items: Int32Array, keyLimit: number, keyOf: (item: number) => number): Int32Array {
  const nextAt = new Int32Array(keyLimit + 1);
  for (const item of items) nextAt[keyOf(item) + 1] = (nextAt[keyOf(item) + 1] ?? 0) + 1;
  for (let key = 1; key <= keyLimit; key++) nextAt[key] = (nextAt[key] ?? 0) + (nextAt[key - 1] ?? 0);
  const sorted = new Int32Array(items.length);
  for (const item of items) {
    const at = nextAt[keyOf(item)] ?? 0;
    sorted[at] = item;
    nextAt[keyOf(item)] = at + 1;
  }
  return sorted;
}
