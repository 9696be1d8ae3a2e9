/**
 * The raw facts of a session as columns: what `decodeStream` and `parseSessionJson` return (FORMAT.md).
 *
 * 64-bit numbers are JavaScript numbers: exact up to 2^53, that is 104 days in nanoseconds. "mono" is CLOCK_MONOTONIC.
 */

/** How the target ended, as the runner saw it. */
export interface SessionEnd {
  readonly status: number | null;
  readonly signal: string | null;
  readonly wallNs: number;
  readonly cpuNs: number;
  readonly cancelled: boolean;
  /** What the runner found out; absent when the end needs no explanation. */
  readonly evidence?: EndEvidence;
}

/** What tells more about an end than its status. */
export interface EndEvidence {
  /** The system counted a kill for lack of memory while the program ran. */
  readonly outOfMemory: boolean;
  /** The started file does not compile. */
  readonly syntaxError: SyntaxErrorPlace | null;
  /** What an interpreter that could not be looked into says of itself; "" otherwise. */
  readonly pythonVersion: string;
}

export interface SyntaxErrorPlace {
  readonly path: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
  /** In Python's words. */
  readonly message: string;
}

/** What of memory was to be measured. */
export interface MemoryRequest {
  readonly allocations: boolean;
  readonly copies: boolean;
  /** Mean distance between samples in bytes, 0 = found by the core. */
  readonly intervalBytes: number;
  /** The program's own allocator, for whose sake nothing was measured: the library's path; null without one. */
  readonly otherAllocator: string | null;
}

/** Which part of a run is recorded. */
export interface WindowRequest {
  /** From the program's start on, 0 = at once. */
  readonly delaySeconds: number;
  /** From there on; null: to the end of the run. */
  readonly durationSeconds: number | null;
  /** Sent to the command line, it ends the recording; null without one. */
  readonly untilSignal: string | null;
}

/** `session.json`. */
export interface SessionInfo {
  readonly version: number;
  readonly id: string;
  readonly command: readonly string[];
  readonly interpreter: string;
  readonly cwd: string;
  readonly script: string | null;
  readonly module: string | null;
  readonly scope: readonly string[];
  readonly scopeAll: boolean;
  readonly rateHz: number;
  /** Nothing but time was asked for, or nothing else could be measured. */
  readonly cpuOnly: boolean;
  /** Absent in sessions of versions that did not measure it. */
  readonly memory?: MemoryRequest;
  /** Whether imports are recorded. Absent in sessions of versions that did not. */
  readonly imports?: boolean;
  /** The function with which the program's own work begins, as the user named it. Absent without one. */
  readonly readyAt?: string;
  /** The part of the run that was to be recorded. Absent for all of it. */
  readonly window?: WindowRequest;
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly heatline: string;
  /** Where the streams are while the capture runs. */
  readonly shm: string;
  readonly state: 'running' | 'ended';
  readonly end?: SessionEnd;
}

export type StreamOrigin = 'exec' | 'fork' | 'dlopen' | 'unknown';
export type StreamState = 'starting' | 'ready' | 'ended';
/** `none`: killed, or still running. */
export type StreamEndKind = 'none' | 'exit' | '_exit' | 'exec';

export interface StreamHeader {
  readonly version: number;
  readonly tmpfsBlocks: number;
  readonly blockCount: number;
  readonly pid: number;
  readonly ppid: number;
  readonly origin: StreamOrigin;
  readonly state: StreamState;
  readonly endKind: StreamEndKind;
  /** Null where the process was not asked or could not tell. */
  readonly endStatus: number | null;
  readonly startMonoNs: number;
  readonly startRealNs: number;
  readonly startCpuNs: number;
  /** 0 = not ended. */
  readonly endMonoNs: number;
  readonly endCpuNs: number;
  readonly periodNs: number;
  /** 0x030c01f0 is 3.12.1 final; 0 unknown. */
  readonly pythonVersion: number;
  /** Bits, see `unavailableBit` in layout.ts. */
  readonly unavailable: number;
  readonly secondsShift: number;
  /** `startMonoNs` of the parent's stream for a forked child, else 0. */
  readonly parentStream: number;
  /** When the part that is recorded begins and ended; 0 = with the process. */
  readonly windowBeginNs: number;
  readonly windowEndNs: number;
  /** The latest whole one. */
  readonly checkpoint: Checkpoint | undefined;
  /** 64 counters, see `counterIndex` in layout.ts. */
  readonly counters: Float64Array;
}

