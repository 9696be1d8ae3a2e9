/**
 * What the editor shows of a profile: results of queries as they travel from the language server to the extension.
 * Times are seconds, shares are fractions of the basis in 0..1, lines are 1-based.
 */

import type { ImportSummary } from './importView.ts';
import type { HeatMetric, LineMemory, MemorySummary } from './memoryView.ts';
import type { BasisName, ExitJson, Interval } from './profileJson.ts';

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
  /** 0: not warm; sent because it is suspected to leak. */
  readonly step: HeatStep | 0;
  /** Of what the heat shows: of the basis, of all allocated or copied bytes, of the process's peak. */
  readonly share: number;
  readonly ci95: Interval;
  readonly split: ShareSplit;
  readonly self_s: number;
  /** With everything the line called. */
  readonly total_s: number;
  /** Effective samples of the line; 0 where only exact waiting is known. */
  readonly samples: number;
  /** The share is smaller than what its interval leaves open: the line may well cost nothing. */
  readonly uncertain: boolean;
  /** The line's text is not what was profiled: the numbers are those of the text that stood here. */
  readonly edited: boolean;
  /** Null where nothing is known to be allocated or copied. */
  readonly memory: LineMemory | null;
  /** How fast it is suspected to leak; null where it is not. */
  readonly leak_bytes_s: number | null;
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
      /** What steps and shares stand for. */
      readonly metric: HeatMetric;
      readonly text: TextState;
      /** Runs of lines that differ from the profiled text: each counts as one edit. */
      readonly edits: number;
      /** Warm and leaking lines, ascending: those of the asked range, and the hot ones (step 3 and up) of the whole document. */
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

/** A file with warm lines. */
export interface HotFileRow {
  readonly path: string;
  /** What its lines cost together. */
  readonly self_s: number;
  readonly share: number;
  readonly step: HeatStep;
  /** How many of its lines are warm, also those without a row. */
  readonly n_lines: number;
}

/** A function in a document, as a lens shows it. */
export interface FunctionHeat {
  readonly name: string;
  /** Of its `def`, in the document as it is now. */
  readonly line: number;
  readonly self_s: number;
  /** With everything it called. */
  readonly total_s: number;
  /** `self_s` of the basis. */
  readonly share: number;
  readonly ci95: Interval;
  /** How far the 95 % interval reaches from `self_s`, in seconds. */
  readonly reach_s: number;
}

/** What the shown heat is about; absent parts mean all. */
export interface HeatFilter {
  readonly basis: BasisName;
  /** `captured`: the files in the scope of the run. `all`: also those of libraries. */
  readonly scope: 'captured' | 'all';
  readonly pid?: number;
  readonly thread?: { readonly pid: number; readonly tid: number };
}

/** A process or thread that the heat can be narrowed to. */
export interface HeatChoice {
  readonly pid: number;
  /** Null for the process as a whole. */
  readonly tid: number | null;
  /** A process's command line without the interpreter; a thread's name, "" where it only has its process's. */
  readonly name: string;
  readonly main: boolean;
  readonly cpu_s: number;
  readonly wait_s: number;
  /** Null for a thread. */
  readonly fate: ProcessFate | null;
}

/** What became of a process. */
export interface ProcessFate {
  /** Of the CPU time recorded in all processes. */
  readonly cpu_share: number;
  /** Null where nobody knows, and where it became another program. */
  readonly exit: ExitJson | null;
  readonly replaced: boolean;
}

/** A session of the history that the command line and the editor share. */
export interface SessionRow {
  readonly folder: string;
  /** What the user called it; "" when it has no name of its own. */
  readonly name: string;
  /** What ran, with its arguments, as the user would type it: `train.py --fast`, `-m pytest`. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Null while it runs, and when the runner was killed. */
  readonly wall_s: number | null;
  /** `damaged` and `other-version`: it can't be opened; `command` is then what its folder is called after. */
  readonly state: 'running' | 'ended' | 'interrupted' | 'damaged' | 'other-version';
  readonly end: RunEnd | null;
  readonly sizeBytes: number;
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
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly filter: HeatFilter;
  readonly interpreter: string;
  /** "3.12.1"; "" when unknown. */
  readonly pythonVersion: string;
  readonly basis: BasisName;
  /** What 100 % stands for, in seconds and in words. */
  readonly basis_s: number;
  readonly basisWords: string;
  readonly wall_s: number;
  readonly cpu_s: number;
  /** Time in which threads were ready and other programs had the processor. */
  readonly scheduled_out_s: number;
  /** Timer signals handled, of all processes. */
  readonly samples: number;
  readonly rate_hz: number;
  /** Null when there is heat to show. */
  readonly noHeat: RunCause | null;
  /** What has to be said about the end of a run with heat; null when it ended as it should. */
  readonly unexpectedEnd: RunCause | null;
  readonly end: RunEnd;
  readonly memory: MemorySummary;
  readonly imports: ImportSummary;
  readonly problems: readonly SessionProblem[];
}

/** What is the matter with a run, in a sentence for the user, and what to do about it. */
export interface RunCause {
  /** Stable, upper case; each has an entry in docs/causes.md. */
  readonly code: string;
  readonly message: string;
  readonly nextStep: NextStepName;
  /** The line that it is about. */
  readonly place: SourcePlace | null;
}

export interface SourcePlace {
  /** Absolute, as Python named it. */
  readonly path: string;
  /** 0: the file as a whole. */
  readonly line: number;
}

/** What can be offered. The extension gives each a button, the command line a sentence. */
export type NextStepName =
  | 'profile-again'
  | 'give-more-work'
  | 'raise-rate'
  | 'show-waiting'
  | 'show-all-files'
  | 'show-all-time'
  | 'go-to-line'
  | 'look-again'
  | 'choose-interpreter'
  | 'show-terminal'
  | 'run-doctor'
  | 'free-space'
  | 'show-log';

export interface SessionProblem {
  readonly code: string;
  readonly message: string;
}
