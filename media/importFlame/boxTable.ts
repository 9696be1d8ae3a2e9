/** What the chart shows as a table, for those who read rather than look. */

import type { FlameBox } from '../../src/protocol/importFlame.ts';
import { create, element } from '../page.ts';
import { durationText } from '../texts.ts';
import { canOpen, kindOf, memoryText, nameOf, placeText, useNames } from './boxTexts.ts';
import type { BoxTree } from './boxTree.ts';

/** Of the time of the box that is zoomed to. */
const leastShare = 0.002;
const mostRows = 500;

export function drawTable({ boxes, end }: BoxTree, zoomed: number, open: (box: number) => void): void {
  const least = (boxes[zoomed]?.width_s ?? 0) * leastShare;
  const rows: HTMLTableRowElement[] = [];
  let n_leftOut = 0;
  for (let at = zoomed; at < (end[zoomed] ?? 0); at += 1) {
    const box = boxes[at];
    if (box === undefined) break;
    if (box.width_s >= least && rows.length < mostRows) rows.push(row(box, at, open));
    else n_leftOut += 1;
  }
  element('rows').replaceChildren(...rows);
  element('rest').textContent =
    n_leftOut === 0
      ? ''
      : `${n_leftOut.toLocaleString('en')} short imports are left out: zoom in, or copy all as text.`;
}

function row(box: FlameBox, at: number, open: (box: number) => void): HTMLTableRowElement {
  const made = create('tr', '');
  const head = create('th', '', nameOf(box));
  head.scope = 'row';
  const isWhole = box.parent < 0;
  made.append(
    head,
    create('td', '', String(box.depth)),
    create('td', '', durationText(box.width_s)),
    create('td', '', isWhole ? '' : durationText(box.self_s)),
    create('td', '', isWhole ? '' : memoryText(box)),
    create('td', '', isWhole || kindOf(box) === 'project' ? '' : useNames[box.use]),
    statement(box, at, open),
  );
  return made;
}

function statement(box: FlameBox, at: number, open: (box: number) => void): HTMLTableCellElement {
  if (!canOpen(box)) return create('td', '', placeText(box));
  const button = create('button', 'link', placeText(box));
  button.type = 'button';
  button.addEventListener('click', () => open(at));
  const cell = create('td', '');
  cell.append(button);
  return cell;
}
