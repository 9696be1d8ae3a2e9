/** Lines by what they held, and by what they copied, as tables. */
import { bytesText } from '../base/bytesText.ts';
import { shareText } from '../base/shareText.ts';
import type { CopyLine, MemoryLine } from '../protocol/memory.ts';
import type { Interval } from '../protocol/profileJson.ts';
import { heat } from './colour.ts';
import { printableSource } from './format.ts';
import { formatTable } from './table.ts';
import type { TextStyle } from './terminal.ts';

export interface TableOptions {
  readonly style: TextStyle;
  readonly shortPath: (path: string) => string;
  /** The file's lines as they were profiled, where known. */
  readonly sourceOf: (path: string) => readonly string[] | undefined;
}

/** Most at the process's peak first, as they come. */
export function formatMemoryLines(lines: readonly MemoryLine[], options: TableOptions): string[] {
  const { style } = options;
  const rows = lines.map((line) => [
    { text: bytesText(line.at_peak_bytes), paint: (text: string) => heat(style, line.share, text) },
    { text: formatReach(line.at_peak_bytes, line.at_peak_bytes_ci95) },
    { text: shareText(line.share) },
    { text: bytesText(line.peak_bytes) },
    { text: bytesText(line.live_end_bytes) },
    { text: bytesText(line.alloc_bytes) },
    { text: bytesText(line.avg_bytes) },
    { text: `${(line.python_fraction * 100).toFixed(0)} %` },
    { text: `${options.shortPath(line.path)}:${line.line}` },
    { text: sourceText(options, line) },
  ]);
  return formatTable(
    [
      { title: 'at peak', align: 'right' },
      { title: '', align: 'left' },
      { title: 'of it', align: 'right' },
      { title: 'own peak', align: 'right' },
      { title: 'at end', align: 'right' },
      { title: 'allocated', align: 'right' },
      { title: 'average', align: 'right' },
      { title: 'python', align: 'right' },
      { title: 'where', align: 'left' },
      { title: 'line', align: 'left', cut: 'end' },
    ],
    rows,
    style,
  );
}

/** Most bytes first, as they come. */
export function formatCopyLines(lines: readonly CopyLine[], options: TableOptions): string[] {
  const { style } = options;
  const rows = lines.map((line) => [
    { text: bytesText(line.bytes), paint: (text: string) => heat(style, line.share, text) },
    { text: formatReach(line.bytes, line.ci95) },
    { text: shareText(line.share) },
    { text: `${bytesText(line.bytes_s)}/s` },
    { text: sizeText(line) },
    { text: kindText(line) },
    { text: `${options.shortPath(line.path)}:${line.line}` },
    { text: sourceText(options, line) },
  ]);
  return formatTable(
    [
      { title: 'copied', align: 'right' },
      { title: '', align: 'left' },
      { title: 'share', align: 'right' },
      { title: 'rate', align: 'right' },
      { title: 'mostly in', align: 'right' },
      { title: 'kind', align: 'left' },
      { title: 'where', align: 'left' },
      { title: 'line', align: 'left', cut: 'end' },
    ],
    rows,
    style,
  );
}

/** "±1.3 MB"; empty where the amount is as good as exact. */
export function formatReach(value: number, [low, high]: Interval): string {
  const reach = Math.max(high - value, value - low);
  return reach < value * 0.0005 || reach < 1 ? '' : `±${bytesText(reach)}`;
}

/** The sizes that most bytes were copied in: "8.39 MB to 16.8 MB". */
function sizeText({ sizes }: CopyLine): string {
  const [first] = sizes;
  if (first === undefined) return '';
  const most = sizes.reduce((best, size) => (size.bytes > best.bytes ? size : best), first);
  return `${bytesText(most.from)}+`;
}

/** The kinds that a reader should know of: those with a tenth and more. */
function kindText({ kinds, bytes }: CopyLine): string {
  const notable = kinds.filter((each) => each.bytes >= bytes / 10).map(({ kind }) => kind);
  return notable.join(', ');
}

function sourceText({ sourceOf }: TableOptions, { path, line }: { path: string; line: number }): string {
  return printableSource(sourceOf(path)?.[line - 1] ?? '').trimStart();
}
