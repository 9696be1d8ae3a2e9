/**
 * How far a measured share may be from the truth.
 *
 * The product's own bound is 3 points at 2,000 samples and more. A quick test has fewer, so chance is added: four standard
 * deviations of a binomial share, sd = sqrt(p (1 - p) / n), with p = (share n + 1) / (n + 2) so that shares of 0 and 1 keep some.
 * Four, because one run compares some 300 shares: at three, one of them would be off by chance in every other run.
 * A sampled share has a systematic part too (the clock tick); that is what the 3 points are for.
 */

export const productBound = 0.03;

/**
 * @param share the true share, 0..1
 * @param samples effective samples that the measured share rests on
 * @returns the allowed absolute difference, as a share
 */
export function allowedDifference(share: number, samples: number): number {
  const n = Math.max(1, samples);
  const p = (share * n + 1) / (n + 2);
  return productBound + 4 * Math.sqrt((p * (1 - p)) / n);
}
