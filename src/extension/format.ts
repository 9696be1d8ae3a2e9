/** Numbers as people read them. Rounding is the only thing that happens to a number here. */

import type { ShareSplit } from '../protocol/heat.ts';
import type { Interval } from '../protocol/profileJson.ts';

/** "42.1 %" */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "42.1 % ±1.3": with how far the 95 % interval reaches from the share, in points. Without it for an exact share. */
export function formatShareWithin(share: number, [low, high]: Interval): string {
  const reach = Math.max(high - share, share - low) * 100;
  return reach < 0.05 ? formatShare(share) : `${formatShare(share)} ±${reach.toFixed(1)}`;
}

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
