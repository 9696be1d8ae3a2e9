/** How fast something grows: a straight line through the means of segments of time, which follow each other less closely than single readings do. */

export interface Reading {
  readonly seconds: number;
  readonly value: number;
}

export interface Growth {
  /** Per hour, in the unit of the values. */
  readonly perHour: number;
  /** 95 %. */
  readonly low: number;
  readonly high: number;
}

const segments = 20;
/** Of what is at the beginning: caches fill, pools find their size. */
const warmUpShare = 1 / 3;
/** Student's t at 97.5 % with 18 degrees of freedom. */
const quantile = 2.1;

/** @throws when there are readings in fewer than three segments */
export function growthOf(readings: readonly Reading[]): Growth {
  const points = segmentMeans(readings);
  if (points.length < 3) throw new Error(`${readings.length} readings are too few to tell a growth`);
  const n = points.length;
  const meanX = points.reduce((sum, { seconds }) => sum + seconds, 0) / n;
  const meanY = points.reduce((sum, { value }) => sum + value, 0) / n;
  const spread = points.reduce((sum, { seconds }) => sum + (seconds - meanX) ** 2, 0);
  const slope = points.reduce((sum, { seconds, value }) => sum + (seconds - meanX) * (value - meanY), 0) / spread;
  const rest = points.reduce((sum, { seconds, value }) => sum + (value - meanY - slope * (seconds - meanX)) ** 2, 0);
  const error = Math.sqrt(rest / (n - 2) / spread);
  const hour = 3600;
  return { perHour: slope * hour, low: (slope - quantile * error) * hour, high: (slope + quantile * error) * hour };
}

function segmentMeans(readings: readonly Reading[]): Reading[] {
  const last = readings.at(-1)?.seconds ?? 0;
  const first = last * warmUpShare;
  const groups = new Map<number, Reading[]>();
  for (const reading of readings) {
    if (reading.seconds < first) continue;
    const segment = Math.min(segments - 1, Math.floor(((reading.seconds - first) / (last - first)) * segments));
    groups.set(segment, [...(groups.get(segment) ?? []), reading]);
  }
  return [...groups.values()].map((group) => ({
    seconds: group.reduce((sum, { seconds }) => sum + seconds, 0) / group.length,
    value: group.reduce((sum, { value }) => sum + value, 0) / group.length,
  }));
}

/** How much faster `ours` grows than `theirs`. */
export function difference(ours: Growth, theirs: Growth): Growth {
  const perHour = ours.perHour - theirs.perHour;
  const half = Math.hypot(ours.high - ours.perHour, theirs.high - theirs.perHour);
  return { perHour, low: perHour - half, high: perHour + half };
}
