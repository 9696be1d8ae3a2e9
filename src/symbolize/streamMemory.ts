/** One stream's memory, history, copies and footprint as rows of the profile. */
import type { Problem } from '../base/result.ts';
import { noTimeline, type FootprintTimeline, type ProcessMemory } from '../profile/memoryTables.ts';
import type { MemoryBuilder } from '../profile/memoryBuilder.ts';
import { counterIndex, firstCopyClass, lastCopyClass, momentMs, unavailableBit } from '../session/layout.ts';
import type { Stream } from '../session/session.ts';
import { hole, type StreamFrames } from './streamFrames.ts';

export interface MemoryInput {
  readonly stream: Stream;
  readonly frames: StreamFrames;
  readonly builder: MemoryBuilder;
  readonly process: number;
  /** The index that this stream's first thread has in the profile. */
  readonly firstThread: number;
  /** When the first stream of the session began. */
  readonly firstMonoNs: number;
  readonly problems: Problem[];
}

const kib = 1024;
const squareKib = kib * kib;
/** Streams of a day have 17 doublings. */
const mostMomentShift = 30;

export function addMemory(input: MemoryInput): void {
  const { stream, builder } = input;
  const threadOfRow = new Map(stream.threads.map((thread, index) => [thread.row, input.firstThread + index]));
  const lost = addRows(input, threadOfRow) + addCopies(input, threadOfRow);
  builder.addProcess(processMemory(stream, input.firstMonoNs));
  if (lost > 0) {
    input.problems.push({
      code: 'memory-without-thread',
      message: `${lost} entries of a stream's tables of memory and copies belong to no known thread and were left out.`,
    });
  }
}

interface Place {
  readonly node: number;
  readonly thread: number;
}

function placeOf({ frames }: MemoryInput, id: number, threadOfRow: ReadonlyMap<number, number>): Place | undefined {
  const node = frames.builderNode[id] ?? hole;
  const thread = threadOfRow.get(frames.row[id] ?? -1);
  return thread === undefined || node === hole ? undefined : { node, thread };
}

/** @returns how many rows have no place */
function addRows(input: MemoryInput, threadOfRow: ReadonlyMap<number, number>): number {
  const { stream, builder, process } = input;
  const { memory, history, header } = stream;
  const epoch = (header.counters[counterIndex.peakEpoch] ?? 0) % 2 ** 32;
  const indexOf = new Map<number, number>();
  let lost = 0;
  for (let at = 0; at < memory.length; at++) {
    const place = placeOf(input, memory.node[at] ?? 0, threadOfRow);
    if (place === undefined) {
      lost++;
      continue;
    }
    const row = { ...place, process, ...amountsOf(stream, at, epoch) };
    indexOf.set(memory.row[at] ?? 0, builder.addRow(row));
  }
  for (let step = 0; step < history.length; step++) {
    const row = indexOf.get(history.row[step] ?? 0);
    if (row === undefined) continue;
    const endBytes = (history.endKib[step] ?? 0) * kib;
    const highBytes = Math.max(endBytes, (history.highKib[step] ?? 0) * kib);
    builder.addStep({ row, seconds: (history.ms[step] ?? 0) / 1000, highBytes, endBytes });
  }
  return lost;
}

/** Fields of one row come from several stores: what can't be at once is brought into order. */
function amountsOf({ memory }: Stream, at: number, epoch: number) {
  const of = (column: Float64Array | Uint32Array): number => column[at] ?? 0;
  const liveBytes = of(memory.liveBytes);
  const peakBytes = Math.max(of(memory.peakBytes), liveBytes);
  const peakKept = of(memory.peakEpoch) === epoch;
  const samples = of(memory.samples);
  return {
    domain: memory.domain[at] ?? 0,
    allocBytes: Math.max(of(memory.allocBytes), liveBytes),
    allocCount: of(memory.allocCount256) / 256,
    allocVariance: of(memory.allocVarianceKib2) * squareKib,
    liveBytes,
    liveVariance: of(memory.liveVarianceKib2) * squareKib,
    atPeakBytes: Math.min(peakBytes, peakKept ? of(memory.atPeakBytes) : liveBytes),
    atPeakVariance: (peakKept ? of(memory.atPeakVarianceKib2) : of(memory.liveVarianceKib2)) * squareKib,
    peakBytes,
    freedBytes: of(memory.freedBytes),
    churnBytes: Math.min(of(memory.churnBytes), of(memory.freedBytes)),
    highsBytes: of(memory.highsBytes),
    highs: of(memory.highs),
    openHighBytes: of(memory.rises) === 0 ? 0 : Math.min(peakBytes, Math.max(liveBytes, of(memory.highKib) * kib)),
    samples,
    frees: Math.min(samples, of(memory.frees)),
    liveSamples: of(memory.liveSamples),
    firstSeconds: of(memory.firstMs) / 1000,
    lastSeconds: Math.max(of(memory.firstMs), of(memory.lastMs)) / 1000,
  };
}

