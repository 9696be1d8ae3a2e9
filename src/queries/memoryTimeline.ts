/** The footprint over time: bytes requested and not freed, the resident set, and the proportional set size where it was read. */
import type { Profile } from '../profile/profile.ts';
import type { Footprint, TimelinePoint } from '../protocol/memory.ts';
import { cornersOf, endSeconds, type LiveStep } from './liveSteps.ts';
import { pssAt, pssFigures, pssRounds } from './pss.ts';
import { hatMeans, reduceTimeline, valueAt } from './reduceTimeline.ts';

const mostPoints = 100;

/**
 * Of one process or of all together, at most `most` points; no points when memory was not measured.
 *
 * @param pid absent: all processes, each counting from its start to its end
 */
export function memoryTimeline(profile: Profile, pid?: number, most = mostPoints): Footprint {
  const { memory, processes } = profile;
  const asked = processes.flatMap((process, index) => (pid === undefined || process.pid === pid ? [index] : []));
  const of = (value: (index: number) => number) => asked.reduce((sum, index) => sum + value(index), 0);
  const live = addUp(asked.map((index) => liveCorners(profile, index)));
  const points = reduceTimeline(live, most);
  const rss = addUp(asked.map((index) => rssCorners(profile, index)));
  const times = points.map(({ t_s }) => t_s);
  const rssAt =
    rss.length > times.length && times.length > 1
      ? hatMeans(rss, times)
      : times.map((t_s) => ({ t_s, bytes: valueAt(rss, t_s) }));
  const highest = points.reduce((best, point) => (point.bytes > best.bytes ? point : best), { t_s: 0, bytes: 0 });
  const pss = pssRounds(profile, new Set(asked));
  const pssBytes = pssAt(pss, times);
  const [only] = asked;
  const single = asked.length === 1 && only !== undefined ? memory.processes[only] : undefined;
  return {
    points: points.map(({ t_s, bytes }, index) => ({
      t_s,
      live_bytes: bytes,
      rss_bytes: rssAt[index]?.bytes ?? 0,
      pss_bytes: pssBytes[index] ?? null,
    })),
    peak_s: single === undefined ? highest.t_s : single.startSeconds + single.peakSeconds,
    peak_live_bytes: of((index) => memory.processes[index]?.peakLiveBytes ?? 0),
    peak_rss_bytes: of((index) => memory.processes[index]?.peakRssBytes ?? 0),
    ...pssFigures(pss),
    end_s: asked.length === 0 ? 0 : Math.max(...asked.map((index) => endOf(profile, index)), 0),
  };
}

function endOf({ memory, processes }: Profile, index: number): number {
  return (memory.processes[index]?.startSeconds ?? 0) + (processes[index]?.wallSeconds ?? 0);
}

function liveCorners(profile: Profile, index: number): readonly TimelinePoint[] {
  const of = profile.memory.processes[index];
  if (of === undefined || of.timeline.length === 0) return [];
  const { length, bucketSeconds, seconds, liveHighBytes, liveEndBytes } = of.timeline;
  const steps: LiveStep[] = Array.from({ length }, (_, at) => ({
    seconds: of.startSeconds + (seconds[at] ?? 0),
    high: liveHighBytes[at] ?? 0,
    end: liveEndBytes[at] ?? 0,
  }));
  return withEnd(cornersOf(steps, bucketSeconds, endOf(profile, index)), profile, index);
}

function rssCorners(profile: Profile, index: number): readonly TimelinePoint[] {
  const of = profile.memory.processes[index];
  if (of === undefined) return [];
  const corners: TimelinePoint[] = [];
  for (let at = 0; at < of.timeline.length; at++) {
    const bytes = of.timeline.rssBytes[at] ?? 0;
    if (bytes > 0) corners.push({ t_s: of.startSeconds + (of.timeline.seconds[at] ?? 0), bytes });
  }
  const last = corners.at(-1);
  const end = endOf(profile, index);
  if (last !== undefined && end > last.t_s) corners.push({ t_s: end, bytes: last.bytes });
  return withEnd(corners, profile, index);
}

/** A process that ended before the others holds nothing from then on. */
function withEnd(corners: TimelinePoint[], profile: Profile, index: number): readonly TimelinePoint[] {
  const last = corners.at(-1);
  if (last === undefined || endOf(profile, index) >= endSeconds(profile)) return corners;
  return [...corners, { t_s: last.t_s, bytes: 0 }];
}

/** The sum of lines at every corner of any of them; before its first corner and after its last a line is as that says. */
function addUp(lines: readonly (readonly TimelinePoint[])[]): readonly TimelinePoint[] {
  const drawn = lines.filter((line) => line.length > 0);
  const [first] = drawn;
  if (first === undefined) return [];
  if (drawn.length === 1) return strictlyAscending(first);
  const times = [...new Set(drawn.flatMap((line) => line.map(({ t_s }) => t_s)))].sort((a, b) => a - b);
  const sums = new Float64Array(times.length);
  for (const line of drawn) addLine(line, times, sums);
  return times.map((t_s, index) => ({ t_s, bytes: sums[index] ?? 0 }));
}

function addLine(line: readonly TimelinePoint[], times: readonly number[], sums: Float64Array): void {
  const begins = line[0]?.t_s ?? 0;
  let at = 0;
  for (const [index, t_s] of times.entries()) {
    while (at < line.length - 1 && (line[at + 1]?.t_s ?? 0) <= t_s) at++;
    const a = line[at] ?? { t_s: 0, bytes: 0 };
    const b = line[at + 1] ?? a;
    const part = b.t_s > a.t_s ? (t_s - a.t_s) / (b.t_s - a.t_s) : 0;
    if (t_s >= begins) sums[index] = (sums[index] ?? 0) + a.bytes + (b.bytes - a.bytes) * part;
  }
}

/** Of corners at the same moment the last counts. */
function strictlyAscending(line: readonly TimelinePoint[]): readonly TimelinePoint[] {
  return line.filter(({ t_s }, index) => line[index + 1]?.t_s !== t_s);
}
