/** What stacks allocated, held and copied, and the footprint of each process. Bytes are bytes requested; immutable once built. */
import type { Seconds } from './units.ts';

/** Values of `MemoryRows.domain`: through Python's own allocators, through malloc, or mapped by the program itself. */
export const memoryDomain = { python: 1, native: 2, mapped: 3 } as const;

export interface MemoryTables {
  readonly rows: MemoryRows;
  readonly history: MemoryHistory;
  readonly copies: CopyRows;
  /** One for each process of the profile, in their order. */
  readonly processes: readonly ProcessMemory[];
  readonly pss: PssRows;
}

/**
 * One row for each stack and domain of a process. The same stack may have several rows: they add up. What is estimated from samples
 * has its variance in bytes² beside it.
 */
export interface MemoryRows {
  readonly length: number;
  /** The leaf of the stack, -1: no frame at all. */
  readonly node: Int32Array;
  readonly process: Int32Array;
  readonly thread: Int32Array;
  readonly domain: Uint8Array;
  /** Everything requested during the run; growth by realloc counts the growth. */
  readonly allocBytes: Float64Array;
  readonly allocCount: Float64Array;
  readonly allocVariance: Float64Array;
  /** Not freed at the end. */
  readonly liveBytes: Float64Array;
  readonly liveVariance: Float64Array;
  /** Live when the process's live bytes were highest. */
  readonly atPeakBytes: Float64Array;
  readonly atPeakVariance: Float64Array;
  /** The row's own highest. */
  readonly peakBytes: Float64Array;
  readonly freedBytes: Float64Array;
  /** Of them freed within a tenth of a second. */
  readonly churnBytes: Float64Array;
  /** Sum and number of the heights from which the live bytes fell by a quarter and more. */
  readonly highsBytes: Float64Array;
  readonly highs: Uint32Array;
  /** The height that it has reached since and not left yet; 0 where it only fell. */
  readonly openHighBytes: Float64Array;
  /** Sampled allocations, those of them that were freed, and those that are live. */
  readonly samples: Uint32Array;
  readonly frees: Uint32Array;
  readonly liveSamples: Uint32Array;
  /** First and last sampled allocation since the process began. */
  readonly firstSeconds: Float64Array;
  readonly lastSeconds: Float64Array;
}

/** How rows' live bytes went: steps at which they changed by much, by row and then by time. */
export interface MemoryHistory {
  readonly length: number;
  /** Index into `MemoryRows`. */
  readonly row: Int32Array;
  /** Start of the bucket since the process began. */
  readonly seconds: Float64Array;
  /** The highest within the bucket. */
  readonly highBytes: Float64Array;
  /** At the end of the bucket; holds until the row's next step. */
  readonly endBytes: Float64Array;
}

/** Volume copied by memcpy and its like, by stack and size of one copy. */
export interface CopyRows {
  readonly length: number;
  readonly node: Int32Array;
  readonly process: Int32Array;
  readonly thread: Int32Array;
  /** floor(log2(bytes of one copy)). */
  readonly sizeBin: Uint8Array;
  readonly bytes: Float64Array;
  readonly variance: Float64Array;
  readonly samples: Uint32Array;
}

/**
 * The proportional set size as it was read now and then, with the resident set of the same look. All processes that ran are read in one round: its
 * rows have one and the same moment. Ascending in time.
 */
export interface PssRows {
  readonly length: number;
  /** Since the first process began. */
  readonly seconds: Float64Array;
  readonly process: Int32Array;
  readonly pssBytes: Float64Array;
  readonly rssBytes: Float64Array;
}

/** The memory of one process as a whole. */
export interface ProcessMemory {
  /** Whether allocations were followed. */
  readonly measured: boolean;
  readonly copiesMeasured: boolean;
  /** Since the first process began. */
  readonly startSeconds: Seconds;
  readonly peakLiveBytes: number;
  /** Since the process began. */
  readonly peakSeconds: Seconds;
  readonly peakRssBytes: number;
  readonly liveBytes: number;
  /** Mean distance between samples at the end; 0 when not measured. */
  readonly intervalBytes: number;
  readonly copyIntervalBytes: number;
  readonly samples: number;
  readonly frees: number;
  /** Requested and copied altogether, exact but for what no sample has closed yet. */
  readonly allocBytes: number;
  readonly copyBytes: number;
  readonly copySamples: number;
  /** What sampling itself took. */
  readonly recordingSeconds: Seconds;
  /** Samples without a row, and samples not followed to their free. */
  readonly noRoom: number;
  readonly lost: number;
  /** Live samples let go, their weight given to the others. */
  readonly thinned: number;
  readonly timeline: FootprintTimeline;
}

/** Buckets of equal width in which something changed, ascending; what is between them is as the one before ended. */
export interface FootprintTimeline {
  readonly length: number;
  readonly bucketSeconds: Seconds;
  /** Start of the bucket since the process began. */
  readonly seconds: Float64Array;
  readonly liveHighBytes: Float64Array;
  readonly liveEndBytes: Float64Array;
  /** Resident set; 0 where it was not read. */
  readonly rssBytes: Float64Array;
}

const noBytes = new Float64Array(0);

export const noPss: PssRows = {
  length: 0,
  seconds: noBytes,
  process: new Int32Array(0),
  pssBytes: noBytes,
  rssBytes: noBytes,
};

export const noTimeline: FootprintTimeline = {
  length: 0,
  bucketSeconds: 0,
  seconds: noBytes,
  liveHighBytes: noBytes,
  liveEndBytes: noBytes,
  rssBytes: noBytes,
};

export const noProcessMemory: ProcessMemory = {
  measured: false,
  copiesMeasured: false,
  startSeconds: 0,
  peakLiveBytes: 0,
  peakSeconds: 0,
  peakRssBytes: 0,
  liveBytes: 0,
  intervalBytes: 0,
  copyIntervalBytes: 0,
  samples: 0,
  frees: 0,
  allocBytes: 0,
  copyBytes: 0,
  copySamples: 0,
  recordingSeconds: 0,
  noRoom: 0,
  lost: 0,
  thinned: 0,
  timeline: noTimeline,
};
