/**
 * Intervals for bytes. Each sampled block stands for its weight; the sum over blocks is unbiased (D. G. Horvitz and D. J. Thompson, A
 * generalization of sampling without replacement from a finite universe, JASA 47, 1952), and the variance beside it is estimated by the
 * same weights. The interval is the normal one.
 */
import type { Interval } from '../protocol/profileJson.ts';

/** Two-sided 95 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** 95 % interval around an estimated amount that can't be negative. */
export function estimateInterval(value: number, variance: number): Interval {
  const reach = z * Math.sqrt(Math.max(0, variance));
  return [Math.max(0, value - reach), value + reach];
}
