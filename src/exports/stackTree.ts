/**
 * The calling context tree with one more level: where a cell's time is the kernel's or a wait's, that leaf is a row of its own below
 * the stack. Formats that store stacks as a tree take these rows as they are.
 *
 * Invariant: rows 0 to nodes.length-1 are the profile's nodes; a row's parent has a smaller index.
 */
import type { Profile } from '../profile/profile.ts';
import type { CellIndex } from '../profile/units.ts';
import { frameOfNode, leafOfCell, type Frame } from './frames.ts';

export interface StackTree {
  readonly length: number;
  /** For each row the row above, -1 for a root. */
  readonly parent: readonly number[];
  /** For each row an index into `frames`. */
  readonly frame: readonly number[];
  /** Every frame once. */
  readonly frames: readonly Frame[];
  /** The row where this cell's time is spent. */
  rowOfCell(cell: CellIndex): number;
}

export function buildStackTree(profile: Profile): StackTree {
  const { cells, nodes } = profile;
  const frames = new FrameIndex();
  const parent: number[] = Array.from(nodes.parent);
  const frame: number[] = [];
  for (let node = 0; node < nodes.length; node++) frame.push(frames.indexOf(frameOfNode(profile, node)));
  const rowOfLeaf = new Map<string, number>();
  const rowOfCell = new Int32Array(cells.length);
  for (let cell = 0; cell < cells.length; cell++) {
    const node = cells.node[cell] ?? -1;
    const leaf = leafOfCell(profile, cell);
    rowOfCell[cell] = leaf === undefined ? node : rowOf(node, leaf);
  }
  return { length: parent.length, parent, frame, frames: frames.frames, rowOfCell: (cell) => rowOfCell[cell] ?? 0 };

  function rowOf(node: number, leaf: Frame): number {
    const key = `${node} ${leaf.name}`;
    let row = rowOfLeaf.get(key);
    if (row === undefined) {
      row = parent.push(node) - 1;
      frame.push(frames.indexOf(leaf));
      rowOfLeaf.set(key, row);
    }
    return row;
  }
}

class FrameIndex {
  readonly frames: Frame[] = [];
  readonly #index = new Map<string, number>();

  indexOf(frame: Frame): number {
    // A frame that is no function is told apart by its name.
    const key = frame.func < 0 ? frame.name : `${frame.func} ${frame.line}`;
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.frames.push(frame) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}
