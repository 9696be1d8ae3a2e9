/** Statistics of the benchmarks: seeded, so that a printed table can be made again from the recorded figures. */

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** G. Marsaglia's xorshift with shifts 13, 17, 5 (Journal of Statistical Software 8, 2003). The seed is any integer but 0. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A new array in random order (Fisher and Yates). */
export function shuffle<T>(values: readonly T[], random: Random): T[] {
  const rest = [...values];
  const shuffled: T[] = [];
  while (rest.length > 0) shuffled.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return shuffled;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Linear interpolation between order statistics; `at` in 0..1. NaN for no values. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = at * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A statistic of the values with its 95 % percentile-bootstrap interval (B. Efron, 1979) from 4,000 resamples. */
export function bootstrap(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  random: Random,
): Estimate {
  const resampled: number[] = [];
  for (let round = 0; round < 4000; round++) {
    resampled.push(statistic(values.map(() => values[Math.floor(random() * values.length)] ?? NaN)));
  }
  return { value: statistic(values), low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}

/** Kullback-Leibler divergence of `measured` from `truth` in nats; both are normalised first. Infinite where measured misses a part. */
export function klDivergence(truth: readonly number[], measured: readonly number[]): number {
  const truthTotal = sum(truth);
  const measuredTotal = sum(measured);
  let divergence = 0;
  for (const [index, value] of truth.entries()) {
    const p = value / truthTotal;
    const q = (measured[index] ?? 0) / measuredTotal;
    if (p > 0) divergence += p * Math.log(p / q);
  }
  return divergence;
}
