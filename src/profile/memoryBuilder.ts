/** Collects memory rows, their history and copies while the tree is built; their nodes get their final places at the end. */
import {
  noPss,
  type CopyRows,
  type MemoryHistory,
  type MemoryRows,
  type MemoryTables,
  type ProcessMemory,
  type PssRows,
} from './memoryTables.ts';

/** A row with its columns' values. */
type RowOf<Table> = { readonly [Column in Exclude<keyof Table, 'length'>]: number };
export type MemoryRow = RowOf<MemoryRows>;
export type HistoryStep = RowOf<MemoryHistory>;
export type CopyRow = RowOf<CopyRows>;

export class MemoryBuilder {
  readonly #rows: MemoryRow[] = [];
  readonly #history: HistoryStep[] = [];
  readonly #copies: CopyRow[] = [];
  readonly #processes: ProcessMemory[] = [];
  #pss = noPss;

  /** @returns the row's index, for its history */
  addRow(row: MemoryRow): number {
    return this.#rows.push(row) - 1;
  }

  addStep(step: HistoryStep): void {
    this.#history.push(step);
  }

  addCopy(row: CopyRow): void {
    this.#copies.push(row);
  }

  /** In the order of the profile's processes. */
  addProcess(process: ProcessMemory): void {
    this.#processes.push(process);
  }

  setPss(rows: PssRows): void {
    this.#pss = rows;
  }

  /** @param position for each node that rows were added with its place in the finished tree */
  finish(position: Int32Array): MemoryTables {
    return {
      rows: memoryRows(this.#rows, position),
      history: historySteps(this.#history),
      copies: copyRows(this.#copies, position),
      processes: this.#processes,
      pss: this.#pss,
    };
  }
}

function placed(node: number, position: Int32Array): number {
  return node < 0 ? -1 : (position[node] ?? -1);
}

function memoryRows(rows: readonly MemoryRow[], position: Int32Array): MemoryRows {
  const bytes = (value: (row: MemoryRow) => number): Float64Array => Float64Array.from(rows, value);
  const counts = (value: (row: MemoryRow) => number): Uint32Array => Uint32Array.from(rows, value);
  return {
    length: rows.length,
    node: Int32Array.from(rows, (row) => placed(row.node, position)),
    process: Int32Array.from(rows, (row) => row.process),
    thread: Int32Array.from(rows, (row) => row.thread),
    domain: Uint8Array.from(rows, (row) => row.domain),
    allocBytes: bytes((row) => row.allocBytes),
    allocCount: bytes((row) => row.allocCount),
    allocVariance: bytes((row) => row.allocVariance),
    liveBytes: bytes((row) => row.liveBytes),
    liveVariance: bytes((row) => row.liveVariance),
    atPeakBytes: bytes((row) => row.atPeakBytes),
    atPeakVariance: bytes((row) => row.atPeakVariance),
    peakBytes: bytes((row) => row.peakBytes),
    freedBytes: bytes((row) => row.freedBytes),
    churnBytes: bytes((row) => row.churnBytes),
    highsBytes: bytes((row) => row.highsBytes),
    highs: counts((row) => row.highs),
    openHighBytes: bytes((row) => row.openHighBytes),
    samples: counts((row) => row.samples),
    frees: counts((row) => row.frees),
    liveSamples: counts((row) => row.liveSamples),
    firstSeconds: bytes((row) => row.firstSeconds),
    lastSeconds: bytes((row) => row.lastSeconds),
  };
}

function historySteps(steps: readonly HistoryStep[]): MemoryHistory {
  const sorted = steps.toSorted((a, b) => a.row - b.row || a.seconds - b.seconds);
  return {
    length: sorted.length,
    row: Int32Array.from(sorted, (step) => step.row),
    seconds: Float64Array.from(sorted, (step) => step.seconds),
    highBytes: Float64Array.from(sorted, (step) => step.highBytes),
    endBytes: Float64Array.from(sorted, (step) => step.endBytes),
  };
}

function copyRows(rows: readonly CopyRow[], position: Int32Array): CopyRows {
  return {
    length: rows.length,
    node: Int32Array.from(rows, (row) => placed(row.node, position)),
    process: Int32Array.from(rows, (row) => row.process),
    thread: Int32Array.from(rows, (row) => row.thread),
    sizeBin: Uint8Array.from(rows, (row) => row.sizeBin),
    bytes: Float64Array.from(rows, (row) => row.bytes),
    variance: Float64Array.from(rows, (row) => row.variance),
    samples: Uint32Array.from(rows, (row) => row.samples),
  };
}
