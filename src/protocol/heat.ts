/**
 * What the editor shows of a profile: results of queries as they travel from the language server to the extension.
 * Times are seconds, shares are fractions of the basis in 0..1, lines are 1-based.
 */

import type { BasisName, Interval } from './profileJson.ts';

/** How hot a line is: 1 is lukewarm, 6 the hottest. Lines under the first threshold have no step and are not sent. */
export type HeatStep = 1 | 2 | 3 | 4 | 5 | 6;

/** The shares that a line's own share is made of; they sum to it. */
export interface ShareSplit {
  readonly python: number;
  readonly library: number;
  readonly native: number;
  readonly kernel: number;
  readonly wait: number;
}

export interface LineHeat {
  readonly line: number;
  readonly step: HeatStep;
  readonly share: number;
  readonly ci95: Interval;
  readonly split: ShareSplit;
}

/**
 * How a document's text relates to the text that was profiled.
 * `current`: the same. `edited`: it differs, so lines may have moved. `unknown`: the session kept no text of the file.
 */
export type TextState = 'current' | 'edited' | 'unknown';

export type DocumentHeat =
  /** No session is open, or its run never spent time in this file. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'heat';
      readonly text: TextState;
      /** Warm lines, ascending: those of the asked range, and the hot ones (step 3 and up) of the whole document. */
      readonly lines: readonly LineHeat[];
    };

export interface HotLineRow {
  readonly path: string;
  readonly line: number;
  readonly step: HeatStep;
  readonly share: number;
  readonly ci95: Interval;
  readonly split: ShareSplit;
  readonly self_s: number;
  /** The line's text as it was profiled, trimmed; "" where the session kept no text. */
  readonly source: string;
}

/** How a run ended, in the words of its session. */
export interface RunEnd {
  readonly status: number | null;
  readonly signal: string | null;
  readonly cancelled: boolean;
}

export interface SessionSummary {
  readonly folder: string;
  /** What ran: the script's path, or the module's name. */
  readonly program: string;
  readonly interpreter: string;
  /** "3.12.1"; "" when unknown. */
  readonly pythonVersion: string;
  readonly basis: BasisName;
  /** What 100 % stands for, in seconds. */
  readonly basis_s: number;
  readonly wall_s: number;
  readonly cpu_s: number;
  /** Time in which threads were ready and other programs had the processor. */
  readonly scheduled_out_s: number;
  /** Timer signals handled, of all processes. */
  readonly samples: number;
  readonly rate_hz: number;
  /** Null when there is heat to show. */
  readonly noHeat: NoHeatCause | null;
  readonly end: RunEnd;
  readonly problems: readonly SessionProblem[];
}

/** Why no line is warm, in a sentence or two for the user. */
export interface NoHeatCause {
  readonly code: string;
  readonly message: string;
}

export interface SessionProblem {
  readonly code: string;
  readonly message: string;
}
