/**
 * What the editor adds to the results of memory queries: the choice of what the heat shows, what a run has measured, and the text of
 * lines. Bytes are bytes requested, shares are fractions in 0..1, lines are 1-based, times are seconds since the run's start.
 */

import type { CopyLine, HeldLine, Leak, MemoryLine } from './memory.ts';
import type { LineJson } from './profileJson.ts';

/** What the heat of lines stands for. `peak`: what was live when the process was at its highest. */
export type HeatMetric = 'time' | 'allocated' | 'peak' | 'copies';

/** What a line allocated, holds and copied. */
export type LineMemory = Pick<
  LineJson,
  | 'alloc_bytes'
  | 'alloc_bytes_ci95'
  | 'at_peak_bytes'
  | 'at_peak_bytes_ci95'
  | 'peak_bytes'
  | 'python_fraction'
  | 'copy_bytes'
  | 'copy_bytes_ci95'
  | 'copy_bytes_s'
>;

/** What the run says of memory as a whole. */
export interface MemorySummary {
  /** What the heat can show of this run: always `time`. */
  readonly metrics: readonly HeatMetric[];
  readonly peak_live_bytes: number;
  readonly peak_rss_bytes: number;
  readonly alloc_bytes: number;
  readonly copy_bytes: number;
  readonly n_leaks: number;
  /** Why there are no memory figures; null when memory was measured. */
  readonly memoryMissing: MissingMeasurement | null;
  readonly copiesMissing: MissingMeasurement | null;
}

/** Why something was not measured. */
export interface MissingMeasurement {
  /** Stable, upper case; each has an entry in docs/causes.md. */
  readonly code: 'MEMORY_OFF' | 'COPIES_OFF' | 'OWN_ALLOCATOR' | 'MEMORY_NO_ROOM' | 'IMPORTS_OFF';
  /** A sentence for the user, with what to do about it. */
  readonly message: string;
}

/** A line's text as it was profiled, trimmed; "" where the session kept no text. */
interface WithSource {
  readonly source: string;
}

/** A line in the "Memory" view. */
export type MemoryRow = MemoryLine & WithSource;

/** A line in the "Copies" view. */
export type CopyRow = CopyLine & WithSource;

/** A suspected leak in the "Leaks" view. */
export type LeakRow = Leak & WithSource;

/** A line that held memory at some time. */
export type HoldingRow = HeldLine & WithSource;

/** A suspected leak on a line of a document as it is now. */
export interface DocumentLeak {
  /** Of the document. */
  readonly line: number;
  readonly leak: LeakRow;
}
