/**
 * The proportional set size: of memory that processes share, each has its part, so that a sum counts it once. It was read now and then,
 * of all processes in one round.
 */
import type { Profile } from '../profile/profile.ts';
import type { TimelinePoint } from '../protocol/memory.ts';
import { hatMeans, valueAt } from './reduceTimeline.ts';

export interface PssFigures {
  /** The highest that was read, of the processes asked for together; null where it was not read. */
  readonly peak_pss_bytes: number | null;
  /** Much of what is resident is shared, so that RSS counts it more than once. */
  readonly pss_differs: boolean;
}

/** Shared libraries alone are less, also of a tree of some processes. */
const notableBytes = 16 * 2 ** 20;
const notableShare = 0.1;

interface PssSum extends TimelinePoint {
  readonly rssBytes: number;
}

/** Each round of the processes asked for, ascending. */
export function pssRounds({ memory }: Profile, processes: ReadonlySet<number>): readonly PssSum[] {
  const { pss } = memory;
  const sums: { t_s: number; bytes: number; rssBytes: number }[] = [];
  for (let row = 0; row < pss.length; row++) {
    if (!processes.has(pss.process[row] ?? -1)) continue;
    const t_s = pss.seconds[row] ?? 0;
    let sum = sums.at(-1);
    if (sum?.t_s !== t_s) {
      sum = { t_s, bytes: 0, rssBytes: 0 };
      sums.push(sum);
    }
    sum.bytes += pss.pssBytes[row] ?? 0;
    sum.rssBytes += pss.rssBytes[row] ?? 0;
  }
  return sums;
}

export function pssFigures(rounds: readonly PssSum[]): PssFigures {
  const [first] = rounds;
  if (first === undefined) return { peak_pss_bytes: null, pss_differs: false };
  const highest = rounds.reduce((best, round) => (round.bytes > best.bytes ? round : best), first);
  const differs = ({ bytes, rssBytes }: PssSum): boolean =>
    rssBytes - bytes >= Math.max(notableBytes, notableShare * rssBytes);
  return { peak_pss_bytes: highest.bytes, pss_differs: rounds.some(differs) };
}

/** The line through the rounds at each of `times`, ascending; null before the first round and after the last. */
export function pssAt(rounds: readonly TimelinePoint[], times: readonly number[]): readonly (number | null)[] {
  const [from, to] = [rounds[0]?.t_s ?? Infinity, rounds.at(-1)?.t_s ?? -Infinity];
  const means = rounds.length > times.length && times.length > 1 ? hatMeans(rounds, times) : undefined;
  return times.map((t_s, index) => {
    if (t_s < from || t_s > to) return null;
    return means?.[index]?.bytes ?? valueAt(rounds, t_s);
  });
}
