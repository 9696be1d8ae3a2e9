import { ByteReader } from './bytes.ts';
import { blockHeaderSize, blockSize, limits } from './layout.ts';

/** The blocks of one kind by their sequence number; `undefined` where one is missing. */
export type BlockList = readonly (ByteReader | undefined)[];

export interface Blocks {
  readonly byKind: ReadonlyMap<number, BlockList>;
  /** Blocks that the header promises but the bytes don't hold, or hold in part. */
  readonly missing: number;
  /** Blocks whose sequence is out of range or taken. */
  readonly misplaced: number;
}

/** Sorts the blocks of a stream by kind and sequence. `main` holds the first `tmpfsBlocks`, `more` the rest. */
export function readBlocks(main: Uint8Array, more: Uint8Array, tmpfsBlocks: number, blockCount: number): Blocks {
  const count = Math.min(blockCount, limits.blocks);
  // A header may promise more than the bytes hold; what is reserved for a table goes by the numbers of its blocks.
  const there = Math.ceil(main.byteLength / blockSize) + Math.ceil(more.byteLength / blockSize);
  const byKind = new Map<number, (ByteReader | undefined)[]>();
  let missing = 0;
  let misplaced = 0;
  for (let index = 1; index < count; index++) {
    const block = index < tmpfsBlocks ? blockIn(main, index) : blockIn(more, index - tmpfsBlocks);
    if (block === undefined || block.length < blockSize) missing++;
    if (block === undefined) continue;
    const kind = block.u32(0);
    const sequence = block.u32(4);
    if (kind === 0) continue;
    const list = byKind.get(kind) ?? [];
    byKind.set(kind, list);
    // A table's blocks are numbered from 0, so none can have a number beyond the count of all blocks that are there.
    if (sequence >= there || list[sequence] !== undefined) misplaced++;
    else list[sequence] = block;
  }
  return { byKind, missing, misplaced };
}

/** The entries that `blocks` has room for. */
export function capacity(blocks: BlockList, entriesPerBlock: number): number {
  return blocks.length * entriesPerBlock;
}

function blockIn(file: Uint8Array, index: number): ByteReader | undefined {
  const start = index * blockSize;
  if (start + blockHeaderSize > file.byteLength) return undefined;
  return new ByteReader(file.subarray(start, Math.min(start + blockSize, file.byteLength)));
}
