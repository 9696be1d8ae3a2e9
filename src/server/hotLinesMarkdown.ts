/** The hot lines as a Markdown table that can stand in a pull request. Numbers are formatted here, not made. */

import { shareWithinText } from '../base/shareText.ts';
import type { HotLineRow, SessionSummary, ShareSplit } from '../protocol/heat.ts';
import { commandText, shortPath, type Command } from './commandText.ts';
import { code, cut, date } from './markdownTable.ts';

export interface MarkdownQuestion {
  readonly summary: SessionSummary;
  /** Hottest first. */
  readonly rows: readonly HotLineRow[];
  readonly command: Command;
  /** What the heat is narrowed to, in words. */
  readonly filter: readonly string[];
}

const parts: readonly (readonly [part: keyof ShareSplit, name: string])[] = [
  ['python', 'py'],
  ['library', 'lib'],
  ['native', 'native'],
  ['kernel', 'kernel'],
  ['wait', 'wait'],
];

export function hotLinesMarkdown({ summary, rows, command, filter }: MarkdownQuestion): string {
  const python = summary.pythonVersion === '' ? '' : `, Python ${summary.pythonVersion}`;
  const shown = filter.length === 0 ? '' : ` Shown: ${filter.join(', ')}.`;
  const head = [
    `**Time profile** of ${code(commandText(command))}${python}, ${date(summary.startedAt)} (Heatline)`,
    '',
    `100 % is ${seconds(summary.basis_s)}: ${summary.basisWords}.${shown}`,
    '',
  ];
  if (rows.length === 0) return [...head, 'No line took a noticeable share.', ''].join('\n');
  const table = rows.map((row) => tableRow(row, command.cwd));
  return [...head, '| line | share | seconds | split | code |', '|:--|--:|--:|:--|:--|', ...table, ''].join('\n');
}

function tableRow(row: HotLineRow, cwd: string): string {
  const place = code(`${shortPath(row.path, cwd)}:${row.line}`);
  const cells = [
    place,
    shareWithinText(row.share, row.ci95),
    seconds(row.self_s),
    split(row.split),
    code(cut(row.source)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function split(shares: ShareSplit): string {
  const shown = parts.filter(([part]) => shares[part] >= 0.005);
  const [only, ...others] = shown;
  if (only !== undefined && others.length === 0) return only[1];
  return shown.map(([part, name]) => `${name} ${(shares[part] * 100).toFixed(0)} %`).join(', ');
}

function seconds(value: number): string {
  if (value >= 9.995) return `${value.toFixed(1)} s`;
  if (value >= 0.9995) return `${value.toFixed(2)} s`;
  return `${(value * 1e3).toFixed(0)} ms`;
}
