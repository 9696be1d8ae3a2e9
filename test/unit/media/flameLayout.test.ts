import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boxTree, type BoxTree } from '../../../media/importFlame/boxTree.ts';
import { layOut, rectangleAt, rectangleOf, type View } from '../../../media/importFlame/layout.ts';
import { drawBoxes, drawnRows } from './drawnBoxes.ts';

const whole: View = { zoomed: 0, widthPx: 100, mostRows: 50 };

function check(tree: BoxTree, view: Partial<View>, expected: string): void {
  const layout = layOut(tree, { ...whole, ...view });
  assert.equal(drawnRows(tree, layout), expected.trim().replaceAll(/^ +/gm, ''));
}

const app = drawBoxes(`
  all      0   10
    numpy  0   6
      core 0   2
      fft  2   1
    json   6   3
      scan 6   3
    tiny   9   0.05
`);

test('boxes lie below what they were imported by, as wide as they took', () => {
  check(
    app,
    {},
    `all 0+100
     numpy 0+60 | json 60+30 | tiny 90+0.5
     core 0+20 | fft 20+10 | scan 60+30`,
  );
});

test('a box that is zoomed to is as wide as the page, and nothing beside it is drawn', () => {
  check(app, { zoomed: 1, widthPx: 60 }, 'numpy 0+60\ncore 0+20 | fft 20+10');
  check(app, { zoomed: 5 }, 'scan 0+100');
  check(app, { zoomed: 7 }, '');
});

test('neighbours below a pixel become one, with all that is below them', () => {
  const tree = drawBoxes(`
    all    0    100
      a    0    0.4
        aa 0    0.4
      b    0.4  0.4
      c    0.8  0.4
      wide 1.2  50
      d    51.2 0.2
      e    51.4 0.2
  `);
  check(tree, {}, 'all 0+100\na×3 0+1.2 | wide 1.2+50 | d×2 51.2+0.4');
  const layout = layOut(tree, whole);
  assert.equal(rectangleAt(layout, 1, 0.9)?.n_merged, 3);
  assert.equal(rectangleAt(layout, 1, 60), undefined);
  assert.equal(rectangleAt(layout, 9, 1), undefined);
  const c = tree.boxes.findIndex(({ module }) => module === 'c');
  assert.deepEqual(rectangleOf(layout, c, 1), rectangleAt(layout, 1, 0));
  assert.equal(tree.boxes[rectangleOf(layout, 5, 1)?.box ?? -1]?.module, 'wide');
});

test('only those below the same box become one', () => {
  const tree = drawBoxes(`
    all   0  10
      a   0  5
        x 4.95 0.05
      b   5  5
        y 5  0.05
  `);
  check(tree, {}, 'all 0+100\na 0+50 | b 50+50\nx 49.5+0.5 | y 50+0.5');
});

test('imports that took no time at all are one box, and can be zoomed to', () => {
  const tree = drawBoxes('all 0 0\n  a 0 0\n  b 0 0');
  check(tree, {}, 'all 0+100\na×2 0+0');
  check(tree, { zoomed: 1 }, 'a 0+100');
});

test('what is too far down is counted', () => {
  const depth = 5000;
  const tree = boxTree(
    Array.from(
      { length: depth },
      (_, at) => ({ ...app.boxes[1], parent: at - 1, depth: at }) as BoxTree['boxes'][number],
    ),
  );
  const { rows, n_tooDeep } = layOut(tree, { ...whole, mostRows: 200 });
  assert.equal(rows.length, 200);
  assert.equal(n_tooDeep, depth - 200);
});

test('of 20,000 imports only as many rectangles are left as there is room for', () => {
  const boxes = [{ ...app.boxes[0], width_s: 20_000 } as BoxTree['boxes'][number]];
  for (let at = 0; at < 20_000; at += 1) {
    const parent = at % 4 === 0 ? 0 : boxes.length - (at % 4);
    const width_s = at % 4 === 0 ? 4 : 1;
    boxes.push({
      ...app.boxes[1],
      module: `m${at}`,
      parent,
      depth: parent === 0 ? 1 : 2,
      left_s: at,
      width_s,
    } as never);
  }
  const { rows } = layOut(boxTree(boxes), { ...whole, widthPx: 1000 });
  assert.ok(rows.flat().length < 3000, String(rows.flat().length));
  assert.equal(rows[1]?.[0]?.n_merged, 5000);
});
