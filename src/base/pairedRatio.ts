/** Ratios of paired measurements. */

export interface Ratio {
  /** Geometric mean of first / second. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Geometric mean of the ratios of pairs, with a 95 % interval from Student's t on their logarithms; pairs taken one after the other share what the machine
 * was doing.
 *
 * @param pairs positive amounts; fewer than two have an interval without bounds
 */
export function pairedRatio(pairs: readonly (readonly [first: number, second: number])[]): Ratio {
  const logs = pairs.map(([first, second]) => Math.log(first / second));
  const count = logs.length;
  const mean = logs.reduce((sum, each) => sum + each, 0) / count;
  const squares = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const reach = count < 2 ? Infinity : studentQuantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { value: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

/** Two-sided 95 % quantiles of Student's t; beyond 30 degrees of freedom by the first terms of its expansion around the normal one. */
function studentQuantile(degrees: number): number {
  const z = 1.959964;
  return (
    table[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}

const table: readonly number[] = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