/** @returns how many cells have no place */
function addCopies(input: MemoryInput, threadOfRow: ReadonlyMap<number, number>): number {
  const { cells } = input.stream;
  let lost = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    const kind = cells.class[cell] ?? 0;
    if (!isCopy(kind)) continue;
    const place = placeOf(input, cells.node[cell] ?? 0, threadOfRow);
    if (place === undefined) {
      lost++;
      continue;
    }
    input.builder.addCopy({
      ...place,
      process: input.process,
      sizeBin: kind - firstCopyClass,
      bytes: cells.ns[cell] ?? 0,
      variance: (cells.squares[cell] ?? 0) * squareKib,
      samples: cells.samples[cell] ?? 0,
    });
  }
  return lost;
}

/** Whether a cell of this class counts bytes, not time. */
export function isCopy(kind: number): boolean {
  return kind >= firstCopyClass && kind <= lastCopyClass;
}

function processMemory(stream: Stream, firstMonoNs: number): ProcessMemory {
  const { header } = stream;
  const count = (index: number): number => header.counters[index] ?? 0;
  const withoutMemory = unavailableBit.memory | unavailableBit.otherAllocator;
  const intervalBytes = count(counterIndex.memoryInterval);
  const copyIntervalBytes = count(counterIndex.copyInterval);
  // Streams of versions without these tables have neither an interval nor the bit.
  const measured = (header.unavailable & withoutMemory) === 0 && (intervalBytes > 0 || stream.memory.length > 0);
  const peakNs = count(counterIndex.peakNs);
  return {
    measured,
    copiesMeasured: (header.unavailable & unavailableBit.copies) === 0 && copyIntervalBytes > 0,
    startSeconds: Math.max(0, header.startMonoNs - firstMonoNs) * 1e-9,
    peakLiveBytes: positive(Math.max(count(counterIndex.peakBytes), positive(count(counterIndex.liveBytes)))),
    peakSeconds: peakNs === 0 ? 0 : Math.max(0, peakNs - header.startMonoNs) * 1e-9,
    peakRssBytes: count(counterIndex.peakRssKib) * kib,
    liveBytes: positive(count(counterIndex.liveBytes)),
    intervalBytes,
    copyIntervalBytes,
    samples: count(counterIndex.allocSamples),
    frees: count(counterIndex.freeSamples),
    allocBytes: count(counterIndex.allocBytes),
    copyBytes: count(counterIndex.copyBytes),
    copySamples: count(counterIndex.copySamples),
    recordingSeconds: count(counterIndex.memoryNs) * 1e-9,
    noRoom: count(counterIndex.memoryNoRoom),
    lost: count(counterIndex.memoryLost),
    thinned: count(counterIndex.memoryThinned),
    timeline: measured ? timelineOf(stream) : noTimeline,
  };
}

/** A sum that threads take from and add to may be seen below zero. */
function positive(value: number): number {
  return value >= 2 ** 63 ? 0 : value;
}

function timelineOf({ moments, header }: Stream): FootprintTimeline {
  const shift = Math.min(header.counters[counterIndex.momentShift] ?? 0, mostMomentShift);
  const bucketSeconds = (momentMs * 2 ** shift) / 1000;
  const known = Array.from({ length: moments.length }, (_, bucket) => bucket).filter(
    (bucket) => isLive(moments, bucket) || (moments.rssKib[bucket] ?? 0) > 0,
  );
  const timeline = {
    length: known.length,
    bucketSeconds,
    seconds: Float64Array.from(known, (bucket) => bucket * bucketSeconds),
    liveHighBytes: new Float64Array(known.length),
    liveEndBytes: new Float64Array(known.length),
    rssBytes: Float64Array.from(known, (bucket) => (moments.rssKib[bucket] ?? 0) * kib),
  };
  let end = 0;
  for (const [index, bucket] of known.entries()) {
    const live = isLive(moments, bucket);
    const high = live ? Math.max(moments.highBytes[bucket] ?? 0, moments.endBytes[bucket] ?? 0) : end;
    end = live ? (moments.endBytes[bucket] ?? 0) : end;
    timeline.liveHighBytes[index] = high;
    timeline.liveEndBytes[index] = end;
  }
  return timeline;
}

/** Whether anything was sampled in the bucket. */
function isLive(moments: Stream['moments'], bucket: number): boolean {
  return (
    (moments.samples[bucket] ?? 0) > 0 || (moments.highBytes[bucket] ?? 0) > 0 || (moments.endBytes[bucket] ?? 0) > 0
  );
}
