/** Records of event loops that went on for long without resting. */
import { setU64, type ByteReader } from './bytes.ts';
import { limits } from './layout.ts';
import type { StallFacts } from './session.ts';

const headSize = 8 + 24;
const spentSize = 16;
const mostSpent = 16;

/** @returns false when the record is cut or contradicts itself */
export function readStall(record: ByteReader, stalls: StallFacts[]): boolean {
  if (record.length < headSize || stalls.length >= limits.stalls) return false;
  const count = record.u32(28);
  if (count > mostSpent || record.length < headSize + count * spentSize) return false;
  stalls.push({
    startNs: record.u64(8),
    durationNs: record.u64(16),
    thread: record.u32(24),
    spent: Array.from({ length: count }, (_, index) => {
      const at = headSize + index * spentSize;
      return { node: record.u32(at), class: record.u32(at + 4), ns: record.u64(at + 8) };
    }),
  });
  return true;
}

export function stallPayload({ startNs, durationNs, thread, spent }: StallFacts): Uint8Array {
  const payload = new DataView(new ArrayBuffer(headSize - 8 + spent.length * spentSize));
  setU64(payload, 0, startNs);
  setU64(payload, 8, durationNs);
  payload.setUint32(16, thread, true);
  payload.setUint32(20, spent.length, true);
  for (const [index, each] of spent.entries()) {
    const at = headSize - 8 + index * spentSize;
    payload.setUint32(at, each.node, true);
    payload.setUint32(at + 4, each.class, true);
    setU64(payload, at + 8, each.ns);
  }
  return new Uint8Array(payload.buffer);
}
