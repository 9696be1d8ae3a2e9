/** A timeline in fewer points: the highest stays exactly, and so does the area under it, but for what rounding to the highest takes. */
import type { TimelinePoint } from '../protocol/memory.ts';

/**
 * @param points ascending in time, to be read as corners of a line
 * @param most how many points are wanted at most; with 40 and more the area is within 2 %
 * @returns points of the same span; with few enough the same
 */
export function reduceTimeline(points: readonly TimelinePoint[], most: number): readonly TimelinePoint[] {
  if (points.length <= most) return points;
  const peak = highestIndex(points);
  // The highest keeps its neighbours, so that its slopes stay as steep as they were.
  const left = points.slice(0, peak);
  const right = points.slice(peak + 1);
  const room = most - 1;
  const atLeast = (part: readonly TimelinePoint[]): number => Math.min(part.length, 2);
  const fair = Math.round((room * left.length) / (points.length - 1));
  const forLeft = Math.min(left.length, room - atLeast(right), Math.max(atLeast(left), room - right.length, fair));
  const forRight = Math.min(right.length, room - forLeft);
  const highest = points.slice(peak, peak + 1);
  const bound = highest[0]?.bytes ?? 0;
  return [...reducePart(left, forLeft, 'last', bound), ...highest, ...reducePart(right, forRight, 'first', bound)];
}

function highestIndex(points: readonly TimelinePoint[]): number {
  let found = 0;
  for (const [index, { bytes }] of points.entries()) if (bytes > (points[found]?.bytes ?? 0)) found = index;
  return found;
}

/**
 * Points at equal distances. Each is the mean around it, weighted by a hat that falls to nothing at its neighbours: these hats sum to one
 * everywhere, so the area is kept. The point beside the highest stays itself; the others share what that changes.
 */
function reducePart(
  points: readonly TimelinePoint[],
  count: number,
  kept: 'first' | 'last',
  bound: number,
): readonly TimelinePoint[] {
  const from = points[0];
  const to = points.at(-1);
  if (from === undefined || to === undefined || points.length <= count) return points;
  if (count < 2) return kept === 'first' ? [from].slice(0, count) : [to].slice(0, count);
  const span = to.t_s - from.t_s;
  const times = Array.from({ length: count }, (_, index) =>
    index === count - 1 ? to.t_s : from.t_s + (span * index) / (count - 1),
  );
  const reduced = hatMeans(points, times);
  reduced[kept === 'first' ? 0 : count - 1] = kept === 'first' ? from : to;
  const keptIndex = kept === 'first' ? 0 : count - 1;
  const area = areaUnder(points);
  // Points at a bound can't take their part: once more with what they leave.
  let result: readonly TimelinePoint[] = reduced;
  for (let pass = 0; pass < 4; pass++) {
    const missing = (area - areaUnder(result)) / spanInside(times, kept);
    result = result.map(({ t_s, bytes }, index) => ({
      t_s,
      bytes: index === keptIndex ? bytes : Math.min(bound, Math.max(0, bytes + missing)),
    }));
  }
  return result;
}

/** By how much the area grows when every point but the kept one rises by one. */
function spanInside(times: readonly number[], kept: 'first' | 'last'): number {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const beside = kept === 'first' ? (times[1] ?? 0) - (times[0] ?? 0) : (times.at(-1) ?? 0) - (times.at(-2) ?? 0);
  return span - beside / 2;
}

/** The mean of a line around each of `times`, ascending, weighted by hats between their neighbours. */
export function hatMeans(points: readonly TimelinePoint[], times: readonly number[]): TimelinePoint[] {
  const weighted = new Float64Array(times.length);
  const weights = new Float64Array(times.length);
  let knot = 0;
  for (let index = 1; index < points.length; index++) {
    const a = points[index - 1] ?? origin;
    const b = points[index] ?? origin;
    let from = a;
    while (from.t_s < b.t_s) {
      while (knot < times.length - 2 && (times[knot + 1] ?? 0) <= from.t_s) knot++;
      const end = knot < times.length - 2 ? Math.min(b.t_s, times[knot + 1] ?? b.t_s) : b.t_s;
      const to = end === b.t_s ? b : { t_s: end, bytes: valueBetween(a, b, end) };
      addPiece(from, to, times, knot, weighted, weights);
      from = to;
    }
  }
  return times.map((t_s, index) => {
    const weight = weights[index] ?? 0;
    return { t_s, bytes: weight > 0 ? (weighted[index] ?? 0) / weight : valueAt(points, t_s) };
  });
}

const origin: TimelinePoint = { t_s: 0, bytes: 0 };

/** A piece of the line between two knots: product of two linear functions, integrated exactly by Simpson's rule. */
function addPiece(
  from: TimelinePoint,
  to: TimelinePoint,
  times: readonly number[],
  knot: number,
  weighted: Float64Array,
  weights: Float64Array,
): void {
  const left = times[knot] ?? 0;
  const gap = (times[knot + 1] ?? left) - left;
  const width = to.t_s - from.t_s;
  if (gap <= 0 || width <= 0) return;
  const rising = (t: number): number => Math.min(1, Math.max(0, (t - left) / gap));
  const middle = { t_s: (from.t_s + to.t_s) / 2, bytes: (from.bytes + to.bytes) / 2 };
  for (const [point, part] of [
    [from, 1 / 6],
    [middle, 4 / 6],
    [to, 1 / 6],
  ] as const) {
    const share = rising(point.t_s);
    addTo(weighted, knot + 1, width * part * share * point.bytes);
    addTo(weights, knot + 1, width * part * share);
    addTo(weighted, knot, width * part * (1 - share) * point.bytes);
    addTo(weights, knot, width * part * (1 - share));
  }
}

function addTo(column: Float64Array, index: number, value: number): void {
  column[index] = (column[index] ?? 0) + value;
}

function valueBetween(a: TimelinePoint, b: TimelinePoint, t_s: number): number {
  const width = b.t_s - a.t_s;
  return width > 0 ? a.bytes + ((b.bytes - a.bytes) * (t_s - a.t_s)) / width : b.bytes;
}

/** The height of a line at a moment; level outside its span. */
export function valueAt(points: readonly TimelinePoint[], t_s: number): number {
  const next = points.findIndex((point) => point.t_s >= t_s);
  if (next < 0) return points.at(-1)?.bytes ?? 0;
  return valueBetween(points[next - 1] ?? points[next] ?? origin, points[next] ?? origin, t_s);
}

/** The area under a line through `points`. */
export function areaUnder(points: readonly TimelinePoint[]): number {
  let area = 0;
  for (let index = 1; index < points.length; index++) {
    const a = points[index - 1] ?? origin;
    const b = points[index] ?? origin;
    area += ((a.bytes + b.bytes) / 2) * (b.t_s - a.t_s);
  }
  return area;
}
