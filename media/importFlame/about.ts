/** What is said of one box above the chart, with the way to its statement; and the path to the box that is zoomed to. */

import type { FlameBox } from '../../src/protocol/importFlame.ts';
import { create, element } from '../page.ts';
import { durationText } from '../texts.ts';
import { canOpen, factsText, nameOf, placeText, useText } from './boxTexts.ts';
import { pathTo, type BoxTree } from './boxTree.ts';
import type { Rectangle } from './layout.ts';

export function tellBox(box: FlameBox): void {
  const name = create('strong', '', nameOf(box));
  element('facts').replaceChildren(name, `: ${factsText(box)}.`);
  element('use').textContent = useText(box);
  const place = placeText(box);
  element('statement-label').textContent =
    place === '' ? whyNoStatement(box) : canOpen(box) ? 'Imported by' : `Imported by ${place}`;
  const button = element('statement');
  button.hidden = place === '' || !canOpen(box);
  button.textContent = place;
  button.title = box.importer === null ? '' : `${box.importer.path}:${box.importer.line}`;
}

function whyNoStatement({ parent }: FlameBox): string {
  return parent < 0 ? '' : 'Imported by no statement: the interpreter did it itself.';
}

const mostNames = 6;

/** Several that are too narrow to be told apart. */
export function tellMerged({ boxes }: BoxTree, { box, n_merged, end }: Rectangle): void {
  const inside = boxes.slice(box, end);
  const first = inside[0];
  const direct = inside.filter(({ parent }) => parent === first?.parent);
  const names = direct.slice(0, mostNames).map(({ module }) => module);
  const more = n_merged > mostNames ? ` and ${n_merged - mostNames} more` : '';
  const total = (direct.at(-1)?.left_s ?? 0) + (direct.at(-1)?.width_s ?? 0) - (first?.left_s ?? 0);
  element('facts').replaceChildren(
    create('strong', '', `${n_merged} short imports`),
    `: ${durationText(Math.max(0, total))}. ${names.join(', ')}${more}.`,
  );
  element('use').textContent = 'Zoom in to tell them apart.';
  element('statement-label').textContent = '';
  element('statement').hidden = true;
}

/** The path loses its middle where it is longer. */
const mostSteps = 8;

export function drawPath(tree: BoxTree, zoomed: number, zoomTo: (box: number) => void): void {
  const path = pathTo(tree, zoomed);
  const isCut = path.length > mostSteps;
  const shown = isCut ? [...path.slice(0, 1), ...path.slice(1 - mostSteps)] : path;
  const steps = shown.map((box) => step(tree, box, box === zoomed, zoomTo));
  if (isCut) steps.splice(1, 0, create('li', '', '…'));
  element('path').replaceChildren(...steps);
}

function step(tree: BoxTree, box: number, isLast: boolean, zoomTo: (box: number) => void): HTMLLIElement {
  const item = create('li', '');
  const shown = tree.boxes[box];
  const name = shown === undefined ? '' : nameOf(shown);
  if (isLast) {
    const here = create('span', '', name);
    here.setAttribute('aria-current', 'true');
    item.append(here);
    return item;
  }
  const button = create('button', 'link', name);
  button.type = 'button';
  button.addEventListener('click', () => zoomTo(box));
  item.append(button);
  return item;
}
