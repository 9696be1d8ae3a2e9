/** Numbers as people read them. Rounding is the only thing that happens to a number here. */

import { bytesText } from '../base/bytesText.ts';
import { shareText, shareWithinText } from '../base/shareText.ts';
import type { FunctionHeat, LineHeat, ShareSplit } from '../protocol/heat.ts';

const partNames: readonly (readonly [part: keyof ShareSplit, name: string])[] = [
  ['python', 'py'],
  ['library', 'lib'],
  ['native', 'native'],
  ['kernel', 'kernel'],
  ['wait', 'wait'],
];

/** "py 30 %", "native 11 %": the parts that are a whole percent or more. A part that is alone goes without its number. */
export function formatSplit(split: ShareSplit): string[] {
  const shown = partNames.filter(([part]) => split[part] >= 0.005);
  const [only, ...others] = shown;
  if (only !== undefined && others.length === 0) return [only[1]];
  return shown.map(([part, name]) => `${name} ${(split[part] * 100).toFixed(0)} %`);
}

/** "12.3 s", "456 ms" */
export function formatSeconds(seconds: number): string {
  if (seconds >= 9.995) return `${seconds.toFixed(1)} s`;
  if (seconds >= 0.9995) return `${seconds.toFixed(2)} s`;
  return `${(seconds * 1e3).toFixed(0)} ms`;
}

/** "0:07", "12:30", "1:02:03": a running clock. */
export function formatClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** "1 sample", "310 samples" */
export function formatCount(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;
}

/** "0:07 · CPU 6.8 s · waiting 0.2 s": of a run that goes on. */
export function formatProgress(progress: {
  readonly elapsed_s: number;
  readonly cpu_s: number;
  readonly wait_s: number;
}): string {
  const seconds = (value: number): string => `${value.toFixed(1)} s`;
  return `${formatClock(progress.elapsed_s)} · CPU ${seconds(progress.cpu_s)} · waiting ${seconds(progress.wait_s)}`;
}

/** What can stand behind a line: the values of the setting `heatline.lineNumbers.columns`. */
export type Column = 'share' | 'interval' | 'seconds' | 'total' | 'split' | 'samples' | 'memory' | 'copies';

/** Beside time, less memory or copying than this is left out. */
const leastMemoryBytes = 1e6;
const leastCopiedBytes = 1e7;

/** "42.1 % ±1.3 · py 30 % · native 11 %": the chosen columns in their order. An interval right behind its share belongs to it. */
export function formatColumns(line: LineHeat, columns: readonly Column[]): string {
  const parts = columns.flatMap((column, index) => {
    const isBesideShare = column === 'interval' && columns[index - 1] === 'share';
    const holdsInterval = column === 'share' && columns[index + 1] === 'interval';
    return isBesideShare ? [] : formatColumn(line, holdsInterval ? 'share with interval' : column);
  });
  return parts.filter((part) => part !== '').join(' · ');
}

function formatColumn(line: LineHeat, column: Column | 'share with interval'): string[] {
  switch (column) {
    case 'share with interval':
      return [shareWithinText(line.share, line.ci95)];
    case 'share':
      return [shareText(line.share)];
    case 'interval':
      return [`${shareText(line.ci95[0])} to ${shareText(line.ci95[1])}`];
    case 'seconds':
      return [formatSeconds(line.self_s)];
    case 'total':
      return [`total ${formatSeconds(line.total_s)}`];
    case 'split':
      return formatSplit(line.split);
    case 'samples':
      return [formatCount(Math.round(line.samples), 'sample')];
    case 'memory':
      return (line.memory?.at_peak_bytes ?? 0) < leastMemoryBytes
        ? []
        : [`peak ${bytesText(line.memory?.at_peak_bytes ?? 0)}`];
    case 'copies':
      return (line.memory?.copy_bytes ?? 0) < leastCopiedBytes
        ? []
        : [`copied ${bytesText(line.memory?.copy_bytes ?? 0)}`];
    default:
      // A value that a later version knows, out of somebody's settings.
      return [];
  }
}

/** "self 1.20 s ±0.10 (34.0 %) · total 2.00 s": the ± in the unit of the seconds before it. Only the total of one that calls others. */
export function formatFunction({ self_s, reach_s, share, total_s }: FunctionHeat): string {
  if (self_s < 0.0005) return `total ${formatSeconds(total_s)}`;
  const within = reach_s < 0.0005 ? '' : ` ±${formatReach(reach_s, self_s)}`;
  return `self ${formatSeconds(self_s)}${within} (${shareText(share)}) · total ${formatSeconds(total_s)}`;
}

function formatReach(reachSeconds: number, besideSeconds: number): string {
  if (besideSeconds < 0.9995) return (reachSeconds * 1e3).toFixed(0);
  return reachSeconds.toFixed(besideSeconds < 9.995 ? 2 : 1);
}

/** "340 KB", "1.5 MB", "34 MB": in VS Code's units, which are powers of 1024. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = value.toFixed(value >= 9.95 || unit === 0 ? 0 : 1).replace(/\.0$/, '');
  return `${text} ${units[unit] ?? ''}`;
}
