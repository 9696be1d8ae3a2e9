/** What tasks of asyncio awaited, and how long loops went without resting. */
import type { NodeIndex, ProcessIndex, Seconds, SquareSeconds, ThreadIndex } from './units.ts';

/** Names of `AwaitRow.kind`. `task`: another task or several; `other`: a future of which nothing else is known. */
export const awaitNames = ['sleep', 'socket', 'lock', 'queue', 'executor', 'task', 'child', 'other'] as const;
export type AwaitName = (typeof awaitNames)[number];

/** What the suspended tasks of a loop awaited at one place while the loop rested, summed over the tasks. */
export interface AwaitRow {
  /** The innermost coroutine's place, below those that await it; -1: none that is known. */
  readonly node: NodeIndex;
  /** Of the loop. */
  readonly thread: ThreadIndex;
  readonly kind: AwaitName;
  readonly seconds: Seconds;
  readonly variance: SquareSeconds;
  /** Rests for which it was found here. */
  readonly samples: number;
}

/** A loop that went on without resting. */
export interface StallRow {
  readonly process: ProcessIndex;
  readonly thread: ThreadIndex;
  /** Since the session's first process began. */
  readonly startSeconds: Seconds;
  readonly durationSeconds: Seconds;
  /** What was sampled and waited for meanwhile; classes are those of cells. */
  readonly spent: readonly { readonly node: NodeIndex; readonly class: number; readonly seconds: Seconds }[];
}

/** All loops of a process together. */
export interface ProcessLoops {
  readonly rests: number;
  /** How long loops rested, exact. */
  readonly restSeconds: Seconds;
  /** Rests for which the tasks were looked at, and the tasks found by that. */
  readonly looks: number;
  readonly tasks: number;
  readonly lookSeconds: Seconds;
  /** Of the rests that were not added to the tasks: another thread was looking. */
  readonly missedSeconds: Seconds;
  readonly noRoom: number;
}

export interface AwaitTables {
  readonly rows: readonly AwaitRow[];
  readonly stalls: readonly StallRow[];
  /** In the order of the profile's processes. */
  readonly processes: readonly ProcessLoops[];
}

/** Collects them while the tree is built; nodes get their final places at the end. */
export class AwaitBuilder {
  readonly #rows: AwaitRow[] = [];
  readonly #stalls: StallRow[] = [];
  readonly #processes: ProcessLoops[] = [];

  addRow(row: AwaitRow): void {
    this.#rows.push(row);
  }

  addStall(stall: StallRow): void {
    this.#stalls.push(stall);
  }

  addProcess(loops: ProcessLoops): void {
    this.#processes.push(loops);
  }

  /** @param position for each node that rows were added with its place in the finished tree */
  finish(position: Int32Array): AwaitTables {
    const placed = <T extends { readonly node: number }>(each: T): T => ({
      ...each,
      node: each.node < 0 ? -1 : (position[each.node] ?? -1),
    });
    return {
      rows: this.#rows.map(placed),
      stalls: this.#stalls.map((stall) => ({ ...stall, spent: stall.spent.map(placed) })),
      processes: this.#processes,
    };
  }
}
