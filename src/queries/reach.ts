import type { Interval } from '../protocol/profileJson.ts';

/** How far a share's 95 % interval reaches from it, in seconds of the basis: the ± beside seconds. */
export function reachSeconds(share: number, [low, high]: Interval, basisSeconds: number): number {
  return Math.max(high - share, share - low, 0) * basisSeconds;
}
