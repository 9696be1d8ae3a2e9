/** The tables of a stream: threads, per-second counters, nodes, cells. Lengths are bounded by the bytes that are there. */
import type { Problem } from '../base/result.ts';
import { capacity, type BlockList } from './blocks.ts';
import type { ByteReader } from './bytes.ts';
import {
  blockHeaderSize,
  cellSize,
  cellsPerBlock,
  limits,
  nodeKind,
  nodeSize,
  nodesPerBlock,
  secondSize,
  secondsPerBlock,
  threadSize,
  threadsPerBlock,
} from './layout.ts';
import type { CellColumns, NodeColumns, SecondColumns, ThreadFacts } from './session.ts';

export function decodeThreads(blocks: BlockList, count: number, problems: Problem[]): ThreadFacts[] {
  const length = Math.min(count, capacity(blocks, threadsPerBlock), limits.threads);
  if (length < count) {
    problems.push({ code: 'threads-missing', message: `${count - length} thread rows of a stream are missing.` });
  }
  const threads: ThreadFacts[] = [];
  for (let row = 0; row < length; row++) {
    const block = blocks[Math.floor(row / threadsPerBlock)];
    const at = blockHeaderSize + (row % threadsPerBlock) * threadSize;
    const state = block?.u32(at + 4) ?? 0;
    if (block === undefined || state === 0) continue;
    threads.push(readThread(block, at, row, state));
  }
  return threads;
}

function readThread(block: ByteReader, at: number, row: number, state: number): ThreadFacts {
  const flags = block.u32(at + 12);
  return {
    row,
    tid: block.u32(at),
    state: state === 1 ? 'live' : 'ended',
    threadCount: block.u32(at + 8),
    main: (flags & 1) !== 0,
    shared: (flags & 2) !== 0,
    startNs: block.u64(at + 16),
    lifeNs: block.u64(at + 24),
    cpuNs: block.u64(at + 32),
    cpuLiveNs: block.u64(at + 40),
    sampledNs: block.u64(at + 48),
    waitNs: block.u64(at + 56),
    shortWaitNs: block.u64(at + 64),
    blockedSinceNs: block.u64(at + 72),
    blockedClass: block.u32(at + 80),
    blockedNode: block.u32(at + 84),
    signals: block.u32(at + 88),
    overruns: block.u32(at + 92),
    name: block.terminated(at + 96, 16),
    seenNs: block.u64(at + 112),
    kernelNs: block.u64(at + 120),
  };
}

/** Trailing seconds in which nothing happened are left out. */
export function decodeSeconds(blocks: BlockList): SecondColumns {
  const block = blocks[0];
  const rowAt = (row: number) => blockHeaderSize + row * secondSize;
  let length = block === undefined ? 0 : secondsPerBlock;
  while (block !== undefined && length > 0 && isZero(block, rowAt(length - 1), secondSize)) length--;
  const column = (field: number) => Uint32Array.from({ length }, (_, row) => block?.u32(rowAt(row) + field * 4) ?? 0);
  return {
    length,
    pythonUs: column(0),
    nativeUs: column(1),
    kernelUs: column(2),
    waitUs: column(3),
    signals: column(4),
  };
}

function isZero(block: ByteReader, at: number, size: number): boolean {
  for (let offset = 0; offset < size; offset += 4) if (block.u32(at + offset) !== 0) return false;
  return true;
}

/** Nodes whose parent can't be are turned into holes, so that every parent is a node with a smaller id. */
export function decodeNodes(blocks: BlockList, count: number, problems: Problem[]): NodeColumns {
  const length = Math.min(count, capacity(blocks, nodesPerBlock), limits.nodes);
  // Id 0 is handed out to nobody, so a count of 1 is an empty table.
  if (count > Math.max(length, 1)) {
    problems.push({
      code: 'stacks-missing',
      message: `${count - length} entries of a stream's table of stacks are missing.`,
    });
  }
  const nodes = {
    length,
    kind: new Uint8Array(length),
    parent: new Uint32Array(length),
    subject: new Uint32Array(length),
    offset: new Uint32Array(length),
  };
  let impossible = 0;
  for (let sequence = 0; sequence < blocks.length; sequence++) {
    const block = blocks[sequence];
    if (block === undefined) continue;
    const first = sequence * nodesPerBlock;
    const end = Math.min(first + nodesPerBlock, length);
    for (let id = Math.max(first, 1); id < end; id++) {
      const at = blockHeaderSize + (id - first) * nodeSize;
      impossible += readNode(nodes, id, block.u32(at), block.u32(at + 4));
    }
  }
  if (impossible > 0) {
    problems.push({
      code: 'stacks-impossible',
      message: `${impossible} entries of a stream's table of stacks have no possible caller and were left out.`,
    });
  }
  return nodes;
}

/** @returns 1 when the key is impossible, else 0 */
function readNode(nodes: NodeColumns, id: number, low: number, high: number): 0 | 1 {
  if (low === 0 && high === 0) return 0;
  const kind = (high >>> 8) & 15;
  const parent = high >>> 12;
  const possible = kind === nodeKind.thread ? parent === 0 : parent > 0 && parent < id && nodes.kind[parent] !== 0;
  if (kind === 0 || !possible) return 1;
  nodes.kind[id] = kind;
  nodes.parent[id] = parent;
  if (kind === nodeKind.native) {
    nodes.subject[id] = ((high & 0xff) << 2) | (low >>> 30);
    nodes.offset[id] = low & 0x3fffffff;
  } else {
    nodes.subject[id] = ((high & 0xff) << 12) | (low >>> 20);
    nodes.offset[id] = (low & 0xfffff) * (kind === nodeKind.python ? 2 : 1);
  }
  return 0;
}

export function decodeCells(blocks: BlockList, count: number, nodes: NodeColumns, problems: Problem[]): CellColumns {
  const room = Math.min(count, capacity(blocks, cellsPerBlock));
  if (room < count) {
    problems.push({
      code: 'times-missing',
      message: `${count - room} entries of a stream's table of times are missing.`,
    });
  }
  const cells = {
    length: 0,
    node: new Uint32Array(room),
    class: new Uint8Array(room),
    ns: new Float64Array(room),
    squares: new Float64Array(room),
    samples: new Uint32Array(room),
  };
  let lost = 0;
  for (let sequence = 0; sequence < blocks.length; sequence++) {
    const block = blocks[sequence];
    if (block === undefined) continue;
    const first = sequence * cellsPerBlock;
    const end = Math.min(first + cellsPerBlock, room);
    for (let index = first; index < end; index++) {
      lost += readCell(cells, block, blockHeaderSize + (index - first) * cellSize, nodes);
    }
  }
  if (lost > 0) {
    problems.push({
      code: 'times-without-stack',
      message: `${lost} entries of a stream's table of times belong to stacks that are missing; their time is shown as not sampled.`,
    });
  }
  return cells;
}

/** @returns 1 when the cell has no stack to belong to, else 0 */
function readCell(
  cells: { -readonly [K in keyof CellColumns]: CellColumns[K] },
  block: ByteReader,
  at: number,
  nodes: NodeColumns,
): 0 | 1 {
  const low = block.u32(at);
  const high = block.u32(at + 4);
  if (low === 0 && high === 0) return 0;
  const node = low >>> 8;
  if (high !== 0x80000000 || node >= nodes.length || nodes.kind[node] === 0) return 1;
  const index = cells.length++;
  cells.node[index] = node;
  cells.class[index] = low & 0xff;
  cells.ns[index] = block.u64(at + 8);
  cells.squares[index] = block.u64(at + 16);
  cells.samples[index] = block.u32(at + 24);
  return 0;
}
