/** Writes a valid stream: for tests, benchmarks and made-up sessions. The counterpart of `decodeStream`. */
import { encodeText, setU64 } from './bytes.ts';
import { historyWriter, memoryWriter, momentWriter } from './encodeMemory.ts';
import { encodeRecords } from './encodeRecords.ts';
import {
  blockHeaderSize,
  blockKind,
  blockSize,
  cellSize,
  cellsPerBlock,
  formatVersion,
  headerSize,
  historyPerBlock,
  historySize,
  memoryPerBlock,
  memorySize,
  momentSize,
  momentsPerBlock,
  nodeKind,
  nodeSize,
  nodesPerBlock,
  secondSize,
  secondsPerBlock,
  statusKnown,
  streamMagic,
  threadSize,
  threadsPerBlock,
} from './layout.ts';
import type { CellColumns, NodeColumns, SecondColumns, Stream, StreamHeader, ThreadFacts } from './session.ts';

export interface EncodedStream {
  readonly main: Uint8Array;
  readonly more: Uint8Array;
}

/**
 * @param tmpfsBlocks how many blocks go into `main`; the rest goes into `more`. All of them unless told.
 * @throws RangeError when there are more per-second rows or moments than the one block for them holds
 */
export function encodeStream(stream: Stream, tmpfsBlocks?: number): EncodedStream {
  const blocks = [
    ...tableBlocks(blockKind.threads, rowCount(stream), threadsPerBlock, threadSize, threadWriter(stream.threads)),
    ...secondBlocks(stream.seconds),
    ...tableBlocks(blockKind.nodes, stream.nodes.length, nodesPerBlock, nodeSize, nodeWriter(stream.nodes)),
    ...tableBlocks(blockKind.cells, stream.cells.length, cellsPerBlock, cellSize, cellWriter(stream.cells)),
    ...memoryBlocks(stream),
    ...encodeRecords(stream).map((used, sequence) => block(blockKind.records, sequence, used)),
  ];
  const split = Math.min(tmpfsBlocks ?? blocks.length + 1, blocks.length + 1);
  const all = [headerBlock(stream, blocks.length + 1, split), ...blocks];
  return { main: joinBlocks(all.slice(0, split)), more: joinBlocks(all.slice(split)) };
}

type RowWriter = (view: DataView, at: number, index: number) => void;

function tableBlocks(kind: number, count: number, perBlock: number, size: number, write: RowWriter): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let first = 0; first < count; first += perBlock) {
    const bytes = block(kind, blocks.length, new Uint8Array(0));
    const view = new DataView(bytes.buffer);
    const end = Math.min(first + perBlock, count);
    setU64(view, 8, end - first);
    for (let index = first; index < end; index++) write(view, blockHeaderSize + (index - first) * size, index);
    blocks.push(bytes);
  }
  return blocks;
}

function block(kind: number, sequence: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(blockSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, sequence, true);
  setU64(view, 8, payload.length);
  bytes.set(payload, blockHeaderSize);
  return bytes;
}

function joinBlocks(blocks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(blocks.length * blockSize);
  for (const [index, bytes] of blocks.entries()) joined.set(bytes, index * blockSize);
  return joined;
}

/** Rows keep their numbers, so the table reaches to the highest. */
function rowCount({ threads }: Stream): number {
  return threads.reduce((count, thread) => Math.max(count, thread.row + 1), 0);
}

function threadWriter(threads: readonly ThreadFacts[]): RowWriter {
  const byRow = new Map(threads.map((thread) => [thread.row, thread]));
  return (view, at, row) => {
    const thread = byRow.get(row);
    if (thread === undefined) return;
    const words = [
      thread.tid,
      thread.state === 'live' ? 1 : 2,
      thread.threadCount,
      (thread.main ? 1 : 0) | (thread.shared ? 2 : 0),
    ];
    for (const [index, word] of words.entries()) view.setUint32(at + index * 4, word, true);
    const { startNs, lifeNs, cpuNs, cpuLiveNs, sampledNs, waitNs, shortWaitNs, blockedSinceNs } = thread;
    const times = [startNs, lifeNs, cpuNs, cpuLiveNs, sampledNs, waitNs, shortWaitNs, blockedSinceNs];
    for (const [index, time] of times.entries()) setU64(view, at + 16 + index * 8, time);
    const counts = [thread.blockedClass, thread.blockedNode, thread.signals, thread.overruns];
    for (const [index, count] of counts.entries()) view.setUint32(at + 80 + index * 4, count, true);
    const name = encodeText(thread.name).subarray(0, 15);
    for (const [index, byte] of name.entries()) view.setUint8(at + 96 + index, byte);
    setU64(view, at + 112, thread.seenNs);
    setU64(view, at + 120, thread.kernelNs);
  };
}

