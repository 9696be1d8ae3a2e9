/** The tables of a stream about memory: what stacks hold, how that changed, and the process's footprint. */
import type { Problem } from '../base/result.ts';
import type { BlockList } from './blocks.ts';
import type { ByteReader } from './bytes.ts';
import {
  blockHeaderSize,
  historyPerBlock,
  historySize,
  memoryDomains,
  memoryPerBlock,
  memorySize,
  momentSize,
  momentsPerBlock,
} from './layout.ts';
import type { HistoryColumns, MemoryColumns, MomentColumns, NodeColumns } from './session.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Entries that the blocks which are there have room for. */
function roomIn(blocks: BlockList, perBlock: number): number {
  return blocks.reduce((room, block) => room + (block === undefined ? 0 : perBlock), 0);
}

/** Holes are left out: `row` says which entry of the table each one is. */
export function decodeMemory(blocks: BlockList, nodes: NodeColumns, problems: Problem[]): MemoryColumns {
  const memory = emptyMemory(roomIn(blocks, memoryPerBlock));
  let lost = 0;
  for (const [sequence, block] of blocks.entries()) {
    if (block === undefined) continue;
    for (let index = 0; index < memoryPerBlock; index++) {
      lost += readMemory(memory, block, blockHeaderSize + index * memorySize, sequence * memoryPerBlock + index, nodes);
    }
  }
  if (lost > 0) {
    problems.push({
      code: 'memory-without-stack',
      message: `${lost} entries of a stream's table of memory belong to stacks that are missing and were left out.`,
    });
  }
  return memory;
}

/** @param room for so many rows at most */
export function emptyMemory(room: number): Writable<MemoryColumns> {
  const words = (): Uint32Array => new Uint32Array(room);
  const amounts = (): Float64Array => new Float64Array(room);
  return {
    length: 0,
    row: words(),
    node: words(),
    domain: new Uint8Array(room),
    allocBytes: amounts(),
    allocCount256: amounts(),
    allocVarianceKib2: amounts(),
    liveBytes: amounts(),
    liveVarianceKib2: amounts(),
    atPeakBytes: amounts(),
    atPeakVarianceKib2: amounts(),
    peakBytes: amounts(),
    freedBytes: amounts(),
    churnBytes: amounts(),
    highsBytes: amounts(),
    loggedBytes: amounts(),
    peakEpoch: words(),
    samples: words(),
    frees: words(),
    liveSamples: words(),
    firstMs: words(),
    lastMs: words(),
    highs: words(),
    loggedEntry: words(),
    rises: words(),
    highKib: words(),
  };
}

/** @returns 1 when the entry has no stack to belong to, else 0 */
function readMemory(
  memory: Writable<MemoryColumns>,
  block: ByteReader,
  at: number,
  row: number,
  nodes: NodeColumns,
): 0 | 1 {
  const low = block.u32(at);
  const high = block.u32(at + 4);
  if (low === 0 && high === 0) return 0;
  const node = low >>> 8;
  const domain = low & 0xff;
  if (high !== 0x80000000 || node >= nodes.length || nodes.kind[node] === 0 || !memoryDomains.includes(domain))
    return 1;
  const index = memory.length++;
  memory.row[index] = row;
  memory.node[index] = node;
  memory.domain[index] = domain;
  for (const [field, name] of amountNames.entries()) memory[name][index] = amount(block, at + 8 + field * 8);
  for (const [field, name] of wordNames.entries()) memory[name][index] = block.u32(at + 104 + field * 4);
  return 0;
}

/** A difference that a copy at a bad moment shows below zero. */
function amount(block: ByteReader, at: number): number {
  const value = block.u64(at);
  return value >= 2 ** 63 ? 0 : value;
}

/** The 64-bit fields in their order. */
export const amountNames = [
  'allocBytes',
  'allocCount256',
  'allocVarianceKib2',
  'liveBytes',
  'liveVarianceKib2',
  'atPeakBytes',
  'atPeakVarianceKib2',
  'peakBytes',
  'freedBytes',
  'churnBytes',
  'highsBytes',
  'loggedBytes',
] as const;

/** The 32-bit fields behind them. */
export const wordNames = [
  'peakEpoch',
  'samples',
  'frees',
  'liveSamples',
  'firstMs',
  'lastMs',
  'highs',
  'loggedEntry',
  'rises',
  'highKib',
] as const;

/** Buckets up to the last one that is not zero. */
export function decodeMoments(blocks: BlockList): MomentColumns {
  const [block] = blocks;
  const at = (bucket: number): number => blockHeaderSize + bucket * momentSize;
  let length = block === undefined ? 0 : momentsPerBlock;
  while (block !== undefined && length > 0 && isZero(block, at(length - 1))) length--;
  const words = (offset: number): Uint32Array =>
    Uint32Array.from({ length }, (_, bucket) => block?.u32(at(bucket) + offset) ?? 0);
  const amounts = (offset: number): Float64Array =>
    Float64Array.from({ length }, (_, bucket) => (block === undefined ? 0 : amount(block, at(bucket) + offset)));
  return { length, highBytes: amounts(0), endBytes: amounts(8), rssKib: words(16), samples: words(20) };
}

function isZero(block: ByteReader, at: number): boolean {
  for (let offset = 0; offset < momentSize; offset += 4) if (block.u32(at + offset) !== 0) return false;
  return true;
}

/** Entries about rows that are not there are left out. */
export function decodeHistory(blocks: BlockList, memory: MemoryColumns, problems: Problem[]): HistoryColumns {
  const known = new Set(memory.row.subarray(0, memory.length));
  const room = roomIn(blocks, historyPerBlock);
  const history = {
    length: 0,
    row: new Uint32Array(room),
    ms: new Uint32Array(room),
    highKib: new Uint32Array(room),
    endKib: new Uint32Array(room),
  };
  let lost = 0;
  for (const block of blocks) {
    if (block === undefined) continue;
    for (let index = 0; index < historyPerBlock; index++) {
      const at = blockHeaderSize + index * historySize;
      const [row, ms, highKib, endKib] = [block.u32(at), block.u32(at + 4), block.u32(at + 8), block.u32(at + 12)];
      if (row === 0 && ms === 0 && highKib === 0 && endKib === 0) continue;
      if (!known.has(row)) {
        lost++;
        continue;
      }
      const entry = history.length++;
      history.row[entry] = row;
      history.ms[entry] = ms;
      history.highKib[entry] = highKib;
      history.endKib[entry] = endKib;
    }
  }
  if (lost > 0) {
    problems.push({
      code: 'memory-history-without-row',
      message: `${lost} changes of memory in a stream belong to stacks that are missing and were left out.`,
    });
  }
  return history;
}
