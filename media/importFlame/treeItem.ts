/**
 * The box that is looked at, as an item of a tree laid over its place on the canvas: what has the focus, and what screen readers say.
 * Every move makes a new item, because a change of the focused one would not be spoken.
 */

import { create } from '../page.ts';
import { spokenText } from './boxTexts.ts';
import { siblingsOf, type BoxTree } from './boxTree.ts';
import type { Rectangle } from './layout.ts';
import { rowPx } from './painter.ts';

/** What is narrower can't be seen with a frame around it. */
const leastPx = 4;

export function putTreeItem(place: HTMLElement, tree: BoxTree, at: number, rectangle: Rectangle | undefined): void {
  const box = tree.boxes[at];
  if (box === undefined) return;
  const { position, count } = siblingsOf(tree, at);
  const item = create('div', 'item');
  item.tabIndex = 0;
  item.setAttribute('role', 'treeitem');
  item.setAttribute('aria-label', spokenText(box));
  item.setAttribute('aria-level', String(box.depth + 1));
  item.setAttribute('aria-posinset', String(position));
  item.setAttribute('aria-setsize', String(count));
  item.setAttribute('aria-selected', 'true');
  const { left = 0, width = 0, row = 0 } = rectangle ?? {};
  item.style.left = `${left}px`;
  item.style.top = `${row * rowPx}px`;
  item.style.width = `${Math.max(leastPx, width)}px`;
  item.style.height = `${rowPx - 1}px`;
  const before = place.querySelector('.item');
  const hadFocus = before !== null && before === document.activeElement;
  if (before === null) place.append(item);
  else before.replaceWith(item);
  if (hadFocus) item.focus({ preventScroll: true });
}

export function focusTreeItem(place: HTMLElement): void {
  place.querySelector<HTMLElement>('.item')?.focus({ preventScroll: true });
}

/** Rows may be more than the window shows. */
export function scrollToTreeItem(place: HTMLElement): void {
  place.querySelector('.item')?.scrollIntoView({ block: 'nearest' });
}
