/** The bytes of format version 1 (FORMAT.md): offsets, sizes, limits. The C side is python/native/core/format.h. */

export const formatVersion = 1;
export const streamMagic = 'HEATLINE';
export const captureMagic = 'HLCAPTUR';

export const blockSize = 16384;
export const blockHeaderSize = 16;
export const headerSize = 864;

export const blockKind = {
  header: 1,
  threads: 2,
  seconds: 3,
  nodes: 4,
  cells: 5,
  records: 6,
  memory: 7,
  moments: 8,
  history: 9,
} as const;

export const threadSize = 128;
export const secondSize = 24;
export const nodeSize = 8;
export const cellSize = 32;
export const memorySize = 144;
export const momentSize = 24;
export const historySize = 16;

export const threadsPerBlock = 127;
export const secondsPerBlock = 682;
export const nodesPerBlock = 2046;
export const cellsPerBlock = 511;
export const memoryPerBlock = 113;
/** There is one block of them. */
export const momentsPerBlock = 512;
export const historyPerBlock = 1023;

/** Width of a bucket of the moments before it is doubled for the first time. */
export const momentMs = 10;

/** Of `MemoryColumns.domain`: python, native, mapped. */
export const memoryDomains: readonly number[] = [1, 2, 3];

/** Cells of these classes are about the suspended tasks of the thread's event loop. */
export const firstAwaitClass = 32;
export const lastAwaitClass = 63;
export const awaitClass = { future: 32, task: 33, executor: 34 } as const;

/** Cells of this class and above, up to `lastCopyClass`, are copies: class minus this is floor(log2(bytes of one copy)). */
export const firstCopyClass = 64;
export const lastCopyClass = 127;

export const nodeKind = { thread: 1, python: 2, native: 3, truncated: 4, task: 5, import: 6 } as const;
/** Native node whose function is unknown. */
export const noFunction = 0x3fffffff;

export const recordKind = {
  string: 1,
  code: 2,
  codeMore: 3,
  module: 4,
  process: 5,
  event: 6,
  import: 19,
  noted: 21,
  ran: 22,
  child: 23,
  children: 24,
  stall: 25,
} as const;
/** Bits of an import record's flags. */
export const importFlag = { failed: 1, cached: 2, native: 4, reload: 8, afterMark: 16, counted: 32 } as const;
export const importCallers = 8;
export const processField = {
  executable: 1,
  arguments: 2,
  directory: 3,
  version: 4,
  traceback: 5,
  replacement: 6,
  ancestors: 7,
} as const;
/** Bit of the end status of a process that ended by exit: the status is known. */
export const statusKnown = 0x100;

/** Bits of `StreamHeader.unavailable`. */
export const unavailableBit = {
  pythonStacks: 1,
  split: 2,
  trampolines: 4,
  nativeThreads: 8,
  waiting: 16,
  timer: 32,
  memory: 64,
  copies: 128,
  otherAllocator: 256,
  pythonDomain: 512,
  imports: 1024,
  tasks: 2048,
} as const;

/** Indices into `StreamHeader.counters`. */
export const counterIndex = {
  signals: 0,
  handlerNs: 1,
  droppedBackoff: 2,
  droppedNoRoom: 3,
  droppedNested: 4,
  droppedMasked: 5,
  truncated: 6,
  torn: 7,
  unreadable: 8,
  noState: 9,
  unwindLost: 10,
  waits: 11,
  waitsNoRoom: 12,
  resumed: 13,
  threads: 14,
  threadsShared: 15,
  threadsUntimed: 16,
  notFollowed: 17,
  codeNoRoom: 18,
  droppedBackoffNs: 19,
  droppedNs: 20,
  growths: 21,
  allocSamples: 22,
  allocBytes: 23,
  freeSamples: 24,
  memoryNs: 25,
  memoryNoRoom: 26,
  memoryLost: 27,
  memoryThinned: 28,
  copySamples: 29,
  copyBytes: 30,
  liveBytes: 31,
  peakBytes: 32,
  peakNs: 33,
  peakEpoch: 34,
  memoryInterval: 35,
  momentShift: 36,
  peakRssKib: 37,
  copyInterval: 38,
  childrenNoRoom: 39,
  loopRests: 40,
  loopRestNs: 41,
  taskLooks: 42,
  tasks: 43,
  tasksNs: 44,
  tasksMissedNs: 45,
  tasksNoRoom: 46,
} as const;
export const counterCount = 64;

/** What a reader accepts at most; beyond is a problem entry. */
export const limits = {
  blocks: 4096,
  nodes: 2 ** 20,
  codes: 2 ** 20,
  strings: 2 ** 20,
  modules: 1024,
  pathBytes: 4096,
  nameBytes: 1024,
  lineTableBytes: 2 ** 20,
  threads: 512,
  captureStringBytes: 1024,
  imports: 50_000,
  children: 20_000,
  ancestors: 16,
  stalls: 1000,
} as const;

export const captureSize = 4096;
