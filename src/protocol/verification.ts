/**
 * What `heatline verify --json` writes (docs/verification-json.md): profiles of programs that know what they did, held against what they say.
 *
 * Version 1. Fields are only ever added within a version.
 */

/** `open`: it is within the promise as far as can be told, and more can't be told from so few or so noisy runs. */
export type Verdict = 'ok' | 'off' | 'open';

export type MeasureName =
  'shares' | 'split' | 'waiting' | 'sums' | 'intervals' | 'stacks' | 'missed' | 'memory' | 'copies' | 'overhead';

export interface VerificationJson {
  readonly schema: 'heatline-verification';
  readonly version: 1;
  readonly heatline: string;
  readonly interpreter: string;
  /** "3.12.1" */
  readonly python: string;
  readonly quick: boolean;
  readonly wall_s: number;
  /** The worst of the measures'. */
  readonly verdict: Verdict;
  readonly measures: readonly MeasureJson[];
}

export interface MeasureJson {
  readonly name: MeasureName;
  readonly verdict: Verdict;
  /** What the profiles were held against. */
  readonly against: string;
  /** Of the errors: shares of the process's or the line's CPU time, or parts of the true amount. */
  readonly unit: 'share' | 'part' | 'count';
  /** What the product promises, without what chance adds for so few samples. */
  readonly promised: number;
  /** Of the absolute errors; null without parts. */
  readonly max_error: number | null;
  readonly mean_error: number | null;
  readonly parts: readonly PartJson[];
  /** Further figures of this measure by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Stacks that can't exist; empty for the other measures. */
  readonly examples: readonly string[];
}

export interface PartJson {
  /** The program that ran, with its turn where it ran more than once: "lines 2". */
  readonly run: string;
  readonly part: string;
  readonly truth: number;
  readonly measured: number;
  /** In the measure's unit. */
  readonly error: number;
  /** Largest absolute error that is no contradiction: what is promised and four standard deviations of chance. */
  readonly allowed: number;
  readonly ok: boolean;
}
