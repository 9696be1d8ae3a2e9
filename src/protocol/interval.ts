/** A 95 % interval `[low, high]` in the unit of the value beside it. */
export type Interval = readonly [low: number, high: number];
