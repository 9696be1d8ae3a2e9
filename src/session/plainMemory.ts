/** Memory of a plain stream: for tests and made-up sessions. */
import { amountNames, emptyMemory, wordNames } from './decodeMemory.ts';
import type { HistoryColumns, MemoryColumns, MomentColumns } from './session.ts';

type MemoryField = (typeof amountNames)[number] | (typeof wordNames)[number];

/** What a stack allocated and holds, in the units of the file; 0 unless told. */
export interface PlainMemoryRow extends Partial<Record<MemoryField, number>> {
  /** 1 python, 2 native, 3 mapped. */
  readonly domain: number;
  readonly history?: readonly PlainStep[];
}

export interface PlainStep {
  readonly ms: number;
  readonly highKib: number;
  readonly endKib: number;
}

/** A bucket of the footprint. */
export interface PlainMoment {
  readonly highBytes: number;
  readonly endBytes: number;
  readonly rssKib?: number;
  /** 1 unless told. */
  readonly samples?: number;
}

export class PlainMemoryTables {
  readonly #rows: { node: number; row: PlainMemoryRow }[] = [];
  readonly #steps: (PlainStep & { row: number })[] = [];

  add(node: number, row: PlainMemoryRow): void {
    const index = this.#rows.push({ node, row }) - 1;
    for (const step of row.history ?? []) this.#steps.push({ row: index, ...step });
  }

  memoryColumns(): MemoryColumns {
    const columns = emptyMemory(this.#rows.length);
    columns.length = this.#rows.length;
    for (const [index, { node, row }] of this.#rows.entries()) {
      columns.row[index] = index;
      columns.node[index] = node;
      columns.domain[index] = row.domain;
      for (const name of [...amountNames, ...wordNames]) columns[name][index] = row[name] ?? 0;
    }
    return columns;
  }

  historyColumns(): HistoryColumns {
    const steps = this.#steps;
    return {
      length: steps.length,
      row: Uint32Array.from(steps, (step) => step.row),
      ms: Uint32Array.from(steps, (step) => step.ms),
      highKib: Uint32Array.from(steps, (step) => step.highKib),
      endKib: Uint32Array.from(steps, (step) => step.endKib),
    };
  }
}

export function momentColumns(moments: readonly PlainMoment[]): MomentColumns {
  return {
    length: moments.length,
    highBytes: Float64Array.from(moments, (moment) => moment.highBytes),
    endBytes: Float64Array.from(moments, (moment) => moment.endBytes),
    rssKib: Uint32Array.from(moments, (moment) => moment.rssKib ?? 0),
    samples: Uint32Array.from(moments, (moment) => moment.samples ?? 1),
  };
}
