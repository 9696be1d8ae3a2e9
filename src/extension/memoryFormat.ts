/** Figures of memory, copies and leaks as people read them. Rounding is the only thing that happens to a number here. */

import { binaryBytesText, bytesText, bytesWithinText } from '../base/bytesText.ts';
import type { LineHeat } from '../protocol/heat.ts';
import type { HeatMetric, LineMemory } from '../protocol/memoryView.ts';
import type { CopyKindName } from '../protocol/profileJson.ts';
import { formatColumns, type Column } from './format.ts';

/** "1.24 MB/s" */
export function formatRate(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** What stands behind a line: the columns for time, and for memory what was chosen first; then that it leaks. */
export function formatLine(line: LineHeat, metric: HeatMetric, columns: readonly Column[]): string {
  if (columns.length === 0) return '';
  const leak = line.leak_bytes_s === null ? [] : [`leaks ${formatRate(line.leak_bytes_s)}`];
  const parts =
    metric === 'time' ? timeParts(line, columns) : line.memory === null ? [] : memoryParts(line.memory, metric);
  return [...parts, ...leak].join(' · ');
}

/** Lines with a smaller share have no number of time: it would be "0.0 %". */
const leastShownShare = 0.0005;
const notOfTime: readonly Column[] = ['memory', 'copies'];

function timeParts(line: LineHeat, columns: readonly Column[]): string[] {
  const shown = line.share < leastShownShare ? columns.filter((column) => notOfTime.includes(column)) : columns;
  return [formatColumns(line, shown)].filter((text) => text !== '');
}

/** "peak 48.3 MB ±3 % · alloc 210 MB · py 88 %" or "copied 480 MB ±2 % · 120 MB/s". */
export function memoryParts(memory: LineMemory, metric: Exclude<HeatMetric, 'time'>): string[] {
  if (metric === 'copies') {
    if (memory.copy_bytes <= 0) return [];
    return [`copied ${bytesWithinText(memory.copy_bytes, memory.copy_bytes_ci95)}`, formatRate(memory.copy_bytes_s)];
  }
  if (memory.alloc_bytes <= 0) return [];
  const python = `py ${(memory.python_fraction * 100).toFixed(0)} %`;
  if (metric === 'peak') {
    const peak = `peak ${bytesWithinText(memory.at_peak_bytes, memory.at_peak_bytes_ci95)}`;
    return [peak, ...ownPeak(memory), `alloc ${bytesText(memory.alloc_bytes)}`, python];
  }
  const alloc = `alloc ${bytesWithinText(memory.alloc_bytes, memory.alloc_bytes_ci95)}`;
  return [alloc, `peak ${bytesText(memory.at_peak_bytes)}`, ...ownPeak(memory), python];
}

/** Only of a line that was at its own highest at another time than the process. */
function ownPeak({ peak_bytes, at_peak_bytes_ci95: [, high], at_peak_bytes }: LineMemory): string[] {
  return peak_bytes > Math.max(high, at_peak_bytes * 1.1) ? [`own peak ${bytesText(peak_bytes)}`] : [];
}

/** How kinds of copies are called. */
export const copyKindNames: Readonly<Record<CopyKindName, string>> = {
  bytes: 'bytes and bytearray',
  string: 'strings',
  list: 'list growth',
  numpy: 'numpy copies and casts',
  pickle: 'pickle',
  buffer: 'file and socket buffers',
  other: 'other',
};

/** "1 KB to 2 KB", in powers of 1024, as copies are told apart. */
export function formatSizes(from: number, to: number): string {
  return `${binaryBytesText(from)} to ${binaryBytesText(to)}`;
}
