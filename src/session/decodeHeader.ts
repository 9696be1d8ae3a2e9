import type { Problem } from '../base/result.ts';
import { ByteReader } from './bytes.ts';
import { blockSize, counterCount, formatVersion, headerSize, limits, statusKnown, streamMagic } from './layout.ts';
import type { Checkpoint, StreamEndKind, StreamHeader, StreamOrigin, StreamState } from './session.ts';

/** Lengths of the tables as the header has them; the tables' readers bound them by the bytes there are. */
export interface TableCounts {
  readonly threads: number;
  readonly nodes: number;
  readonly cells: number;
}

const origins: readonly StreamOrigin[] = ['unknown', 'exec', 'fork', 'dlopen'];
const states: readonly StreamState[] = ['starting', 'ready', 'ended'];
const endKinds: readonly StreamEndKind[] = ['none', 'exit', '_exit', 'exec'];

/** The header in block 0, or `undefined` with a problem when these bytes are no stream that we understand. */
export function decodeHeader(
  main: Uint8Array,
  problems: Problem[],
): { header: StreamHeader; counts: TableCounts } | undefined {
  const bytes = new ByteReader(main);
  const refusal = whyUnreadable(bytes);
  if (refusal !== undefined) {
    problems.push(refusal);
    return undefined;
  }
  const checkpoint = latestCheckpoint(bytes);
  const counts = {
    threads: bytes.u32(132),
    nodes: Math.max(bytes.u64(136), checkpoint?.nodes ?? 0),
    cells: Math.max(bytes.u64(144), checkpoint?.cells ?? 0),
  };
  const blockCount = bytes.u32(44);
  if (blockCount > limits.blocks) {
    problems.push({
      code: 'stream-too-large',
      message: `A stream says it has ${blockCount} blocks; ${limits.blocks} are read.`,
    });
  }
  return { header: readHeader(bytes, Math.min(blockCount, limits.blocks), checkpoint?.checkpoint), counts };
}

function readHeader(bytes: ByteReader, blockCount: number, checkpoint: Checkpoint | undefined): StreamHeader {
  return {
    version: bytes.u32(24),
    tmpfsBlocks: Math.min(bytes.u32(36), limits.blocks),
    blockCount,
    pid: bytes.u32(48),
    ppid: bytes.u32(52),
    origin: origins[bytes.u32(56)] ?? 'unknown',
    state: states[bytes.u32(60)] ?? 'starting',
    endKind: endKinds[bytes.u32(64)] ?? 'none',
    endStatus: readEndStatus(endKinds[bytes.u32(64)] ?? 'none', bytes.u32(68)),
    startMonoNs: bytes.u64(72),
    startRealNs: bytes.u64(80),
    startCpuNs: bytes.u64(88),
    endMonoNs: bytes.u64(96),
    endCpuNs: bytes.u64(104),
    periodNs: bytes.u64(112),
    pythonVersion: bytes.u32(120),
    unavailable: bytes.u32(124),
    secondsShift: Math.min(bytes.u32(128), 31),
    parentStream: bytes.u64(152),
    windowBeginNs: bytes.u64(176),
    windowEndNs: bytes.u64(184),
    checkpoint,
    counters: Float64Array.from({ length: counterCount }, (_, index) => bytes.u64(352 + index * 8)),
  };
}

function readEndStatus(kind: StreamEndKind, word: number): number | null {
  const known = kind === '_exit' || (kind === 'exit' && (word & statusKnown) !== 0);
  return known ? word & 0xff : null;
}

function whyUnreadable(bytes: ByteReader): Problem | undefined {
  if (bytes.length < headerSize) {
    return {
      code: 'stream-too-short',
      message: `A stream has ${bytes.length} bytes, less than its header; its process is left out.`,
    };
  }
  if (bytes.terminated(16, 8) !== streamMagic) {
    return { code: 'stream-not-ours', message: 'A file in the session is not a Heatline stream; it is left out.' };
  }
  const version = bytes.u32(24);
  if (version !== formatVersion) {
    return {
      code: 'stream-version',
      message: `A stream has format version ${version}; this Heatline reads version ${formatVersion}. Open it with the Heatline that made it.`,
    };
  }
  if (bytes.u32(28) !== headerSize || bytes.u32(32) !== blockSize) {
    return { code: 'stream-header-damaged', message: 'A stream has a damaged header; its process is left out.' };
  }
  return undefined;
}

interface CountedCheckpoint {
  readonly sequence: number;
  readonly nodes: number;
  readonly cells: number;
  readonly checkpoint: Checkpoint;
}

/** Two copies are written in turn; a copy is whole when both of its sequences agree. */
function latestCheckpoint(bytes: ByteReader): CountedCheckpoint | undefined {
  let latest: CountedCheckpoint | undefined;
  for (const at of [224, 288]) {
    const sequence = bytes.u64(at);
    if (sequence === 0 || sequence !== bytes.u64(at + 56) || sequence <= (latest?.sequence ?? 0)) continue;
    latest = {
      sequence,
      nodes: bytes.u64(at + 40),
      cells: bytes.u64(at + 48),
      checkpoint: {
        monoNs: bytes.u64(at + 8),
        processCpuNs: bytes.u64(at + 16),
        userUs: bytes.u64(at + 24),
        systemUs: bytes.u64(at + 32),
      },
    };
  }
  return latest;
}
