/** What a ground-truth program says about itself; python/heatline/oracles/truthlog.py writes it. */

export interface TruthGroup {
  /** The marked lines, 1-based. */
  readonly lines: readonly number[];
  /** Measured by clocks: cpu, elapsed, wait, scheduled_out, kernel, where the program measured them. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Shares of the group's CPU time known by construction: python, native, kernel. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Truth {
  readonly program: string;
  readonly python: string;
  readonly elapsed_s: number;
  readonly cpu_s: number;
  readonly groups: Readonly<Record<string, TruthGroup>>;
}

/** Seconds of one kind in one group; 0 where the program measured none. */
export function truthSeconds(group: TruthGroup, kind: string): number {
  return group.seconds[kind] ?? 0;
}
