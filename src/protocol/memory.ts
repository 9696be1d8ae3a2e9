/**
 * What the editor shows of memory, leaks and copies: results of queries as they travel from the language server to the extension.
 * Bytes are bytes requested, except where RSS is named; times are seconds since the first process began; lines are 1-based.
 */

import type { CopyJson, FootprintJson, FrameJson, LeakJson, MemoryJson } from './profileJson.ts';

/** What a line allocated and holds. */
export interface MemoryLine extends MemoryJson {
  readonly path: string;
  readonly line: number;
  readonly freed_bytes: number;
  /** Of what was live when the process's live bytes were highest, 0..1. */
  readonly share: number;
  /** Sampled allocations behind the figures. */
  readonly samples: number;
}

/** The same of a function: the sum over its lines. */
export interface MemoryFunction extends MemoryLine {
  readonly name: string;
}

/** What memory rows can be ordered by. */
export type MemoryOrder = 'peak' | 'allocated' | 'live';

export type Leak = LeakJson;

export interface CopyLine extends CopyJson {
  /** Of everything that was copied, 0..1. */
  readonly share: number;
}

/** The footprint of a process, or of all together, at most as many points as asked for; the highest is kept exactly. */
export interface Footprint {
  readonly points: readonly FootprintJson[];
  /** When the live bytes were highest, and how high. */
  readonly peak_s: number;
  readonly peak_live_bytes: number;
  readonly peak_rss_bytes: number;
  /** The highest that was read of the processes together; null where PSS was not read. */
  readonly peak_pss_bytes: number | null;
  /** Much of what is resident is shared between processes, so that RSS counts it more than once. */
  readonly pss_differs: boolean;
  /** The last moment that is known. */
  readonly end_s: number;
}

/** A value over time. */
export interface TimelinePoint {
  readonly t_s: number;
  readonly bytes: number;
}

/** A line that held memory at some moment. */
export interface HeldLine extends FrameJson {
  readonly bytes: number;
  /** Of what all lines and other code held at that moment, 0..1. */
  readonly share: number;
}

export interface HeldLines {
  readonly t_s: number;
  /** What was live at that moment, also without a line. */
  readonly live_bytes: number;
  /** Most bytes first. */
  readonly lines: readonly HeldLine[];
}
