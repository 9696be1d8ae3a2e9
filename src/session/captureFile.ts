/** The capture file: options for the core and the counters that the whole process tree shares (FORMAT.md). */
import { readyMarkBytes, type ReadyMark } from '../base/readyMark.ts';
import type { Problem } from '../base/result.ts';
import { ByteReader, encodeText, setU64 } from './bytes.ts';
import { captureMagic, captureSize, formatVersion, limits } from './layout.ts';

export interface CaptureOptions {
  /** 1 to 1000. */
  readonly rateHz: number;
  readonly cpuOnly: boolean;
  /** Whether allocations and copies are left out; absent: not. Without effect on an object that has no hooks for them. */
  readonly noMemory?: boolean;
  readonly noCopies?: boolean;
  /** Whether imports are left alone; absent: not. */
  readonly noImports?: boolean;
  /** The function with which the program's own work begins; absent: none is marked. */
  readonly readyAt?: ReadyMark;
  /** The part of the run that is recorded; absent: all of it. */
  readonly window?: CaptureWindow;
  /** Mean distance between allocation samples in bytes; 0 or absent: found by the core. */
  readonly memoryIntervalBytes?: number;
  /** Room on tmpfs for the whole tree and for one process. */
  readonly treeLimitKib: number;
  readonly processLimitKib: number;
  readonly maxStreams: number;
  readonly waitThresholdUs: number;
  /** Where a stream goes on when tmpfs is used up; "" = nowhere. */
  readonly diskDir: string;
  /** The object's path as it stands in LD_PRELOAD. */
  readonly preload: string;
  /** What the core gives back to the first process, because the runner's own runtime has changed it. */
  readonly restored?: RestoredLimits;
}

/** On the monotonic clock, in nanoseconds. */
export interface CaptureWindow {
  readonly beginNs: number;
  /** 0 = not known yet. */
  readonly endNs: number;
}

export interface RestoredLimits {
  /** Soft limit of open files, 0 = leave. */
  readonly openFiles: number;
  /** Bit n-1 for each signal n to be ignored. */
  readonly ignoredSignals: bigint;
}

export interface CaptureCounters {
  readonly streams: number;
  readonly tmpfsUsed: number;
  /** Processes without a stream. */
  readonly refused: number;
  /** Processes of the tree that are not Python. */
  readonly foreign: number;
}

export interface CaptureFile {
  readonly options: CaptureOptions;
  readonly counters: CaptureCounters;
}

const cpuOnlyFlag = 1;
const noMemoryFlag = 2;
const noCopiesFlag = 4;
const noImportsFlag = 8;
const windowFlag = 16;

const readyFunctionAt = 2136;
const readyFileAt = 2392;
const windowBeginAt = 3416;
/** Where the runner writes when the recording ends while the program runs. */
export const windowEndAt = 3424;

/**
 * The bytes of a fresh capture file.
 *
 * @throws RangeError when a path has more than 1023 bytes, a name more than 255 or the rate is out of range: the caller has to say so before it starts anything
 */
export function encodeCapture(options: CaptureOptions): Uint8Array {
  if (!Number.isInteger(options.rateHz) || options.rateHz < 1 || options.rateHz > 1000) {
    throw new RangeError(`the rate has to be a whole number from 1 to 1000, not ${options.rateHz}`);
  }
  const bytes = new Uint8Array(captureSize);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeText(captureMagic), 0);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, options.rateHz, true);
  view.setUint32(16, flagsOf(options), true);
  view.setUint32(20, options.treeLimitKib, true);
  view.setUint32(24, options.processLimitKib, true);
  view.setUint32(28, options.maxStreams, true);
  view.setUint32(32, options.waitThresholdUs, true);
  setU64(view, 40, 0);
  setText(bytes, 56, options.diskDir, limits.captureStringBytes);
  setText(bytes, 1080, options.preload, limits.captureStringBytes);
  view.setBigUint64(2104, BigInt(options.restored?.openFiles ?? 0), true);
  view.setBigUint64(2112, options.restored?.ignoredSignals ?? 0n, true);
  setU64(view, 2128, options.memoryIntervalBytes ?? 0);
  setText(bytes, readyFunctionAt, options.readyAt?.function ?? '', readyMarkBytes.function);
  setText(bytes, readyFileAt, options.readyAt?.file ?? '', readyMarkBytes.file);
  setU64(view, windowBeginAt, options.window?.beginNs ?? 0);
  setU64(view, windowEndAt, options.window?.endNs ?? 0);
  return bytes;
}

function flagsOf({ cpuOnly, noMemory = false, noCopies = false, noImports = false, window }: CaptureOptions): number {
  const memory = (noMemory ? noMemoryFlag : 0) | (noCopies ? noCopiesFlag : 0);
  return (cpuOnly ? cpuOnlyFlag : 0) | memory | (noImports ? noImportsFlag : 0) | (window ? windowFlag : 0);
}

/** Options and counters, or `undefined` with a problem when these bytes are no capture file. */
export function decodeCapture(bytes: Uint8Array): { capture: CaptureFile | undefined; problems: Problem[] } {
  const reader = new ByteReader(bytes);
  if (reader.length < captureSize || reader.terminated(0, 8) !== captureMagic || reader.u32(8) !== formatVersion) {
    const message = 'The capture file is damaged or of another version; how many processes were left out is not known.';
    return { capture: undefined, problems: [{ code: 'capture-damaged', message }] };
  }
  const readyFunction = reader.terminated(readyFunctionAt, readyMarkBytes.function);
  const options = {
    rateHz: reader.u32(12),
    cpuOnly: (reader.u32(16) & cpuOnlyFlag) !== 0,
    noMemory: (reader.u32(16) & noMemoryFlag) !== 0,
    noCopies: (reader.u32(16) & noCopiesFlag) !== 0,
    noImports: (reader.u32(16) & noImportsFlag) !== 0,
    memoryIntervalBytes: reader.u64(2128),
    treeLimitKib: reader.u32(20),
    processLimitKib: reader.u32(24),
    maxStreams: reader.u32(28),
    waitThresholdUs: reader.u32(32),
    diskDir: reader.terminated(56, limits.captureStringBytes),
    preload: reader.terminated(1080, limits.captureStringBytes),
    ...((reader.u32(16) & windowFlag) !== 0 && {
      window: { beginNs: reader.u64(windowBeginAt), endNs: reader.u64(windowEndAt) },
    }),
    ...(readyFunction !== '' && {
      readyAt: { function: readyFunction, file: reader.terminated(readyFileAt, readyMarkBytes.file) },
    }),
  };
  const counters = {
    streams: reader.u32(36),
    tmpfsUsed: reader.u64(40),
    refused: reader.u32(48),
    foreign: reader.u32(52),
  };
  return { capture: { options, counters }, problems: [] };
}

function setText(bytes: Uint8Array, at: number, text: string, room: number): void {
  const encoded = encodeText(text);
  if (encoded.length >= room) {
    throw new RangeError(`a path or name of ${encoded.length} bytes is too long for the capture file: ${text}`);
  }
  bytes.set(encoded, at);
}
