/** Imported libraries as a Markdown table that can stand in a pull request. Numbers are formatted here, not made. */

import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ImportOrder, ImportRow } from '../protocol/importView.ts';
import { code } from './markdownTable.ts';
import { cells, page, place, type ListedRun } from './memoryMarkdown.ts';

export interface ListedImports {
  readonly rows: readonly ImportRow[];
  readonly order: ImportOrder;
  /** Own time of all imports while the program initialised. */
  readonly init_s: number;
}

const orderWords: Readonly<Record<ImportOrder, string>> = {
  cost: 'own time',
  memory: 'resident memory',
  use: 'use, the least used first',
};

export function importsMarkdown(run: ListedRun, { rows, order, init_s }: ListedImports): string {
  const about = `${durationText(init_s)} of imports while the program started. Ordered by: ${orderWords[order]}.`;
  const head = [
    '| library | own time | with others | native | resident | used | first imported by |',
    '|:--|--:|--:|--:|--:|--:|:--|',
  ];
  const table = rows.map((row) => {
    const [first] = row.chain;
    return cells([
      code(row.name),
      durationText(row.self_s),
      durationText(row.library?.cumulative_s ?? row.self_s),
      durationText(row.native_s),
      bytesText(Math.max(0, row.rss_bytes)),
      usedText(row),
      first === undefined ? '' : place(first, run),
    ]);
  });
  return page('Imports', run, about, rows.length === 0 ? ['The program imported nothing.'] : [...head, ...table]);
}

function usedText({ touched, use }: ImportRow): string {
  if (touched === null) return 'not known';
  return touched ? shareText(use?.share ?? 0) : 'not seen';
}
