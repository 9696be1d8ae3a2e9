/** What a line's hover says of its memory, its copies and its leak, as Markdown. Numbers are formatted here, not made. */

import { binaryBytesText, bytesText, bytesWithinText } from '../base/bytesText.ts';
import { shareText } from '../base/shareText.ts';
import type { CopyLine, Leak, TimelinePoint } from '../protocol/memory.ts';
import type { CopyKindName, LineJson } from '../protocol/profileJson.ts';
import { commandArguments } from './markdownText.ts';
import { sparkline } from './sparkline.ts';

export interface MemoryFacts {
  readonly line: LineJson;
  /** Of what was live at the process's peak, 0..1. */
  readonly share: number;
  readonly peak_live_bytes: number;
  /** The line's live bytes over time. */
  readonly timeline: readonly TimelinePoint[];
  readonly copies: CopyLine | undefined;
  readonly leak: Leak | undefined;
  /** Where a recorded file is here. */
  readonly toLocal: (path: string) => string;
}

const mostSizes = 4;

const kindWords: Readonly<Record<CopyKindName, string>> = {
  bytes: 'bytes and bytearray',
  string: 'strings',
  list: 'list growth',
  numpy: 'numpy copies and casts',
  pickle: 'pickle',
  buffer: 'file and socket buffers',
  other: 'other',
};

/** Paragraphs; none for a line that neither allocated nor copied. */
export function memoryParagraphs(facts: MemoryFacts): string[] {
  const paragraphs = [
    headText(facts),
    leakText(facts),
    footprintPicture(facts),
    memoryTable(facts),
    copyText(facts.copies),
  ];
  return paragraphs.filter((text) => text !== '');
}

function headText({ line, share, peak_live_bytes }: MemoryFacts): string {
  if (line.alloc_bytes <= 0) return '';
  const [low, high] = line.at_peak_bytes_ci95;
  if (line.at_peak_bytes <= 0) return `Nothing live at the process's peak of ${bytesText(peak_live_bytes)}`;
  return `**${bytesText(line.at_peak_bytes)}** live at the process's peak of ${bytesText(peak_live_bytes)} · **${shareText(share)}** (95 % between ${bytesText(low)} and ${bytesText(high)})`;
}

function memoryTable({ line }: MemoryFacts): string {
  if (line.alloc_bytes <= 0) return '';
  const rows: readonly (readonly [string, string])[] = [
    ['Own peak', bytesText(line.peak_bytes)],
    ['Average peak per visit', bytesText(line.avg_bytes)],
    ['Live at the end', bytesWithinText(line.live_end_bytes, line.live_end_bytes_ci95)],
    ['Allocated', `${bytesWithinText(line.alloc_bytes, line.alloc_bytes_ci95)}, ${count(line.alloc_count)} times`],
    ['By Python', shareText(line.python_fraction)],
    ['Freed again at once', bytesText(line.churn_bytes)],
  ];
  return ['| | |', '|:--|--:|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function footprintPicture({ timeline, line }: MemoryFacts): string {
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (first === undefined || last === undefined) return '';
  const words = `Live memory of this line from ${seconds(first.t_s)} to ${seconds(last.t_s)}: at most ${bytesText(line.peak_bytes)}, ${bytesText(last.bytes)} at the end`;
  const picture = sparkline(timeline, words);
  return picture === '' ? '' : `${picture}\n\n${words}.`;
}

function copyText(copies: CopyLine | undefined): string {
  if (copies === undefined || copies.bytes <= 0) return '';
  const kinds = copies.kinds.map(({ kind, bytes }) => `${kindWords[kind]} ${bytesText(bytes)}`);
  const sizes = copies.sizes
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, mostSizes)
    .map(({ from, to, bytes }) => `${binaryBytesText(from)} to ${binaryBytesText(to)}: ${bytesText(bytes)}`);
  return [
    `**${bytesWithinText(copies.bytes, copies.ci95)}** copied · ${bytesText(copies.bytes_s)}/s · ${shareText(copies.share)} of all copies: ${kinds.join(', ')}.`,
    `Sizes of single copies: ${sizes.join(', ')}.`,
  ].join('\n\n');
}

/** The evidence is in the warning beside it, and in the view. */
function leakText({ leak, toLocal }: MemoryFacts): string {
  if (leak === undefined) return '';
  const [low, high] = leak.ci95;
  const place = commandArguments([toLocal(leak.path), leak.line]);
  const rate = `**Suspected leak: grows by ${bytesText(leak.rate_bytes_s)}/s** (95 % between ${bytesText(low)}/s and ${bytesText(high)}/s)`;
  return `${rate} · [Show in Leaks](command:heatline.showLeak?${place})`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function seconds(value: number): string {
  return `${value.toFixed(value < 9.995 ? 2 : 1)} s`;
}