function secondBlocks(seconds: SecondColumns): Uint8Array[] {
  if (seconds.length > secondsPerBlock)
    throw new RangeError(`${seconds.length} per-second rows don't fit into one block`);
  const columns = [seconds.pythonUs, seconds.nativeUs, seconds.kernelUs, seconds.waitUs, seconds.signals];
  return tableBlocks(blockKind.seconds, seconds.length, secondsPerBlock, secondSize, (view, at, row) => {
    for (const [field, column] of columns.entries()) view.setUint32(at + field * 4, column[row] ?? 0, true);
  });
}

function memoryBlocks({ memory, moments, history }: Stream): Uint8Array[] {
  if (moments.length > momentsPerBlock) throw new RangeError(`${moments.length} moments don't fit into one block`);
  const rows = memoryWriter(memory);
  const steps = historyWriter(history);
  return [
    ...tableBlocks(blockKind.memory, rows.count, memoryPerBlock, memorySize, rows.write),
    ...tableBlocks(blockKind.moments, moments.length, momentsPerBlock, momentSize, momentWriter(moments)),
    ...tableBlocks(blockKind.history, steps.count, historyPerBlock, historySize, steps.write),
  ];
}

function nodeWriter(nodes: NodeColumns): RowWriter {
  return (view, at, id) => {
    const kind = nodes.kind[id] ?? 0;
    if (kind === 0) return;
    const subject = nodes.subject[id] ?? 0;
    const offset = nodes.offset[id] ?? 0;
    const native = kind === nodeKind.native;
    const low = native
      ? (((subject & 3) << 30) | offset) >>> 0
      : (((subject & 0xfff) << 20) | packedOffset(kind, offset)) >>> 0;
    const top = native ? subject >>> 2 : subject >>> 12;
    view.setUint32(at, low, true);
    view.setUint32(at + 4, (((nodes.parent[id] ?? 0) << 12) | (kind << 8) | top) >>> 0, true);
  };
}

function packedOffset(kind: number, offset: number): number {
  return kind === nodeKind.python ? offset >>> 1 : offset;
}

function cellWriter(cells: CellColumns): RowWriter {
  return (view, at, index) => {
    view.setUint32(at, (((cells.node[index] ?? 0) << 8) | (cells.class[index] ?? 0)) >>> 0, true);
    view.setUint32(at + 4, 0x80000000, true);
    setU64(view, at + 8, cells.ns[index] ?? 0);
    setU64(view, at + 16, cells.squares[index] ?? 0);
    view.setUint32(at + 24, cells.samples[index] ?? 0, true);
  };
}

const origins = ['unknown', 'exec', 'fork', 'dlopen'] as const;
const states = ['starting', 'ready', 'ended'] as const;
const endKinds = ['none', 'exit', '_exit', 'exec'] as const;

function headerBlock(stream: Stream, blockCount: number, tmpfsBlocks: number): Uint8Array {
  const { header } = stream;
  const bytes = block(blockKind.header, 0, new Uint8Array(0));
  const view = new DataView(bytes.buffer);
  bytes.set(encodeText(streamMagic), 16);
  const words = [
    formatVersion,
    headerSize,
    blockSize,
    tmpfsBlocks,
    Math.max(blockCount, tmpfsBlocks),
    blockCount,
    header.pid,
    header.ppid,
    origins.indexOf(header.origin),
    states.indexOf(header.state),
    endKinds.indexOf(header.endKind),
    (header.endStatus ?? 0) | (header.endKind === 'exit' && header.endStatus !== null ? statusKnown : 0),
  ];
  for (const [index, word] of words.entries()) view.setUint32(24 + index * 4, word, true);
  const times = [
    header.startMonoNs,
    header.startRealNs,
    header.startCpuNs,
    header.endMonoNs,
    header.endCpuNs,
    header.periodNs,
  ];
  for (const [index, time] of times.entries()) setU64(view, 72 + index * 8, time);
  const facts = [header.pythonVersion, header.unavailable, header.secondsShift, rowCount(stream)];
  for (const [index, word] of facts.entries()) view.setUint32(120 + index * 4, word, true);
  setU64(view, 136, stream.nodes.length);
  setU64(view, 144, stream.cells.length);
  setU64(view, 152, header.parentStream);
  setU64(view, 160, memoryWriter(stream.memory).count);
  setU64(view, 168, historyWriter(stream.history).count);
  setU64(view, 176, header.windowBeginNs);
  setU64(view, 184, header.windowEndNs);
  writeCheckpoint(view, header, stream);
  for (const [index, value] of header.counters.entries()) setU64(view, 352 + index * 8, value);
  return bytes;
}

function writeCheckpoint(view: DataView, { checkpoint }: StreamHeader, stream: Stream): void {
  if (checkpoint === undefined) return;
  const { monoNs, processCpuNs, userUs, systemUs } = checkpoint;
  const fields = [1, monoNs, processCpuNs, userUs, systemUs, stream.nodes.length, stream.cells.length, 1];
  for (const [index, field] of fields.entries()) setU64(view, 224 + index * 8, field);
}
