/** Damage to a stream that knows its layout: counts, blocks, tree, records. */
import {
  blockHeaderSize,
  blockKind,
  blockSize,
  limits,
  nodeSize,
  nodesPerBlock,
  recordKind,
  threadSize,
  threadsPerBlock,
} from '../../src/session/layout.ts';
import type { Chance } from './chance.ts';
import { mutateBytes } from './mutateBytes.ts';

const headerWords = [
  28, 32, 36, 40, 44, 48, 56, 60, 64, 68, 72, 76, 80, 96, 100, 112, 120, 124, 128, 132, 136, 140, 144, 148, 160, 168,
];
const words = [0, 1, 2, 8, 16, 100, 0xffff, 0x10000, 0xfffff, 0x7fffffff, 0xffffffff];
const mostOperations = 12;
/** Of a stream that repeats one record. */
const mostRecordBytes = 4 * 2 ** 20;

/** The given bytes may be changed. */
export function mutateStream(bytes: Uint8Array, chance: Chance): Uint8Array {
  let damaged = bytes;
  for (let left = chance.few(mostOperations); left > 0; left--) {
    const change = chance.one(changes);
    damaged = damaged.length < 2 * blockSize ? mutateBytes(damaged, chance) : change(damaged, chance);
  }
  return chance.happens(0.3) ? mutateBytes(damaged, chance) : damaged;
}

type Change = (bytes: Uint8Array, chance: Chance) => Uint8Array;

const changes: readonly Change[] = [
  changeHeader,
  changeCounters,
  changeBlock,
  moveBlocks,
  changeTree,
  changeTree,
  changeChain,
  changeThread,
  changeRecord,
  changeRecord,
  changeImport,
  changeTable,
  (bytes, chance) => (chance.happens(0.03) ? repeatRecord(bytes, chance) : bytes),
  (bytes, chance) => (chance.happens(0.2) ? bytes.subarray(0, chance.below(bytes.length)) : bytes),
];

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function changeHeader(bytes: Uint8Array, chance: Chance): Uint8Array {
  viewOf(bytes).setUint32(chance.one(headerWords), chance.one(words), true);
  return bytes;
}

function changeCounters(bytes: Uint8Array, chance: Chance): Uint8Array {
  viewOf(bytes).setUint32(224 + 4 * chance.below(160), chance.one(words), true);
  return bytes;
}

/** Starts of the blocks of a kind, the whole ones. */
function blocksOf(bytes: Uint8Array, kind: number): number[] {
  const found: number[] = [];
  const view = viewOf(bytes);
  for (let at = blockSize; at + blockSize <= bytes.length; at += blockSize)
    if (view.getUint32(at, true) === kind) found.push(at);
  return found;
}

function changeBlock(bytes: Uint8Array, chance: Chance): Uint8Array {
  const at = blockSize * (1 + chance.below(Math.floor(bytes.length / blockSize) - 1));
  const value = chance.happens(0.5) ? chance.below(12) : chance.one([...words, limits.blocks - 1, limits.blocks]);
  viewOf(bytes).setUint32(at + 4 * chance.below(4), value, true);
  if (chance.happens(0.3)) viewOf(bytes).setUint32(44, limits.blocks, true);
  return bytes;
}

function moveBlocks(bytes: Uint8Array, chance: Chance): Uint8Array {
  const count = Math.floor(bytes.length / blockSize);
  const from = blockSize * chance.below(count);
  bytes.copyWithin(blockSize * chance.below(count), from, from + blockSize);
  return bytes;
}

/** Parents that are later, missing, the node itself; kinds and subjects that are not there. */
function changeTree(bytes: Uint8Array, chance: Chance): Uint8Array {
  const blocks = blocksOf(bytes, blockKind.nodes);
  if (blocks.length === 0) return bytes;
  const view = viewOf(bytes);
  for (let left = 1 + chance.few(300); left > 0; left--) {
    const block = chance.one(blocks);
    const index = chance.below(nodesPerBlock);
    const at = block + blockHeaderSize + index * nodeSize;
    const id = view.getUint32(block + 4, true) * nodesPerBlock + index;
    const parent = chance.one([0, 1, id, id - 1, id + 1, chance.below(id + 1), 0xfffff]);
    const high = view.getUint32(at + 4, true);
    const kind = chance.happens(0.7) ? (high >>> 8) & 15 : chance.below(16);
    view.setUint32(at + 4, ((parent & 0xfffff) << 12) | (kind << 8) | (high & 255), true);
    if (chance.happens(0.3)) view.setUint32(at, chance.one(words), true);
  }
  return bytes;
}

