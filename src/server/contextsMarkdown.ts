/** Who uses which library as an indented text that can stand in a chat or a pull request. Numbers are formatted here, not made. */

import { contextFacts, contextLabel, contextPlace, isPlaced } from '../base/contextWords.ts';
import { durationText } from '../base/durationText.ts';
import { shareText, shareWithinText } from '../base/shareText.ts';
import type { ContextRow, ImportContexts } from '../protocol/importContexts.ts';
import { shortPath } from './commandText.ts';
import { page, type ListedRun } from './memoryMarkdown.ts';

/** More makes no reviewer happy. */
const mostRows = 100;
/** Deeper ones stand below each other. */
const mostIndents = 40;

export function contextsMarkdown(run: ListedRun, contexts: ImportContexts): string {
  const { use_s, library, share } = contexts;
  const whole = `${durationText(use_s)} of CPU time after the imports`;
  const about = library === null ? `Shares of ${whole}.` : `${shareText(share)} of ${whole}, at or below ${library}.`;
  const rows = contexts.contexts.slice(0, mostRows);
  const left = contexts.contexts.length - rows.length;
  const more = left === 0 ? [] : [`… and ${left.toLocaleString('en')} more rows`];
  const body =
    rows.length === 0
      ? [
          library === null || use_s <= 0
            ? 'Nothing was sampled after the imports.'
            : `Nothing of ${library} was seen at work after the imports.`,
        ]
      : // Longer than any run of them in a name.
        ['``````', ...rows.map((row) => lineOf(row, run)), ...more, '``````'];
  return page(library === null ? 'Imports by calling context' : 'Calling contexts of a library', run, about, body);
}

function lineOf(row: ContextRow, { command }: ListedRun): string {
  const { kind, depth, share, ci95, place, n_calls } = row;
  const others = n_calls > 1 ? ` and ${n_calls - 1} more` : '';
  const parts = [
    kind === 'more' ? shareText(share) : shareWithinText(share, ci95),
    ...contextFacts(row),
    ...(place !== null && isPlaced(row)
      ? [`${contextPlace(place, (path) => shortPath(path, command.cwd))}${others}`]
      : []),
  ];
  return `${'  '.repeat(Math.min(mostIndents, depth))}${contextLabel(row).replaceAll('``````', '')}  ${parts.join(' · ')}`;
}
