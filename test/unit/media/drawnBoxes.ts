/** Flame graphs drawn as text. */

import type { FlameBox } from '../../../src/protocol/importFlame.ts';
import type { Layout, Rectangle } from '../../../media/importFlame/layout.ts';
import { boxTree, type BoxTree } from '../../../media/importFlame/boxTree.ts';

const plainBox: FlameBox = {
  module: '',
  parent: -1,
  depth: 0,
  left_s: 0,
  width_s: 0,
  self_s: 0,
  native_s: 0,
  rss_bytes: 0,
  origin: 'installed',
  use: 'used',
  library_use: { share: 0.1, ci95: [0.05, 0.15], touched: true, called: null, functions: 0 },
  importer: { path: '/app/main.py', line: 1 },
  phase: 'init',
  failed: false,
  reload: false,
};

/** One box a line, indented below its parent: `module left width`, in seconds; the first line is the box of all imports. */
export function drawBoxes(drawing: string): BoxTree {
  const open: { readonly indent: number; readonly box: number }[] = [];
  const boxes = drawing
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, box): FlameBox => {
      const indent = line.search(/\S/);
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      const parent = open.at(-1)?.box ?? -1;
      open.push({ indent, box });
      const [module = '', left = '0', width = '0'] = line.trim().split(/ +/);
      const place = { left_s: Number(left), width_s: Number(width) };
      return { ...plainBox, ...place, module: box === 0 ? '' : module, parent, depth: open.length - 1 };
    });
  return boxTree(boxes);
}

/** A row a line: "name left+width", of several "first×count left+width". */
export function drawnRows({ boxes }: BoxTree, { rows }: Layout): string {
  const text = ({ box, n_merged, left, width }: Rectangle): string =>
    `${boxes[box]?.module || 'all'}${n_merged > 1 ? `×${n_merged}` : ''} ${rounded(left)}+${rounded(width)}`;
  return rows.map((row) => row.map(text).join(' | ')).join('\n');
}

function rounded(pixels: number): number {
  return Number(pixels.toFixed(2));
}
