/** The flame graph: what is zoomed to and what is looked at, by mouse and by keys. */

import type { ImportFlame } from '../../src/protocol/importFlame.ts';
import { element } from '../page.ts';
import { drawPath, tellBox, tellMerged } from './about.ts';
import { drawTable } from './boxTable.ts';
import { boxTree, isWithin, keyTarget } from './boxTree.ts';
import { layOut, rectangleAt, rectangleOf, type Layout, type Rectangle } from './layout.ts';
import { drawLegend } from './legend.ts';
import { readLooks } from './looks.ts';
import { findModules, type Found } from './moduleSearch.ts';
import { paint, rowPx } from './painter.ts';
import { focusTreeItem, putTreeItem, scrollToTreeItem } from './treeItem.ts';

export interface ChartState {
  readonly zoomed: number;
  readonly current: number;
}

export interface ChartEvents {
  moved(state: ChartState): void;
  /** Go to the import statement of a box. */
  readonly open: (box: number) => void;
}

export interface Chart {
  /** Highlights modules by a part of their name. @returns how many there are; `undefined` for none searched */
  find(text: string): number | undefined;
  /** Moves to the next module that was found. */
  next(): void;
  openCurrent(): void;
  destroy(): void;
}

/** A canvas has a bound, and so has what anybody scrolls through: what is deeper shows when one zooms in. */
const mostRows = 120;
const leastWidthPx = 120;

export function createChart(flame: ImportFlame, start: ChartState, events: ChartEvents): Chart {
  const tree = boxTree(flame.boxes);
  const place = element('chart');
  const canvas = boxesCanvas();
  const listening = new AbortController();
  let looks = readLooks();
  let layout: Layout = { rows: [], n_tooDeep: 0 };
  let found: Found | undefined;
  let { zoomed, current } = start;
  /** Before the first click of a double click, which zooms too. */
  let unclicked: ChartState = start;

  function draw(): void {
    const widthPx = Math.max(leastWidthPx, place.clientWidth);
    layout = layOut(tree, { zoomed, widthPx, mostRows });
    const isFound = found === undefined ? undefined : found.isAmong;
    paint(canvas, { boxes: tree.boxes, layout, widthPx, isFound }, looks);
    putTreeItem(place, tree, current, rectangleOf(layout, current, rowOf(current)));
  }

  function rowOf(box: number): number {
    return (tree.boxes[box]?.depth ?? 0) - (tree.boxes[zoomed]?.depth ?? 0);
  }

  function tellCurrent(): void {
    const box = tree.boxes[current];
    if (box !== undefined) tellBox(box);
  }

  /** @param to what is not within the box that is zoomed to can't be looked at */
  function go(to: ChartState): void {
    const hasZoomed = to.zoomed !== zoomed;
    ({ zoomed } = to);
    current = isWithin(tree, to.current, zoomed) ? to.current : zoomed;
    draw();
    tellCurrent();
    if (hasZoomed) drawSurroundings();
    scrollToTreeItem(place);
    events.moved({ zoomed, current });
  }

  function drawSurroundings(): void {
    drawPath(tree, zoomed, (box) => {
      go({ zoomed: box, current: zoomed });
      focusTreeItem(place);
    });
    drawTable(tree, zoomed, events.open);
    const deeper = element('deeper');
    deeper.hidden = layout.n_tooDeep === 0;
    deeper.textContent = `${layout.n_tooDeep.toLocaleString('en')} imports lie deeper than is drawn: zoom in to see them.`;
  }

  /** A box that is outside of what is zoomed to is looked at from the nearest one above both. */
  function reveal(box: number): void {
    let around = zoomed;
    while (!isWithin(tree, box, around)) around = tree.boxes[around]?.parent ?? 0;
    const depth = (at: number): number => tree.boxes[at]?.depth ?? 0;
    if (depth(box) - depth(around) >= mostRows) around = tree.boxes[box]?.parent ?? 0;
    go({ zoomed: around, current: box });
  }

  function zoomOut(): void {
    const parent = tree.boxes[zoomed]?.parent ?? -1;
    if (parent >= 0) go({ zoomed: parent, current: zoomed });
  }

  function onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    if (event.key === 'Enter') {
      if (event.ctrlKey || event.metaKey) events.open(current);
      else go({ zoomed: current, current });
    } else if (event.ctrlKey || event.metaKey) {
      return;
    } else if (event.key === ' ') {
      go({ zoomed: current, current });
    } else if (event.key === 'Escape') {
      zoomOut();
    } else if (event.key === '/') {
      element('find').focus();
    } else {
      const target = keyTarget(tree, current, event.key);
      if (target === undefined) {
        // Nor does the page scroll at the end of a row.
        if (/^(Arrow|Home|End)/.test(event.key)) event.preventDefault();
        return;
      }
      reveal(target);
    }
    event.preventDefault();
  }

  function under(event: MouseEvent): Rectangle | undefined {
    const { left, top } = canvas.getBoundingClientRect();
    return rectangleAt(layout, Math.floor((event.clientY - top) / rowPx), event.clientX - left);
  }

  /** Of several too narrow ones the box above them: there they can be told apart. */
  function boxToZoom({ box, n_merged }: Rectangle): number {
    return n_merged > 1 ? (tree.boxes[box]?.parent ?? 0) : box;
  }

  function onClick(event: MouseEvent): void {
    if (event.detail > 1) return;
    const rectangle = under(event);
    if (rectangle === undefined) return;
    unclicked = { zoomed, current };
    const box = boxToZoom(rectangle);
    clicked = rectangle.n_merged > 1 ? undefined : box;
    go({ zoomed: box, current: box });
    focusTreeItem(place);
  }

  let clicked: number | undefined;

  function onDoubleClick(): void {
    const box = clicked;
    go(box === undefined ? unclicked : { zoomed: unclicked.zoomed, current: box });
    if (box !== undefined) events.open(box);
  }

  function onMove(event: MouseEvent): void {
    const rectangle = under(event);
    const box = rectangle === undefined ? undefined : tree.boxes[rectangle.box];
    if (rectangle === undefined || box === undefined) tellCurrent();
    else if (rectangle.n_merged > 1) tellMerged(tree, rectangle);
    else tellBox(box);
  }

  const { signal } = listening;
  place.addEventListener('keydown', onKey, { signal });
  canvas.addEventListener('click', onClick, { signal });
  canvas.addEventListener('dblclick', onDoubleClick, { signal });
  canvas.addEventListener('mousemove', onMove, { signal });
  canvas.addEventListener('mouseleave', tellCurrent, { signal });
  let drawnWidth = place.clientWidth;
  const resized = new ResizeObserver(() => {
    if (place.clientWidth === drawnWidth) return;
    drawnWidth = place.clientWidth;
    draw();
  });
  resized.observe(place);
  // VS Code tells a change of theme by a class of the body.
  const themed = new MutationObserver(() => {
    looks = readLooks();
    drawLegend(tree.boxes, looks);
    draw();
  });
  themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  drawLegend(tree.boxes, looks);
  draw();
  drawSurroundings();
  tellCurrent();

  return {
    find(text) {
      found = findModules(tree, text);
      draw();
      return found?.count;
    },
    next() {
      const box = found?.after(current);
      if (box !== undefined) reveal(box);
    },
    openCurrent: () => events.open(current),
    destroy() {
      listening.abort();
      resized.disconnect();
      themed.disconnect();
    },
  };
}

function boxesCanvas(): HTMLCanvasElement {
  const found = element('boxes');
  if (!(found instanceof HTMLCanvasElement)) throw new Error('the page has no canvas');
  return found;
}
