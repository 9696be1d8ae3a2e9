/** The difference of two texts as `diff -u` writes it. */
import { matchLines } from '../base/lineDiff.ts';
import { faint, strong } from './colour.ts';
import type { TextStyle } from './terminal.ts';

const contextLines = 2;

interface Row {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  readonly before: number;
  readonly after: number;
}

/** Lines without a line end; none when the texts are the same. */
export function formatDiff(name: string, before: string, after: string, style: TextStyle): string[] {
  const rows = rowsOf(before.split(/\r\n|\r|\n/), after.split(/\r\n|\r|\n/));
  const shown = rows.map((_, at) =>
    rows.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(({ mark }) => mark !== ' '),
  );
  const lines = rows.flatMap((row, at) => {
    if (shown[at] !== true) return [];
    const text = row.mark === ' ' ? faint(style, ` ${row.text}`) : `${row.mark}${row.text}`;
    return shown[at - 1] === true ? [text] : [faint(style, `@@ line ${row.before + 1} @@`), text];
  });
  return lines.length === 0 ? [] : [strong(style, name), ...lines];
}

function rowsOf(before: readonly string[], after: readonly string[]): Row[] {
  const matches = matchLines(before, after);
  const rows: Row[] = [];
  let added = 0;
  const addUpTo = (end: number, at: number): void => {
    for (; added < end; added++) rows.push({ mark: '+', text: after[added] ?? '', before: at, after: added });
  };
  for (const [at, text] of before.entries()) {
    const counterpart = matches[at] ?? -1;
    if (counterpart < 0) {
      rows.push({ mark: '-', text, before: at, after: added });
      continue;
    }
    addUpTo(counterpart, at);
    rows.push({ mark: ' ', text, before: at, after: counterpart });
    added = counterpart + 1;
  }
  addUpTo(after.length, before.length);
  return rows;
}
