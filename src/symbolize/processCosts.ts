/**
 * What each process of the tree used of the processor, so that the sum over all is what the tree used.
 *
 * A process's own clock is exact as long as it records. Who waited for it knows more: also what came before and after, and what programs used that can't
 * be recorded. That figure has in it what the process waited for itself, which is taken off.
 */
import type { SessionInfo, Stream } from '../session/session.ts';
import { endsAsProgram, isPassing, type ProcessLife } from './processLives.ts';

export interface LifeCost {
  /** For each of the life's streams. */
  readonly streamNs: readonly number[];
  /** Of the program that it became in the end, or was from the start; 0 where there is none. */
  readonly programNs: number;
}

export function processCosts(lives: readonly ProcessLife[], streams: readonly Stream[], info: SessionInfo): LifeCost[] {
  const clocks = streams.map(clockNs);
  const waitedNs = streams.map(({ children, childGroups }) =>
    [...children, ...childGroups].reduce((sum, { cpuNs }) => sum + cpuNs, 0),
  );
  const below = takenBelow(lives, streams, clocks, waitedNs);
  return lives.map((life, index) => {
    const seenNs = Math.max(0, ...life.streams.map((stream) => clocks[stream] ?? 0));
    const wholeNs = life.end?.cpuNs ?? runnersNs(life, streams, info);
    const othersNs = sum(life.streams.map((stream) => waitedNs[stream] ?? 0)) + (below[index] ?? 0);
    return share(life, streams, clocks, Math.max(seenNs, wholeNs - othersNs));
  });
}

/** The process's clock, from its very beginning, when it was last seen. */
function clockNs({ header, threads }: Stream): number {
  const threadsNs = sum(threads.map(({ cpuNs, cpuLiveNs }) => cpuNs + cpuLiveNs));
  const lastNs = header.endMonoNs > 0 ? header.endCpuNs : (header.checkpoint?.processCpuNs ?? 0);
  return Math.max(lastNs, header.startCpuNs + threadsNs);
}

/** What programs that are no Python waited for, as far as it was recorded: it is in what the programs used. */
function takenBelow(
  lives: readonly ProcessLife[],
  streams: readonly Stream[],
  clocks: readonly number[],
  waitedNs: readonly number[],
): number[] {
  const below = lives.map(() => 0);
  for (const life of lives) {
    const parent = lives[life.parent];
    if (life.end !== undefined || parent === undefined || !endsAsProgram(parent, streams)) continue;
    const last = streams[life.streams.at(-1) ?? -1];
    // One that outlived the program was waited for by somebody else.
    if (last === undefined || lastSeenNs(last) > (parent.end?.monoNs ?? Infinity)) continue;
    const ownNs = Math.max(0, ...life.streams.map((stream) => clocks[stream] ?? 0));
    below[life.parent] = (below[life.parent] ?? 0) + ownNs + sum(life.streams.map((stream) => waitedNs[stream] ?? 0));
  }
  return below;
}

function lastSeenNs({ header, threads }: Stream): number {
  if (header.endMonoNs > 0) return header.endMonoNs;
  return Math.max(header.startMonoNs, header.checkpoint?.monoNs ?? 0, ...threads.map(({ seenNs }) => seenNs));
}

/** The runner counts in ticks, so its word is taken where the first process could give none. */
function runnersNs(life: ProcessLife, streams: readonly Stream[], info: SessionInfo): number {
  const last = streams[life.streams.at(-1) ?? -1]?.header;
  const isFirst = life.pid === info.pid && life.parent < 0;
  return isFirst && (last?.endKind === 'none' || last?.endKind === 'exec') ? (info.end?.cpuNs ?? 0) : 0;
}

/** Each stream has its part of the clock; what is left belongs to what the process was last. */
function share(life: ProcessLife, streams: readonly Stream[], clocks: readonly number[], ownNs: number): LifeCost {
  let before = 0;
  const streamNs = life.streams.map((stream) => {
    const facts = streams[stream];
    const until = facts !== undefined && isPassing(facts) ? before : Math.max(before, clocks[stream] ?? 0);
    const part = until - before;
    before = until;
    return part;
  });
  const restNs = Math.max(0, ownNs - before);
  if (endsAsProgram(life, streams)) return { streamNs, programNs: restNs };
  return { streamNs: streamNs.map((ns, at) => (at === streamNs.length - 1 ? ns + restNs : ns)), programNs: 0 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
