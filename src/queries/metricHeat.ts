/** How much of what is allocated, live at the peak or copied is a line's: the heat of lines where it does not show time. */
import type { Profile } from '../profile/profile.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import type { Interval } from '../protocol/profileJson.ts';
import { copyLines } from './copyLines.ts';
import { memoryLines } from './memoryLines.ts';
import { memoryQuality } from './memoryQuality.ts';
import type { Question } from './question.ts';

export interface MetricLine {
  readonly path: string;
  readonly line: number;
  /** 0..1, of all bytes also of other code. */
  readonly share: number;
  readonly ci95: Interval;
}

/** Lines in scope with a share, the largest first. */
export function metricHeat(profile: Profile, question: Question, metric: Exclude<HeatMetric, 'time'>): MetricLine[] {
  const found = shares[metric](profile, question);
  return found.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
}

type Shares = (profile: Profile, question: Question) => MetricLine[];

const shares: Readonly<Record<Exclude<HeatMetric, 'time'>, Shares>> = {
  peak: (profile, question) =>
    memoryLines(profile, question).map(({ path, line, share, at_peak_bytes, at_peak_bytes_ci95 }) => ({
      path,
      line,
      share,
      ci95: scaled(at_peak_bytes_ci95, at_peak_bytes > 0 ? share / at_peak_bytes : 0),
    })),
  allocated: (profile, question) => {
    const pid = question.thread?.pid ?? question.pid;
    const all = memoryQuality(profile, pid, 0).memory?.alloc_bytes ?? 0;
    const part = all > 0 ? 1 / all : 0;
    return memoryLines(profile, question).map(({ path, line, alloc_bytes, alloc_bytes_ci95 }) => ({
      path,
      line,
      share: Math.min(1, alloc_bytes * part),
      ci95: scaled(alloc_bytes_ci95, part),
    }));
  },
  copies: (profile, question) =>
    copyLines(profile, question).map(({ path, line, share, bytes, ci95 }) => ({
      path,
      line,
      share,
      ci95: scaled(ci95, bytes > 0 ? share / bytes : 0),
    })),
};

function scaled([low, high]: Interval, factor: number): Interval {
  return [Math.min(1, low * factor), Math.min(1, high * factor)];
}
