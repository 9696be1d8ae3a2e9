/**
 * Whether the workload drifted, after SlimStart: the sum over the entry points of |share now − share before|, against a threshold. Shares are estimates, so
 * the threshold is what such a difference is due to when nothing has changed, above a fixed least one. For shares p estimated twice, from n and m samples, each
 * difference is normal with variance v = p(1-p)(1/n + 1/m); its absolute value has the mean √(2v/π). The sum's deviation is at most √2 times that of independent terms, because
 * shares add up to 1. What earlier runs differ by among each other is no drift either.
 */
import type { Profile } from '../../../profile/profile.ts';
import type { WorkloadDrift } from '../../../protocol/importComparison.ts';
import { entryMixes, type EntryMix } from './entries.ts';

/** Less is not worth measuring again, however certain. */
const leastDrift = 0.1;
/** Four standard deviations: a false alarm in about ten thousand comparisons. */
const deviations = 4;
/** Half of the time may have moved without being told from chance. */
const blind = 1;

export function workloadDrift(before: readonly Profile[], now: Profile): WorkloadDrift {
  const { entries, runs } = entryMixes([...before, now]);
  const earlier = runs.slice(0, -1);
  const last = runs.at(-1) ?? { shares: [], samples: 0 };
  const mean = meanShares(earlier);
  const drift = distance(mean, last.shares);
  const threshold = Math.max(leastDrift + chance(earlier, last), ownDrift(earlier));
  return {
    entries: entries
      .map((entry, at) => ({ ...entry, before: mean[at] ?? 0, now: last.shares[at] ?? 0 }))
      .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || b.now - a.now),
    drift,
    threshold,
    verdict: drift > threshold ? 'drifted' : threshold >= blind ? 'unknown' : 'same',
  };
}

function meanShares(runs: readonly EntryMix[]): number[] {
  return (runs[0]?.shares ?? []).map(
    (_, at) => runs.reduce((sum, { shares }) => sum + (shares[at] ?? 0), 0) / runs.length,
  );
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, share, at) => sum + Math.abs(share - (b[at] ?? 0)), 0);
}

/** The largest sum that is to be expected of samples of one workload; at most 2. */
function chance(earlier: readonly EntryMix[], now: EntryMix): number {
  if ([...earlier, now].some(({ samples }) => samples <= 0)) return 2;
  const ofMean = earlier.reduce((sum, { samples }) => sum + 1 / samples, 0) / earlier.length ** 2;
  const weight = ofMean / (ofMean + 1 / now.samples);
  const mean = meanShares(earlier);
  const all = [...earlier, now].reduce((sum, { samples }) => sum + samples, 0);
  let expected = 0;
  let variance = 0;
  for (const [at, share] of mean.entries()) {
    const pooled = share * (1 - weight) + (now.shares[at] ?? 0) * weight;
    // Half a sample for each side: that all of a few samples agree does not mean that every one would.
    const kept = (pooled * all + 0.5) / (all + 1);
    const own = kept * (1 - kept) * (ofMean + 1 / now.samples);
    expected += Math.sqrt((2 * own) / Math.PI);
    variance += own * (1 - 2 / Math.PI);
  }
  return Math.min(2, expected + deviations * Math.SQRT2 * Math.sqrt(variance));
}

/** How far one of the earlier runs lies from the others. */
function ownDrift(earlier: readonly EntryMix[]): number {
  if (earlier.length < 2) return 0;
  const distances = earlier.map((run) => distance(meanShares(earlier.filter((each) => each !== run)), run.shares));
  return Math.max(...distances);
}
