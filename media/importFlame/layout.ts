/** Which rectangles are drawn of a tree at some zoom: neighbours that are narrower than a pixel become one, so that their number has a bound. */

import type { BoxTree } from './boxTree.ts';

export interface Rectangle {
  /** The box; of several that became one the first. */
  readonly box: number;
  /** The index after the last one in it, with all below. */
  readonly end: number;
  /** Boxes beside each other that became one: 1 for a box of its own. */
  readonly n_merged: number;
  /** 0 for the box that is zoomed to. */
  readonly row: number;
  /** In pixels. */
  readonly left: number;
  readonly width: number;
}

export interface View {
  /** The box that is as wide as the page. */
  readonly zoomed: number;
  readonly widthPx: number;
  /** Rows that are drawn; those below are counted. */
  readonly mostRows: number;
}

export interface Layout {
  /** By row, from left to right. */
  readonly rows: readonly (readonly Rectangle[])[];
  /** Boxes that are too far down to be drawn. */
  readonly n_tooDeep: number;
}

const leastPx = 1;

export function layOut({ boxes, end }: BoxTree, { zoomed, widthPx, mostRows }: View): Layout {
  const top = boxes[zoomed];
  if (top === undefined) return { rows: [], n_tooDeep: 0 };
  // Without any time the box that is zoomed to is there all the same.
  const scale = top.width_s > 0 ? widthPx / top.width_s : 0;
  const rows: Rectangle[][] = [];
  let n_tooDeep = 0;
  const last = end[zoomed] ?? 0;
  for (let at = zoomed; at < last;) {
    const box = boxes[at];
    if (box === undefined) break;
    const after = end[at] ?? last;
    const row = box.depth - top.depth;
    if (row >= mostRows) {
      n_tooDeep += after - at;
      at = after;
      continue;
    }
    const drawn = (rows[row] ??= []);
    const left = at === zoomed ? 0 : (box.left_s - top.left_s) * scale;
    const width = at === zoomed ? widthPx : box.width_s * scale;
    if (width >= leastPx) {
      drawn.push({ box: at, end: after, n_merged: 1, row, left, width });
      at += 1;
      continue;
    }
    const before = drawn.at(-1);
    if (before !== undefined && isNarrow(before) && boxes[before.box]?.parent === box.parent) {
      const n_merged = before.n_merged + 1;
      drawn[drawn.length - 1] = { ...before, end: after, n_merged, width: left + width - before.left };
    } else {
      drawn.push({ box: at, end: after, n_merged: 1, row, left, width });
    }
    // Nothing below is wider.
    at = after;
  }
  return { rows, n_tooDeep };
}

function isNarrow({ n_merged, width }: Rectangle): boolean {
  return n_merged > 1 || width < leastPx;
}

/** What is drawn at a place. @param x in pixels */
export function rectangleAt({ rows }: Layout, row: number, x: number): Rectangle | undefined {
  const drawn = rows[row] ?? [];
  return drawn.findLast(({ left, width }) => x >= left && x < left + Math.max(width, leastPx));
}

/** Where a box is drawn, be it with others. */
export function rectangleOf({ rows }: Layout, box: number, row: number): Rectangle | undefined {
  return rows[row]?.find((drawn) => box === drawn.box || (drawn.n_merged > 1 && box > drawn.box && box < drawn.end));
}
