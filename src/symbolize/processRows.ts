/** The processes of a session, and who started whom. */
import type { Loss, ProcessExit, ProcessRow } from '../profile/tables.ts';
import { counterIndex, unavailableBit } from '../session/layout.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import { recordedFromNs } from './processEnd.ts';
import type { AddedCells } from './streamCells.ts';

/**
 * For each stream the index of its parent's, -1 for none. Process ids are used again, so among the streams with the parent's id the
 * latest that began before the child is taken.
 *
 * @param streams in the order in which they began
 */
export function processTree(streams: readonly Stream[]): number[] {
  return streams.map(({ header }, child) => {
    for (let index = child - 1; index >= 0; index--) {
      const candidate = streams[index]?.header;
      if (candidate?.pid !== header.ppid) continue;
      if (header.parentStream === 0 || candidate.startMonoNs === header.parentStream) return index;
    }
    return -1;
  });
}

interface ProcessInput {
  readonly stream: Stream;
  readonly info: SessionInfo;
  readonly parent: number;
  readonly added: AddedCells;
  readonly fate: ProcessFate;
}

/** What is known of the process as a whole, beyond its stream. */
export interface ProcessFate {
  readonly usedSeconds: number;
  readonly program: number;
  readonly exit: ProcessExit | null;
  readonly replaced: boolean;
  readonly passing: boolean;
}

export function processRow({ stream, info, parent, added, fate }: ProcessInput): ProcessRow {
  const { header, process } = stream;
  const threadCpuSeconds = added.threads.reduce((total, thread) => total + thread.cpuSeconds, 0);
  const clockNs = header.endMonoNs > 0 ? header.endCpuNs : (header.checkpoint?.processCpuNs ?? 0);
  const clockSeconds = Math.max(0, clockNs - header.startCpuNs) * 1e-9;
  const cpuSeconds = Math.max(threadCpuSeconds, clockSeconds);
  const first = header.pid === info.pid && parent < 0;
  return {
    pid: header.pid,
    ppid: header.ppid,
    parent,
    command: process.arguments.length > 0 ? process.arguments : first ? info.command : [],
    executable: process.executable,
    version: pythonVersion(header.pythonVersion, process.version),
    wallSeconds: Math.max(0, added.endNs - recordedFromNs(header)) * 1e-9,
    cpuSeconds,
    ...fate,
    usedSeconds: fate.passing ? 0 : Math.max(cpuSeconds, fate.usedSeconds),
    // Threads that we never saw still show in the process's clock.
    unsampledSeconds: added.unsampledSeconds + cpuSeconds - threadCpuSeconds,
    loss: lossOf(stream),
    unavailable: unavailableOf(header.unavailable | allocatorBit(info)),
  };
}

/** "3.12.1" from 0x030c01f0; the interpreter's own text where the number is missing. */
function pythonVersion(number: number, text: string): string {
  if (number !== 0) return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}`;
  return /^\d+\.\d+\.\d+/.exec(text)?.[0] ?? '';
}

function lossOf({ header: { counters } }: Stream): Loss {
  const count = (index: number) => counters[index] ?? 0;
  return {
    signals: count(counterIndex.signals),
    handlerSeconds: count(counterIndex.handlerNs) * 1e-9,
    droppedByReason: {
      backoff: count(counterIndex.droppedBackoff),
      no_room: count(counterIndex.droppedNoRoom),
      nested: count(counterIndex.droppedNested),
      masked: count(counterIndex.droppedMasked),
      waits_no_room: count(counterIndex.waitsNoRoom),
    },
    droppedSeconds: (count(counterIndex.droppedBackoffNs) + count(counterIndex.droppedNs)) * 1e-9,
    truncated: count(counterIndex.truncated),
    torn: count(counterIndex.torn),
    unreadable: count(counterIndex.unreadable),
    withoutPythonState: count(counterIndex.noState),
    nativeChainLost: count(counterIndex.unwindLost),
    threadsWithoutTimer: count(counterIndex.threadsUntimed),
    childrenNotFollowed: count(counterIndex.notFollowed),
  };
}

/** The runner kept the recorder out of a program with an allocator of its own. */
function allocatorBit({ memory }: SessionInfo): number {
  return memory === undefined || memory.otherAllocator === null ? 0 : unavailableBit.otherAllocator;
}

const unavailableNames: readonly (readonly [bit: number, name: string])[] = [
  [unavailableBit.pythonStacks, 'python-stacks'],
  [unavailableBit.split, 'split'],
  [unavailableBit.trampolines, 'c-calls'],
  [unavailableBit.nativeThreads, 'native-threads'],
  [unavailableBit.waiting, 'waiting'],
  [unavailableBit.timer, 'timer'],
  [unavailableBit.memory, 'memory'],
  [unavailableBit.copies, 'copies'],
  [unavailableBit.otherAllocator, 'allocator'],
  [unavailableBit.pythonDomain, 'python-allocations'],
  [unavailableBit.imports, 'imports'],
  [unavailableBit.tasks, 'tasks'],
];

function unavailableOf(bits: number): string[] {
  return unavailableNames.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}
