/** The columns of the model. Every table is immutable once built. */
import type { ProcessIndex, Seconds } from './units.ts';

/** Values of `NodeTable.kind` and `FunctionTable.kind`. */
export const frameKind = { python: 1, native: 2, truncated: 3 } as const;

/** Values of `CellTable.class`: on CPU below 16, waiting from 16 on. */
export const cellClass = {
  eval: 1,
  runtime: 2,
  native: 3,
  kernel: 4,
  unsplit: 5,
  sleep: 16,
  lock: 17,
  gil: 18,
  file: 19,
  socket: 20,
  poll: 21,
  child: 22,
  other: 23,
} as const;

/** The first waiting class. */
export const firstWaitClass = 16;
/** One more than the largest class. */
export const classLimit = 24;

/** Names of the waiting classes, in the order of their numbers. */
export const waitNames = ['sleep', 'lock', 'gil', 'file', 'socket', 'poll', 'child', 'other'] as const;

/**
 * The calling context tree of all threads and processes together. A node is one frame: function and line.
 *
 * Invariant: depth-first preorder. A node's parent has a smaller index, a subtree is a run of indices, and children of one node
 * differ in function or line. Roots have parent -1 and depth 0.
 */
export interface NodeTable {
  readonly length: number;
  readonly parent: Int32Array;
  readonly depth: Uint32Array;
  /** Index into the function table. */
  readonly func: Int32Array;
  /** The line being executed; 0 for native and truncated frames. */
  readonly line: Int32Array;
  readonly kind: Uint8Array;
}

/** Time by stack, class and thread: at most one row for each combination. */
export interface CellTable {
  readonly length: number;
  /** The leaf of the stack; -1: no frame at all (only ever the thread). */
  readonly node: Int32Array;
  readonly class: Uint8Array;
  readonly thread: Int32Array;
  /** CPU: estimated, calibrated to the exact clocks. Waiting: exact. */
  readonly seconds: Float64Array;
  /** CPU: signals. Waiting: number of waits. */
  readonly samples: Uint32Array;
  /** CPU: sum of squared sample weights in s². Waiting: 0, it is not sampled. */
  readonly squares: Float64Array;
  /** Waiting: the longest single wait in seconds. CPU: 0. */
  readonly longest: Float64Array;
}

/** A function: (file or library, qualified name, first line). */
export interface FunctionTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly name: readonly string[];
  /** Index into `Profile.files`, -1 for native functions. */
  readonly file: Int32Array;
  /** Index into `Profile.libraries`, -1 for Python functions. */
  readonly library: Int32Array;
  /** 0 for native functions. */
  readonly firstLine: Int32Array;
}

export interface SourceFile {
  /** Absolute where known; `<string>`, `<frozen …>` as Python names them. */
  readonly path: string;
  /** SHA-256 of the text as it was profiled, where kept. */
  readonly sha256: string | null;
}

export interface Library {
  readonly path: string;
  readonly buildId: string;
}

/**
 * A thread, or the several that shared a row.
 * pythonSeconds + nativeSeconds + kernelSeconds + waitSeconds + scheduledOutSeconds + unsampledSeconds = lifetimeSeconds.
 */
export interface ThreadRow {
  readonly process: ProcessIndex;
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly main: boolean;
  readonly count: number;
  readonly lifetimeSeconds: Seconds;
  readonly cpuSeconds: Seconds;
  /** Library Python included. */
  readonly pythonSeconds: Seconds;
  readonly nativeSeconds: Seconds;
  readonly kernelSeconds: Seconds;
  /** Every wait: with a stack, and the short ones that have none. */
  readonly waitSeconds: Seconds;
  readonly shortWaitSeconds: Seconds;
  readonly gilWaitSeconds: Seconds;
  readonly scheduledOutSeconds: Seconds;
  /** CPU time that this thread's own samples don't explain: dropped, or too short to be sampled. */
  readonly unsampledSeconds: Seconds;
  readonly samples: number;
}

export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  /** The parent's row, -1 for the first process. */
  readonly parent: number;
  readonly command: readonly string[];
  readonly executable: string;
  readonly version: string;
  readonly wallSeconds: Seconds;
  /** As recorded: what samples are scaled to. */
  readonly cpuSeconds: Seconds;
  /** From the very beginning to the very end, without children: what the kernel told whoever waited for it, else its own clock. */
  readonly usedSeconds: Seconds;
  /** The row in `Profile.programs` under which it was started, -1 for none. */
  readonly program: number;
  /** Null where nobody knows, and where it became another program. */
  readonly exit: ProcessExit | null;
  /** It became another program by exec: the next row of its id. */
  readonly replaced: boolean;
  /** It was forked for that alone, as subprocess does up to 3.9: what it used counts for the next row. */
  readonly passing: boolean;
  /** CPU time that no stack carries: dropped samples, threads that never got a sample or a timer. */
  readonly unsampledSeconds: Seconds;
  readonly loss: Loss;
  /** What the capture could not have: stable names, see docs/profile-json.md. */
  readonly unavailable: readonly string[];
}

