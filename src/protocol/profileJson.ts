/**
 * The profile as JSON: what `heatline run --json` and `heatline show --json` write (docs/profile-json.md).
 *
 * Times are seconds. A name with `_s` is a time; shares are fractions of `process.basis_s` in 0..1. Lines are 1-based.
 * Version 1. Fields are only ever added within a version.
 */

/** A 95 % interval `[low, high]` in the unit of the value beside it. */
export type Interval = readonly [low: number, high: number];

/** What the 100 % is; see `ProcessJson.basis_s`. */
export type BasisName = 'elapsed' | 'cpu' | 'wait';

export interface ProfileJson {
  readonly schema: 'heatline-profile';
  readonly version: 1;
  readonly quality: QualityJson;
  readonly process: ProcessJson;
  readonly files: readonly FileJson[];
  readonly functions: readonly FunctionJson[];
  readonly native: readonly NativeJson[];
  readonly problems: readonly ProblemJson[];
}

export interface QualityJson {
  /** Timer signals that were handled. */
  readonly signals: number;
  /** (sum of weights)^2 / sum of squared weights: what intervals are computed from. */
  readonly effective_samples: number;
  /** Samples that have no stack, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly truncated: number;
  /** CPU seconds of threads that could not be sampled, or of samples that were dropped. */
  readonly unsampled_s: number;
  /** Elapsed time in which a thread neither ran nor waited in a call we time. */
  readonly scheduled_out_s: number;
  /** Share of the CPU time spent in our handler, 0..1. */
  readonly overhead: number;
  readonly handler_ns_mean: number;
  /** How python and native were told apart: "unwind", or "none" when unavailable. */
  readonly estimator: 'unwind' | 'none';
  readonly unavailable: readonly string[];
}

export interface ProcessJson {
  readonly command: readonly string[];
  readonly interpreter: string;
  readonly version: string;
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly basis: BasisName;
  /** What a share of 1 stands for, in seconds. */
  readonly basis_s: number;
  readonly rate_hz: number;
  readonly exit: { readonly status: number | null; readonly signal: string | null };
  readonly threads: readonly ThreadJson[];
  readonly processes: readonly ProcessRowJson[];
}

/** One thread, or several that shared a row. Per thread: python_s + native_s + kernel_s + wait_s + scheduled_out_s + unsampled_s = lifetime_s. */
export interface ThreadJson {
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly main: boolean;
  /** Threads that this row stands for. */
  readonly count: number;
  readonly lifetime_s: number;
  readonly cpu_s: number;
  readonly python_s: number;
  readonly native_s: number;
  readonly kernel_s: number;
  readonly wait_s: number;
  readonly gil_wait_s: number;
  readonly scheduled_out_s: number;
  readonly unsampled_s: number;
  readonly samples: number;
}

export interface ProcessRowJson {
  readonly pid: number;
  readonly ppid: number;
  readonly command: readonly string[];
  readonly version: string;
  readonly wall_s: number;
  readonly cpu_s: number;
}

export interface FileJson {
  readonly path: string;
  /** SHA-256 of the text as it was profiled, where kept. */
  readonly sha256: string | null;
  readonly self_s: number;
  readonly lines: readonly LineJson[];
}

export interface LineJson {
  readonly line: number;
  /** The line's own Python. */
  readonly python_s: number;
  /** Python code out of scope, reached from this line. */
  readonly library_s: number;
  /** C code called from this line (directly, or by library Python). */
  readonly native_s: number;
  readonly kernel_s: number;
  /** Waiting of every kind, GIL included. */
  readonly wait_s: number;
  readonly gil_wait_s: number;
  /** Waiting by cause, seconds: sleep, lock, gil, file, socket, poll, child, other. Only causes that occurred. */
  readonly waits: Readonly<Record<string, number>>;
  /** python_s + library_s + native_s + kernel_s. */
  readonly cpu_s: number;
  /** cpu_s + wait_s. */
  readonly self_s: number;
  /** Time with this line anywhere on the stack, counted once. */
  readonly total_s: number;
  /** self (of the basis: elapsed counts waiting of the main thread only) / basis_s, 0..1. */
  readonly share: number;
  /** 95 % interval of share. */
  readonly ci95: Interval;
  /** Signals seen on this line; 0 where only exact waiting is known. */
  readonly samples: number;
  /** (sum of weights)^2 / sum of squared weights of these: as many equally heavy samples would say as much. */
  readonly effective_samples: number;
}

export interface FunctionJson {
  readonly name: string;
  readonly path: string;
  /** First line of the function. */
  readonly line: number;
  readonly self_s: number;
  readonly total_s: number;
  readonly share: number;
  readonly ci95: Interval;
}

/** Native functions under a line. */
export interface NativeJson {
  readonly path: string;
  readonly line: number;
  readonly library: string;
  /** Function name where symbols exist, else "". */
  readonly symbol: string;
  readonly seconds: number;
}

export interface ProblemJson {
  readonly code: string;
  readonly message: string;
}
