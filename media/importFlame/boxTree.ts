/** The boxes as a tree: what lies below a box, and where keys lead from it. Boxes stand in preorder, each one's parent before it. */

import type { FlameBox } from '../../src/protocol/importFlame.ts';

export interface BoxTree {
  readonly boxes: readonly FlameBox[];
  /** For each box the index after the last one below it. */
  readonly end: Int32Array;
}

export function boxTree(boxes: readonly FlameBox[]): BoxTree {
  const end = new Int32Array(boxes.length);
  for (let at = boxes.length - 1; at >= 0; at -= 1) {
    end[at] = Math.max(end[at] ?? 0, at + 1);
    const parent = boxes[at]?.parent ?? -1;
    if (parent >= 0) end[parent] = Math.max(end[parent] ?? 0, end[at] ?? 0);
  }
  return { boxes, end };
}

/** Whether `at` is `above` or lies below it. */
export function isWithin({ end }: BoxTree, at: number, above: number): boolean {
  return at >= above && at < (end[above] ?? 0);
}

/** The boxes from the first one down to `at`. */
export function pathTo({ boxes }: BoxTree, at: number): number[] {
  const path: number[] = [];
  for (let box = at; box >= 0; box = boxes[box]?.parent ?? -1) path.push(box);
  return path.reverse();
}

export interface Siblings {
  readonly previous: number | undefined;
  readonly next: number | undefined;
  readonly first: number;
  readonly last: number;
  /** From 1 on. */
  readonly position: number;
  readonly count: number;
}

/** A box with those beside it below the same one. */
export function siblingsOf({ boxes, end }: BoxTree, at: number): Siblings {
  const parent = boxes[at]?.parent ?? -1;
  const all: number[] = [];
  const stop = parent < 0 ? 1 : (end[parent] ?? 0);
  for (let box = parent + 1; box < stop; box = Math.max(box + 1, end[box] ?? 0)) all.push(box);
  const place = all.indexOf(at);
  return {
    previous: all[place - 1],
    next: all[place + 1],
    first: all[0] ?? at,
    last: all.at(-1) ?? at,
    position: place + 1,
    count: all.length,
  };
}

/** Where a key leads from a box: as it looks, the parent lies above. `undefined` for keys that are none of ours, and where nothing is there. */
export function keyTarget(tree: BoxTree, at: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowUp': {
      const parent = tree.boxes[at]?.parent ?? -1;
      return parent < 0 ? undefined : parent;
    }
    case 'ArrowDown':
      return (tree.end[at] ?? 0) > at + 1 ? at + 1 : undefined;
    case 'ArrowLeft':
      return siblingsOf(tree, at).previous;
    case 'ArrowRight':
      return siblingsOf(tree, at).next;
    case 'Home':
      return siblingsOf(tree, at).first;
    case 'End':
      return siblingsOf(tree, at).last;
    default:
      return undefined;
  }
}
