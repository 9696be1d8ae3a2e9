/** Which shares count as how hot. Fixed shares, not ranks: a line's colour means the same in every run. */

import type { HeatStep } from '../protocol/heat.ts';

const thresholds: readonly (readonly [share: number, step: HeatStep])[] = [
  [0.25, 6],
  [0.1, 5],
  [0.05, 4],
  [0.02, 3],
  [0.005, 2],
  [0.0002, 1],
];

/** From this step on a line is marked wherever in the document it is; at most 50 lines can be that hot. */
export const firstHotStep: HeatStep = 3;

/** `undefined` for a line that is not warm. */
export function heatStep(share: number): HeatStep | undefined {
  return thresholds.find(([least]) => share >= least)?.[1];
}
