/** Writers of the entries about memory: the counterpart of decodeMemory. */
import { setU64 } from './bytes.ts';
import { amountNames, wordNames } from './decodeMemory.ts';
import type { HistoryColumns, MemoryColumns, MomentColumns } from './session.ts';

type RowWriter = (view: DataView, at: number, index: number) => void;

/** Rows keep their numbers; those between are holes. */
export function memoryWriter(memory: MemoryColumns): { readonly count: number; readonly write: RowWriter } {
  const { length } = memory;
  const indexOf = new Map(Array.from(memory.row.subarray(0, length), (row, index) => [row, index]));
  return {
    count: Math.max(-1, ...indexOf.keys()) + 1,
    write(view, at, row) {
      const index = indexOf.get(row);
      if (index === undefined) return;
      view.setUint32(at, (((memory.node[index] ?? 0) << 8) | (memory.domain[index] ?? 0)) >>> 0, true);
      view.setUint32(at + 4, 0x80000000, true);
      for (const [field, name] of amountNames.entries()) setU64(view, at + 8 + field * 8, memory[name][index] ?? 0);
      for (const [field, name] of wordNames.entries())
        view.setUint32(at + 104 + field * 4, memory[name][index] ?? 0, true);
    },
  };
}

export function momentWriter(moments: MomentColumns): RowWriter {
  return (view, at, index) => {
    setU64(view, at, moments.highBytes[index] ?? 0);
    setU64(view, at + 8, moments.endBytes[index] ?? 0);
    view.setUint32(at + 16, moments.rssKib[index] ?? 0, true);
    view.setUint32(at + 20, moments.samples[index] ?? 0, true);
  };
}

/** Entry 0 is never used. */
export function historyWriter(history: HistoryColumns): { readonly count: number; readonly write: RowWriter } {
  return {
    count: history.length === 0 ? 0 : history.length + 1,
    write(view, at, entry) {
      if (entry === 0) return;
      const { row, ms, highKib, endKib } = history;
      for (const [field, column] of [row, ms, highKib, endKib].entries())
        view.setUint32(at + field * 4, column[entry - 1] ?? 0, true);
    },
  };
}
