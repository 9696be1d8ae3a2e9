/** The lines that held memory at one time, most first: each is a button that goes to the line. */

import type { HoldingRow } from '../../src/protocol/memoryView.ts';
import { create, element } from '../page.ts';
import { bytesText, secondsText, shareText } from '../texts.ts';

export interface LineList {
  /** @param seconds the time that the lines are of */
  show(rows: readonly HoldingRow[], seconds: number): void;
  openFirst(): void;
}

export function createLineList(open: (path: string, line: number) => void): LineList {
  let first: HoldingRow | undefined;
  return {
    show(rows, seconds) {
      element('lines-head').textContent = `Lines that held memory at ${secondsText(seconds)}`;
      first = rows[0];
      element('none').hidden = rows.length > 0;
      element('lines').replaceChildren(...rows.map((row) => item(row, open)));
    },
    openFirst() {
      if (first !== undefined) open(first.path, first.line);
    },
  };
}

function item(row: HoldingRow, open: (path: string, line: number) => void): HTMLLIElement {
  const button = create('button', 'line');
  button.type = 'button';
  button.title = `${row.path}:${row.line}`;
  const bar = create('span', 'bar');
  bar.style.setProperty('--share', `${(row.share * 100).toFixed(2)}%`);
  bar.setAttribute('aria-hidden', 'true');
  button.append(
    create('span', 'bytes', bytesText(row.bytes)),
    bar,
    create('span', 'share', shareText(row.share)),
    create('span', 'place', `${row.path.slice(row.path.lastIndexOf('/') + 1)}:${row.line}`),
    create('code', 'source', row.source),
  );
  button.addEventListener('click', () => open(row.path, row.line));
  const made = create('li', '');
  made.append(button);
  return made;
}