/** One stack as deep as the table is long, of one function or of all. */
function changeChain(bytes: Uint8Array, chance: Chance): Uint8Array {
  const [first] = blocksOf(bytes, blockKind.nodes);
  if (first === undefined || chance.happens(0.7)) return bytes;
  const view = viewOf(bytes);
  const same = chance.happens(0.5);
  const base = view.getUint32(first + 4, true) * nodesPerBlock;
  for (let index = 2; index < nodesPerBlock; index++) {
    const at = first + blockHeaderSize + index * nodeSize;
    const high = same ? 2 << 8 : view.getUint32(at + 4, true) & 0xfff;
    view.setUint32(at + 4, (((base + index - 1) & 0xfffff) << 12) | high, true);
    if (same) view.setUint32(at, 0, true);
  }
  view.setUint32(136, base + nodesPerBlock, true);
  return bytes;
}

function changeThread(bytes: Uint8Array, chance: Chance): Uint8Array {
  const blocks = blocksOf(bytes, blockKind.threads);
  if (blocks.length === 0) return bytes;
  const at = chance.one(blocks) + blockHeaderSize + threadSize * chance.few(threadsPerBlock - 1);
  viewOf(bytes).setUint32(at + 4 * chance.below(threadSize / 4), chance.one(words), true);
  return bytes;
}

/** Any table by its 8-byte fields: rows of cells, memory, moments and history. */
function changeTable(bytes: Uint8Array, chance: Chance): Uint8Array {
  const kind = chance.one([blockKind.cells, blockKind.memory, blockKind.moments, blockKind.history, blockKind.seconds]);
  const blocks = blocksOf(bytes, kind);
  if (blocks.length === 0) return bytes;
  for (let left = 1 + chance.few(100); left > 0; left--) {
    const at = chance.one(blocks) + blockHeaderSize + 4 * chance.few((blockSize - blockHeaderSize) / 4 - 1);
    viewOf(bytes).setUint32(at, chance.one(words), true);
  }
  return bytes;
}

interface FoundRecord {
  readonly at: number;
  readonly size: number;
  readonly kind: number;
}

function recordsOf(bytes: Uint8Array): FoundRecord[] {
  const found: FoundRecord[] = [];
  const view = viewOf(bytes);
  for (const block of blocksOf(bytes, blockKind.records)) {
    for (let at = block + blockHeaderSize; at + 8 <= block + blockSize;) {
      const size = view.getUint32(at, true);
      if (size < 16 || size % 8 !== 0 || at + size > block + blockSize) break;
      found.push({ at, size, kind: view.getUint32(at + 4, true) });
      at += size;
    }
  }
  return found;
}

function changeRecord(bytes: Uint8Array, chance: Chance): Uint8Array {
  const records = recordsOf(bytes);
  if (records.length === 0) return bytes;
  const { at, size } = chance.one(records);
  const word = chance.happens(0.6) ? 2 + chance.below(Math.min(8, size / 4 - 2)) : chance.below(size / 4);
  const value = chance.happens(0.5) ? chance.one(words) : chance.below(64);
  viewOf(bytes).setUint32(at + 4 * Math.floor(word), value, true);
  return bytes;
}

/** Imports that import each other or themselves. */
function changeImport(bytes: Uint8Array, chance: Chance): Uint8Array {
  const imports = recordsOf(bytes).filter(({ kind }) => kind === recordKind.import);
  if (imports.length === 0) return bytes;
  const view = viewOf(bytes);
  for (let left = 1 + chance.few(30); left > 0; left--) {
    const { at } = chance.one(imports);
    const other = view.getUint32(chance.one(imports).at + 8, true);
    view.setUint32(
      at + chance.one([8, 12, 16, 20, 24, 28, 32, 36, 40, 72, 76]),
      chance.happens(0.7) ? other : chance.one(words),
      true,
    );
  }
  return bytes;
}

/** Block after block of one record: many strings, events, imports, parts of one line table. */
function repeatRecord(bytes: Uint8Array, chance: Chance): Uint8Array {
  const records = recordsOf(bytes);
  if (records.length === 0) return bytes;
  const kinds = new Map(records.map((record) => [record.kind, record]));
  const { at, size, kind } = chance.one([...kinds.values()]);
  const record = bytes.slice(at, at + size);
  const first = Math.floor(bytes.length / blockSize);
  const count = Math.floor(mostRecordBytes / blockSize);
  const longer = new Uint8Array((first + count) * blockSize);
  longer.set(bytes.subarray(0, first * blockSize));
  const view = viewOf(longer);
  const sequence = blocksOf(bytes, blockKind.records).length;
  let id = 0;
  for (let block = 0; block < count; block++) {
    const start = (first + block) * blockSize;
    view.setUint32(start, blockKind.records, true);
    view.setUint32(start + 4, sequence + block, true);
    for (let place = start + blockHeaderSize; place + size <= start + blockSize; place += size) {
      longer.set(record, place);
      // Ready, when it is an event: each of them counts.
      if (kind === recordKind.event) view.setUint32(place + 16, 4, true);
      else if (chance.happens(0.9)) view.setUint32(place + 8, ++id, true);
    }
  }
  view.setUint32(36, first + count, true);
  view.setUint32(44, first + count, true);
  return longer;
}