/** One is null. */
export interface ProcessExit {
  readonly status: number | null;
  /** "SIGKILL" */
  readonly signal: string | null;
}

/** A process of the tree that is no Python, or several that ran one program. */
export interface ProgramRow {
  /** 0 for several. */
  readonly pid: number;
  readonly ppid: number;
  /** The row in `Profile.processes` that started it, -1 for none. */
  readonly parent: number;
  /** What was executed, as it was asked for; "" unknown. */
  readonly path: string;
  /** Cut where it is long. */
  readonly command: readonly string[];
  /** 0 unknown; of several added up. */
  readonly wallSeconds: Seconds;
  readonly cpuSeconds: Seconds;
  readonly count: number;
  /** How many of them ended with another status than 0 or by a signal. */
  readonly failed: number;
  /** Of several only where all ended with 0. */
  readonly exit: ProcessExit | null;
}

/** Counts of what happened to samples in one process. */
export interface Loss {
  readonly signals: number;
  readonly handlerSeconds: Seconds;
  readonly droppedByReason: Readonly<Record<string, number>>;
  readonly droppedSeconds: Seconds;
  readonly truncated: number;
  readonly torn: number;
  readonly unreadable: number;
  readonly withoutPythonState: number;
  readonly nativeChainLost: number;
  readonly threadsWithoutTimer: number;
  readonly childrenNotFollowed: number;
}

/** What of memory was to be measured. */
export interface MemoryAsked {
  readonly allocations: boolean;
  readonly copies: boolean;
  /** Mean distance between samples in bytes, 0 = found by the core. */
  readonly intervalBytes: number;
  /** The program's own allocator, for whose sake nothing was measured: the library's path; null without one. */
  readonly otherAllocator: string | null;
}

export interface ReadyFacts {
  /** As the user named it. */
  readonly function: string;
  /** When a process was first seen to have come to it, since the session's first process began; null: never. */
  readonly seconds: Seconds | null;
}

/** The part of a run that was recorded, in seconds since its first process began. */
export interface WindowFacts {
  readonly beginSeconds: Seconds;
  /** Null where it went on to the end of the run. */
  readonly endSeconds: Seconds | null;
  /** False when the run was over before it began. */
  readonly opened: boolean;
}

/** What was asked of the capture, and how it ended. */
export interface CaptureFacts {
  readonly id: string;
  readonly command: readonly string[];
  readonly interpreter: string;
  readonly cwd: string;
  readonly script: string | null;
  readonly module: string | null;
  /** Folders of the project, as the runner found them. */
  readonly scope: readonly string[];
  readonly scopeAll: boolean;
  readonly rateHz: number;
  readonly cpuOnly: boolean;
  /** Null in sessions of versions that did not measure it. */
  readonly memory: MemoryAsked | null;
  /** The function that the user marked as the beginning of the program's own work; null without one. */
  readonly readyAt: ReadyFacts | null;
  /** The part of the run that was recorded; null for all of it. */
  readonly window: WindowFacts | null;
  readonly pid: number;
  readonly startedAt: string;
  readonly running: boolean;
  readonly status: number | null;
  readonly signal: string | null;
  readonly cancelled: boolean;
  readonly wallSeconds: Seconds;
  readonly cpuSeconds: Seconds;
  readonly fate: CaptureFate;
}

/** What became of the capture as a whole: what explains a profile without numbers, or an end that was not asked for. */
export interface CaptureFate {
  /** Processes that recorded. */
  readonly streams: number;
  /** Of them, those that found their interpreter and began to record. */
  readonly ready: number;
  /** Processes that loaded the recorder and are not Python. */
  readonly foreign: number;
  /** Of an interpreter that could not be looked into, in its own words; "" otherwise. */
  readonly pythonVersion: string;
  /** Processes that were not recorded for lack of room. */
  readonly refused: number;
  /** How the first process ended, as it saw it itself; `none` when it was killed or still runs. */
  readonly endKind: 'none' | 'exit' | '_exit' | 'exec';
  /** Somebody still takes care of the capture. */
  readonly live: boolean;
  /** The system counted a kill for lack of memory while the program ran. */
  readonly outOfMemory: boolean;
  /** The started file does not compile. `line` is 0 when unknown. */
  readonly syntaxError: { readonly path: string; readonly line: number; readonly message: string } | null;
  /** The last one that the first process printed. */
  readonly traceback: Traceback | null;
}

/** Places only; the frame in which the exception was raised comes last. */
export interface Traceback {
  /** "ValueError", "package.Error"; "" when it was not seen. */
  readonly exception: string;
  readonly frames: readonly { readonly path: string; readonly line: number }[];
}