/** One module that was loaded. Times in ns; "own" is without what was imported meanwhile in the same thread. */
export interface ImportFacts {
  /** 1, 2, … in the order in which they began; 0 never. */
  readonly id: number;
  /** The import during which it happened, 0 none. */
  readonly parent: number;
  readonly threadRow: number;
  /** Bits, see `importFlag` in layout.ts. */
  readonly flags: number;
  /** Since `startMonoNs`. */
  readonly startNs: number;
  readonly totalNs: number;
  readonly ownNs: number;
  /** Own time in shared objects being loaded and in their initialisers. */
  readonly nativeNs: number;
  /** Own changes of what the process holds and of its resident memory; may be negative. */
  readonly liveBytes: number;
  readonly residentKib: number;
  /** Innermost first; offsets in bytes. */
  readonly callers: readonly { readonly code: number; readonly offset: number }[];
  readonly name: string;
  /** "" where the module has no file. */
  readonly path: string;
  /** Of its Python functions, how many were watched for being called after it was loaded; 0: none. */
  readonly functions: number;
  /** One of them was called; false only where all were looked at in the end, null otherwise. */
  readonly called: boolean | null;
  /** Null where it was not counted, as in older sessions. */
  readonly files: ImportFiles | null;
}

/** Regular files that an import opened for reading, without those of imports during it. */
export interface ImportFiles {
  readonly count: number;
  readonly bytes: number;
  /** Of the bytes, the module's own bytecode; 0 where it came from elsewhere. */
  readonly codeBytes: number;
}

export interface Checkpoint {
  readonly monoNs: number;
  readonly processCpuNs: number;
  readonly userUs: number;
  readonly systemUs: number;
}

/** A thread, or the several that a row stands for. */
export interface ThreadFacts {
  readonly row: number;
  readonly tid: number;
  readonly state: 'live' | 'ended';
  readonly threadCount: number;
  readonly main: boolean;
  readonly shared: boolean;
  readonly startNs: number;
  readonly lifeNs: number;
  readonly cpuNs: number;
  readonly cpuLiveNs: number;
  readonly sampledNs: number;
  readonly waitNs: number;
  readonly shortWaitNs: number;
  /** 0 = not blocked. */
  readonly blockedSinceNs: number;
  readonly blockedClass: number;
  readonly blockedNode: number;
  readonly signals: number;
  readonly overruns: number;
  readonly name: string;
  readonly seenNs: number;
  readonly kernelNs: number;
}

/** The calling context tree; index = node id, id 0 is never used. `kind` 0 is a hole; parents have smaller ids. */
export interface NodeColumns {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly parent: Uint32Array;
  /** Thread: row. Python: code id. Native: module id. */
  readonly subject: Uint32Array;
  /** Python: instruction offset in bytes. Native: function start minus bias; 0x3fffffff unknown. */
  readonly offset: Uint32Array;
}

/**
 * What stacks cost. Holes are left out. The same (node, class) may occur more than once. Of copies, `ns` is bytes and `squares` the
 * variance in KiB².
 */
export interface CellColumns {
  readonly length: number;
  readonly node: Uint32Array;
  readonly class: Uint8Array;
  readonly ns: Float64Array;
  readonly squares: Float64Array;
  readonly samples: Uint32Array;
}

/**
 * What stacks allocated and hold, in bytes requested; the units of the names are those of the file. Holes are left out. The same (node,
 * domain) may occur more than once.
 */
export interface MemoryColumns {
  readonly length: number;
  /** Which entry of the stream's table it is: what the history refers to. */
  readonly row: Uint32Array;
  readonly node: Uint32Array;
  /** 1 python, 2 native, 3 mapped. */
  readonly domain: Uint8Array;
  readonly allocBytes: Float64Array;
  readonly allocCount256: Float64Array;
  readonly allocVarianceKib2: Float64Array;
  readonly liveBytes: Float64Array;
  readonly liveVarianceKib2: Float64Array;
  /** Valid while `peakEpoch` is the stream's, else what is live is. */
  readonly atPeakBytes: Float64Array;
  readonly atPeakVarianceKib2: Float64Array;
  readonly peakBytes: Float64Array;
  readonly freedBytes: Float64Array;
  readonly churnBytes: Float64Array;
  readonly highsBytes: Float64Array;
  readonly loggedBytes: Float64Array;
  readonly peakEpoch: Uint32Array;
  readonly samples: Uint32Array;
  readonly frees: Uint32Array;
  readonly liveSamples: Uint32Array;
  /** Since `startMonoNs`. */
  readonly firstMs: Uint32Array;
  readonly lastMs: Uint32Array;
  readonly highs: Uint32Array;
  readonly loggedEntry: Uint32Array;
  /** 1: more was allocated since the last high. */
  readonly rises: Uint32Array;
  /** The highest since the last high. */
  readonly highKib: Uint32Array;
}

