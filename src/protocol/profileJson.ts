/**
 * The profile as JSON: what `heatline run --json` and `heatline show --json` write (docs/profile-json.md).
 *
 * Times are seconds. A name with `_s` is a time; shares are fractions of `process.basis_s` in 0..1. Lines are 1-based.
 * Version 1. Fields are only ever added within a version.
 */

import type { ImportFinding, ImportJson, ReadyJson } from './imports.ts';
import type { Interval } from './interval.ts';

export type { Interval };

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
  /** Suspected leaks, fastest first. */
  readonly leaks: readonly LeakJson[];
  /** Lines that copied, most bytes first. */
  readonly copies: readonly CopyJson[];
  /** Modules that were loaded, in the order in which that began. */
  readonly imports: readonly ImportJson[];
  /** Import statements that cost much and bring little, largest saving first. */
  readonly findings: readonly ImportFinding[];
  /** The longest times that event loops went on without resting, longest first. */
  readonly stalls: readonly StallJson[];
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
  /** `overhead`, and what samples of memory and copies took. */
  readonly recording: number;
  readonly handler_ns_mean: number;
  /** How python and native were told apart: "unwind", or "none" when unavailable. */
  readonly estimator: 'unwind' | 'none';
  readonly unavailable: readonly string[];
  /** Null when allocations were not followed. */
  readonly memory: MemoryQualityJson | null;
  /** Null when copies were not followed. */
  readonly copies: CopyQualityJson | null;
  /** Null where no event loop rested. */
  readonly tasks: TaskQualityJson | null;
}

/** How memory was measured; sums over the processes asked for. */
export interface MemoryQualityJson {
  /** Mean distance between samples in bytes at the end: the largest of the processes. */
  readonly interval_bytes: number;
  readonly samples: number;
  /** Everything requested, also without a stack. */
  readonly alloc_bytes: number;
  /** Samples not followed to their free. */
  readonly lost: number;
  /** Samples without room for their stack. */
  readonly no_room: number;
  /** Live samples let go, their weight given to the others. */
  readonly thinned: number;
  /** Share of the CPU time spent on samples of allocations, frees and copies, 0..1. */
  readonly overhead: number;
}

/** How what tasks of asyncio await was measured; sums over the processes asked for. */
export interface TaskQualityJson {
  /** How often loops rested, and how long altogether; exact. */
  readonly rests: number;
  readonly rest_s: number;
  /** Rests for which the tasks were looked at. */
  readonly looks: number;
  /** Of `rest_s`, what was not added to any task because another thread was looking. */
  readonly missed_s: number;
  /** Tasks without room for their stack. */
  readonly no_room: number;
  /** Share of the CPU time spent on looking at tasks, 0..1. */
  readonly overhead: number;
  /** Libraries in the run whose tasks can't be seen: trio, uvloop. */
  readonly not_seen: readonly string[];
}

export interface CopyQualityJson {
  readonly interval_bytes: number;
  readonly samples: number;
  /** Everything copied, also without a stack. */
  readonly bytes: number;
  /** Copies that no hook sees, by name: see docs/profile-json.md. */
  readonly not_seen: readonly string[];
}

