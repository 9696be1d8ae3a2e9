/**
 * Sample weights to seconds.
 *
 * A sample's weight is an estimate; the thread rows carry the exact CPU clocks. A row with enough samples is scaled so that its stored
 * and dropped weights sum to its clock. Below that a single row's clock says little (a thread of 1 ms has no sample, or one that
 * weighs 10 ms), but the sum over such rows is unbiased: they are pooled and share one factor.
 */
import { firstAwaitClass } from '../session/layout.ts';
import type { Stream, ThreadFacts } from '../session/session.ts';

/** Rows with fewer samples than this are pooled; at 20 the clock is known far better than the sum of the weights. */
export const pooledBelowSamples = 20;

const firstWaitingClass = 16;

export interface RowWeights {
  readonly cpuNs: number;
  /** Weight with a stack. */
  readonly storedNs: number;
  /** Weight with or without a stack. */
  readonly sampledNs: number;
  readonly samples: number;
  readonly waitNs: number;
  /** Seconds per nanosecond of weight, for the calling context tree. */
  readonly scale: number;
  /** The same from this row's clock alone: for the thread's own figures. */
  readonly ownScale: number;
}

export interface Calibration {
  readonly rows: ReadonlyMap<number, RowWeights>;
  /** CPU seconds that no stack carries. */
  readonly unsampledSeconds: number;
}

/**
 * @param rowOfNode for each node the thread row at its root, -1 for none
 */
export function calibrate(stream: Stream, rowOfNode: Int32Array): Calibration {
  const sums = sumCells(stream, rowOfNode);
  const drafts = stream.threads.map((thread) => draftRow(thread, sums.get(thread.row)));
  const pooled = drafts.filter((draft) => draft.samples < pooledBelowSamples);
  const pooledCpuNs = sum(pooled, (draft) => draft.cpuNs);
  const pooledScale =
    ratio(
      pooledCpuNs,
      sum(pooled, (draft) => draft.sampledNs),
    ) * 1e-9;
  const rows = new Map<number, RowWeights>();
  let carriedSeconds = 0;
  for (const draft of drafts) {
    const ownScale = ratio(draft.cpuNs, draft.sampledNs) * 1e-9;
    const scale = draft.samples < pooledBelowSamples ? pooledScale : ownScale;
    rows.set(draft.row, { ...draft, scale, ownScale });
    carriedSeconds += draft.storedNs * scale;
  }
  const cpuSeconds = sum(drafts, (draft) => draft.cpuNs) * 1e-9;
  return { rows, unsampledSeconds: Math.max(0, cpuSeconds - carriedSeconds) };
}

interface CellSums {
  storedNs: number;
  samples: number;
  waitNs: number;
}

function sumCells(stream: Stream, rowOfNode: Int32Array): Map<number, CellSums> {
  const { cells } = stream;
  const sums = new Map<number, CellSums>();
  for (let cell = 0; cell < cells.length; cell++) {
    // Neither what tasks awaited nor copies are time of the thread.
    if ((cells.class[cell] ?? 0) >= firstAwaitClass) continue;
    const row = rowOfNode[cells.node[cell] ?? 0] ?? -1;
    let of = sums.get(row);
    if (of === undefined) sums.set(row, (of = { storedNs: 0, samples: 0, waitNs: 0 }));
    if ((cells.class[cell] ?? 0) >= firstWaitingClass) {
      of.waitNs += cells.ns[cell] ?? 0;
    } else {
      of.storedNs += cells.ns[cell] ?? 0;
      of.samples += cells.samples[cell] ?? 0;
    }
  }
  return sums;
}

function draftRow(thread: ThreadFacts, sums: CellSums = { storedNs: 0, samples: 0, waitNs: 0 }) {
  return {
    row: thread.row,
    cpuNs: thread.cpuNs + thread.cpuLiveNs,
    storedNs: sums.storedNs,
    // A copy of a live stream may hold a cell that is newer than the row.
    sampledNs: Math.max(thread.sampledNs, sums.storedNs),
    samples: Math.max(thread.signals, sums.samples),
    waitNs: sums.waitNs,
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
