/**
 * Intervals for what samples estimate.
 *
 * A line's share p of the sampled CPU time is a ratio of weighted sums. Samples are not equally heavy, so n samples say as much as
 * n* equal ones. With S = Σw and Q = Σw² over all samples, and q the part of Q on the line, the variance of the ratio by linearisation is
 * V = ((1-p)² q + p² (Q-q)) / S², and n* = p (1-p) / V; with equal weights that is n, and far from the line's own weights it is Kish's
 * S²/Q (L. Kish, Survey Sampling, 1965). The interval is E. B. Wilson's (Probable inference, the law of succession, and statistical
 * inference, JASA 22, 1927) with n* in place of n, as E. L. Korn and B. I. Graubard proposed for weighted samples (Survey Methodology 24,
 * 1998). Waiting is measured, not sampled: it shifts an interval and widens nothing.
 */
import type { Interval } from '../protocol/profileJson.ts';

/** Two-sided 95 % quantile of the normal distribution. */
const z = 1.959963984540054;

export interface SampledPart {
  /** Seconds on the line. */
  readonly seconds: number;
  /** Sum of the squared weights on the line, s². */
  readonly squares: number;
}

/** Kish's effective number of samples, (Σw)²/Σw². */
export function effectiveSamples(all: SampledPart): number {
  return all.squares > 0 ? (all.seconds * all.seconds) / all.squares : 0;
}

/**
 * 95 % interval, in seconds, of the CPU time on a line.
 *
 * @param part what was sampled on the line
 * @param all what was sampled altogether
 * @returns `[low, high]` within `[0, all.seconds]`, around `part.seconds`
 */
export function sampledInterval(part: SampledPart, all: SampledPart): Interval {
  if (all.seconds <= 0 || all.squares <= 0) return [part.seconds, part.seconds];
  const share = Math.min(1, Math.max(0, part.seconds / all.seconds));
  const [low, high] = wilson(share, effectiveForShare(share, part, all));
  return [Math.min(low * all.seconds, part.seconds), Math.max(high * all.seconds, part.seconds)];
}

/** n* of the file's comment; Kish's where the share leaves nothing to vary. */
function effectiveForShare(share: number, part: SampledPart, all: SampledPart): number {
  const own = Math.min(part.squares, all.squares);
  const squares = (1 - share) * (1 - share) * own + share * share * (all.squares - own);
  const variance = squares / (all.seconds * all.seconds);
  const binomial = share * (1 - share);
  return variance > 0 && binomial > 0 ? binomial / variance : effectiveSamples(all);
}

/** E. B. Wilson's 95 % interval of a share of `count` trials. */
export function wilson(share: number, count: number): Interval {
  if (count <= 0) return [0, 1];
  const centre = share + (z * z) / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const whole = 1 + (z * z) / count;
  return [Math.max(0, (centre - half) / whole), Math.min(1, (centre + half) / whole)];
}