/** The footprint in buckets of `momentMs << momentShift` from `startMonoNs`; a bucket of zeros goes on as the one before ended. */
export interface MomentColumns {
  readonly length: number;
  readonly highBytes: Float64Array;
  readonly endBytes: Float64Array;
  readonly rssKib: Uint32Array;
  readonly samples: Uint32Array;
}

/** How the live bytes of entries changed where it mattered, in the order in which it was noted. */
export interface HistoryColumns {
  readonly length: number;
  /** `MemoryColumns.row`. */
  readonly row: Uint32Array;
  readonly ms: Uint32Array;
  readonly highKib: Uint32Array;
  readonly endKib: Uint32Array;
}

/** Microseconds by class group in buckets of `2^secondsShift` seconds from `startMonoNs`. */
export interface SecondColumns {
  readonly length: number;
  readonly pythonUs: Uint32Array;
  readonly nativeUs: Uint32Array;
  readonly kernelUs: Uint32Array;
  readonly waitUs: Uint32Array;
  readonly signals: Uint32Array;
}

export type LineTableKind = 'lnotab' | 'linetable' | 'locations' | 'unknown';

export interface CodeFacts {
  readonly id: number;
  /** String ids. */
  readonly filename: number;
  readonly name: number;
  readonly firstLine: number;
  readonly lineTableKind: LineTableKind;
  /** Shorter than recorded when a part is missing. */
  readonly lineTable: Uint8Array;
}

export interface ModuleFacts {
  readonly id: number;
  readonly path: string;
  readonly bias: number;
  readonly low: number;
  readonly high: number;
  /** Hexadecimal, "" without one. */
  readonly buildId: string;
}

export interface ProcessFacts {
  readonly executable: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly version: string;
  /** "<line> <file>\n" for each frame of the last traceback on standard error, then "! <type>\n"; "" without one. */
  readonly traceback: string;
  /** What exec was asked to run last: the path, then the arguments; cut. Empty without an exec. */
  readonly replacement: readonly string[];
  /** Process ids, parent first. Only where processes of the tree had been seen that are no Python. */
  readonly ancestors: readonly number[];
}

/** A child that the process waited for. */
export interface ChildEnd {
  /** When its status was taken. */
  readonly monoNs: number;
  /** When it was started; 0 where the parent only forked it. */
  readonly startMonoNs: number;
  /** Of the child and of all that it waited for itself. */
  readonly cpuNs: number;
  readonly pid: number;
  /** As wait(2) gives it. */
  readonly waitStatus: number;
  /** What it ran, as asked for and cut; "" where the parent does not know. */
  readonly path: string;
  readonly command: readonly string[];
}

/** Further children of the process that ran one program and left no stream. */
export interface ChildGroup {
  readonly lastMonoNs: number;
  readonly cpuNs: number;
  /** From their starts until their statuses were taken, added up. */
  readonly wallNs: number;
  readonly count: number;
  /** Ended with another status than 0. */
  readonly failed: number;
  /** Ended by a signal. */
  readonly killed: number;
  /** "": several programs, or unknown ones. */
  readonly path: string;
}

export interface StreamEvent {
  /** `ready`: the user's mark was seen. */
  readonly kind: 'fork' | 'exec' | 'not-followed' | 'ready' | 'unknown';
  readonly monoNs: number;
  readonly value: number;
}

/** An event loop that went on for long without resting. */
export interface StallFacts {
  /** Since `startMonoNs`. */
  readonly startNs: number;
  readonly durationNs: number;
  /** Row. */
  readonly thread: number;
  /** What its thread did meanwhile: as cells. */
  readonly spent: readonly { readonly node: number; readonly class: number; readonly ns: number }[];
}

/** One process. */
export interface Stream {
  readonly header: StreamHeader;
  readonly threads: readonly ThreadFacts[];
  readonly seconds: SecondColumns;
  readonly nodes: NodeColumns;
  readonly cells: CellColumns;
  readonly memory: MemoryColumns;
  readonly moments: MomentColumns;
  readonly history: HistoryColumns;
  readonly strings: ReadonlyMap<number, string>;
  readonly codes: ReadonlyMap<number, CodeFacts>;
  readonly modules: ReadonlyMap<number, ModuleFacts>;
  readonly process: ProcessFacts;
  readonly events: readonly StreamEvent[];
  /** In the order in which they ended. */
  readonly imports: readonly ImportFacts[];
  /** In the order in which they were waited for. */
  readonly children: readonly ChildEnd[];
  readonly childGroups: readonly ChildGroup[];
  /** In the order in which they ended; of the longest, and some that were for a while. */
  readonly stalls: readonly StallFacts[];
}