export interface ProcessJson {
  readonly command: readonly string[];
  readonly interpreter: string;
  readonly version: string;
  readonly wall_s: number;
  /** All processes, those that are no Python too. */
  readonly cpu_s: number;
  /** Of it, what programs that are no Python used: it stands on no line. */
  readonly programs_cpu_s: number;
  readonly basis: BasisName;
  /** What a share of 1 stands for, in seconds. */
  readonly basis_s: number;
  readonly rate_hz: number;
  /** The function that the user marked as the beginning of the program's own work; null without one. */
  readonly ready_at: ReadyJson | null;
  /** The part of the run that was recorded, in seconds since it began; `end_s` null: to its end. Null for all of it. */
  readonly window: { readonly begin_s: number; readonly end_s: number | null } | null;
  /** The highest of the resident set; of several processes each at its own highest, added up. */
  readonly peak_rss_bytes: number;
  /** The highest of what the processes together had in any of the readings; null where PSS was not read. */
  readonly peak_pss_bytes: number | null;
  /** Much of what is resident is shared between processes, so that RSS counts it more than once. */
  readonly pss_differs: boolean;
  /** The highest of the bytes requested and not freed; of several processes each at its own highest, added up. */
  readonly peak_live_bytes: number;
  /** At most 100 points; empty when memory was not measured. */
  readonly timeline: readonly FootprintJson[];
  readonly exit: ExitJson;
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

/** A process, or several children of one that are no Python and ran the same program. */
export interface ProcessRowJson {
  /** 0 for several. */
  readonly pid: number;
  readonly ppid: number;
  /** Index in this list of the row that started it, null for none. */
  readonly parent: number | null;
  readonly command: readonly string[];
  /** The file that ran: an interpreter where `python`, else what was executed. "" unknown. */
  readonly interpreter: string;
  readonly version: string;
  readonly python: boolean;
  readonly count: number;
  /** 0 unknown; of several added up. */
  readonly wall_s: number;
  /** Without children. */
  readonly cpu_s: number;
  /** Null where nobody knows, and where it was replaced; of several only where all ended with 0. */
  readonly exit: ExitJson | null;
  /** It became another program by exec: a later row of the same id. */
  readonly replaced: boolean;
  /** How many ended with another status than 0 or by a signal. */
  readonly failed: number;
}

/** One is null. */
export interface ExitJson {
  readonly status: number | null;
  readonly signal: string | null;
}

export interface FileJson {
  readonly path: string;
  /** SHA-256 of the text as it was profiled, where kept. */
  readonly sha256: string | null;
  readonly self_s: number;
  readonly lines: readonly LineJson[];
}

/** All processes together. `live_bytes` is the highest around that moment, so that the peak is in the list. */
export interface FootprintJson {
  /** Since the first process began. */
  readonly t_s: number;
  readonly live_bytes: number;
  readonly rss_bytes: number;
  /** On the line through the readings, null before the first and after the last. */
  readonly pss_bytes: number | null;
}

/** What a line or function allocated and holds, in bytes requested; all 0 when memory was not measured. */
export interface MemoryJson {
  /** Everything requested during the run; growth by realloc counts the growth. */
  readonly alloc_bytes: number;
  readonly alloc_bytes_ci95: Interval;
  readonly alloc_count: number;
  /** Live when the process's live bytes were highest. */
  readonly at_peak_bytes: number;
  readonly at_peak_bytes_ci95: Interval;
  /** The highest of its own live bytes. */
  readonly peak_bytes: number;
  readonly live_end_bytes: number;
  readonly live_end_bytes_ci95: Interval;
  /** Mean of the highest per visit. */
  readonly avg_bytes: number;
  /** Of the allocated bytes, those through Python's own allocators, 0..1. */
  readonly python_fraction: number;
  /** Freed within a tenth of a second. */
  readonly churn_bytes: number;
}

/** What tasks of asyncio awaited here while their loop rested; all 0 without an event loop. */
export interface AwaitJson {
  /** Summed over the tasks: ten that sleep for a second are ten seconds. No part of any other time. */
  readonly await_s: number;
  readonly await_s_ci95: Interval;
  /** By what was awaited, most first: sleep, socket, lock, queue, executor, task, child, other. */
  readonly awaits: Readonly<Record<string, number>>;
  /** How many tasks awaited here on average while the loops rested. */
  readonly tasks_mean: number;
}

export interface LineJson extends MemoryJson, AwaitJson {
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
  /** Copied by memcpy and its like. */
  readonly copy_bytes: number;
  readonly copy_bytes_ci95: Interval;
  /** `copy_bytes` by the elapsed time of the run. */
  readonly copy_bytes_s: number;
}

export interface FunctionJson extends MemoryJson {
  readonly name: string;
  readonly path: string;
  /** First line of the function. */
  readonly line: number;
  readonly self_s: number;
  readonly total_s: number;
  readonly share: number;
  readonly ci95: Interval;
  /** As of lines. */
  readonly await_s: number;
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

/** A line whose live bytes keep growing and are hardly ever freed. */
export interface LeakJson {
  readonly path: string;
  readonly line: number;
  /** Chance that a further allocation is never freed, by Laplace's rule: 1 - (freed + 1) / (samples + 2). */
  readonly score: number;
  /** Growth in bytes a second, with its 95 % interval. */
  readonly rate_bytes_s: number;
  readonly ci95: Interval;
  readonly evidence: LeakEvidenceJson;
}

export interface LeakEvidenceJson {
  /** Sampled allocations that outlived a tenth of a second, and those of them that were freed. */
  readonly samples: number;
  readonly freed: number;
  /** First and last sampled allocation since the process began. */
  readonly first_s: number;
  readonly last_s: number;
  readonly live_bytes: number;
  /** By how much the live bytes grew in each fifth of the time since the first allocation. */
  readonly growth_bytes: readonly number[];
  /** Most bytes first. */
  readonly contexts: readonly LeakContextJson[];
}

/** One way on which the line was reached. */
export interface LeakContextJson {
  readonly live_bytes: number;
  /** Innermost first; the line itself is the first. */
  readonly frames: readonly FrameJson[];
}

export interface FrameJson {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** What a line copied. */
export interface CopyJson {
  readonly path: string;
  readonly line: number;
  readonly bytes: number;
  readonly ci95: Interval;
  readonly bytes_s: number;
  readonly samples: number;
  /** By the size of one copy, ascending: from `from` bytes up to less than `to`. */
  readonly sizes: readonly { readonly from: number; readonly to: number; readonly bytes: number }[];
  /** By kind, most first. */
  readonly kinds: readonly { readonly kind: CopyKindName; readonly bytes: number }[];
}

/** What was copied, as far as the native functions on the stack tell. */
export type CopyKindName = 'bytes' | 'string' | 'list' | 'numpy' | 'pickle' | 'buffer' | 'other';

/** An event loop went on for long without resting. */
export interface StallJson {
  readonly pid: number;
  readonly tid: number;
  /** Since the first process began. */
  readonly t_s: number;
  readonly duration_s: number;
  /** The line in scope with most of the time; null where none was seen. */
  readonly path: string | null;
  readonly line: number | null;
  /** Whether that line computed or was blocked. */
  readonly kind: 'cpu' | 'wait';
}

export interface ProblemJson {
  readonly code: string;
  readonly message: string;
}
