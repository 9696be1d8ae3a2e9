/** Text in columns. */
import { cutEnd, cutStart } from './format.ts';
import type { TextStyle } from './terminal.ts';
import { faint } from './colour.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The column that is cut when the table is too wide; `start`: its beginning goes, as for paths. */
  readonly cut?: 'start' | 'end';
}

export type Paint = (text: string) => string;

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

const gap = '  ';

/** Lines without a line end: the titles, then one a row. At most one column may have `cut`. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: TextStyle,
): string[] {
  const widths = columnWidths(columns, rows, style.width);
  const titles = columns.map(({ title }) => ({ text: title, paint: (text: string) => faint(style, text) }));
  return [titles, ...rows].map((cells) => formatRow(columns, widths, cells));
}

function columnWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): number[] {
  const natural = columns.map(({ title }, index) =>
    rows.reduce((most, cells) => Math.max(most, cells[index]?.text.length ?? 0), title.length),
  );
  const whole = natural.reduce((sum, each) => sum + each + gap.length, -gap.length);
  const excess = Math.max(0, whole - width);
  return natural.map((each, index) => (columns[index]?.cut === undefined ? each : Math.max(10, each - excess)));
}

function formatRow(columns: readonly Column[], widths: readonly number[], cells: readonly Cell[]): string {
  const parts = columns.map((column, index) =>
    formatCell(column, widths[index] ?? 0, cells[index], index === columns.length - 1),
  );
  return parts.join(gap).trimEnd();
}

function formatCell(column: Column, width: number, cell: Cell | undefined, last: boolean): string {
  const text = column.cut === 'start' ? cutStart(cell?.text ?? '', width) : cutEnd(cell?.text ?? '', width);
  const painted = cell?.paint === undefined || text === '' ? text : cell.paint(text);
  const space = ' '.repeat(width - text.length);
  if (column.align === 'right') return space + painted;
  return last ? painted : painted + space;
}
