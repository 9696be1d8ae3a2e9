/** What one stream's tasks awaited, and how long its loops went without resting. */
import type { AwaitBuilder } from '../profile/awaitTables.ts';
import { counterIndex, firstAwaitClass, lastAwaitClass, nodeKind } from '../session/layout.ts';
import type { StallFacts, Stream } from '../session/session.ts';
import { awaitKind } from './awaitKinds.ts';
import { hole, type StreamFrames } from './streamFrames.ts';

export interface AwaitInput {
  readonly stream: Stream;
  readonly frames: StreamFrames;
  readonly builder: AwaitBuilder;
  readonly process: number;
  /** The index that this stream's first thread has in the profile. */
  readonly firstThread: number;
  /** When the first stream of the session began. */
  readonly firstMonoNs: number;
}

/** Whether a cell of this class is about suspended tasks, not about its thread's time. */
export function isAwait(kind: number): boolean {
  return kind >= firstAwaitClass && kind <= lastAwaitClass;
}

export function addAwaits(input: AwaitInput): void {
  const { stream, frames, builder } = input;
  const { cells } = stream;
  const threadOfRow = new Map(stream.threads.map((thread, index) => [thread.row, input.firstThread + index]));
  for (let cell = 0; cell < cells.length; cell++) {
    const kind = cells.class[cell] ?? 0;
    if (!isAwait(kind)) continue;
    const id = cells.node[cell] ?? 0;
    const node = frames.builderNode[id] ?? hole;
    const thread = threadOfRow.get(frames.row[id] ?? -1);
    if (thread === undefined || node === hole) continue;
    const { path, name } = codeOf(stream, id);
    builder.addRow({
      node,
      thread,
      kind: awaitKind(path, name, kind),
      seconds: (cells.ns[cell] ?? 0) * 1e-9,
      variance: (cells.squares[cell] ?? 0) * 1e-12,
      samples: cells.samples[cell] ?? 0,
    });
  }
  const runsLoop = belowRunOnce(stream);
  for (const stall of stream.stalls) addStall(input, stall, threadOfRow, runsLoop);
  builder.addProcess(processLoops(stream));
}

function codeOf({ nodes, codes, strings }: Stream, id: number): { path: string; name: string } {
  const code = nodes.kind[id] === nodeKind.python ? codes.get(nodes.subject[id] ?? 0) : undefined;
  return { path: strings.get(code?.filename ?? -1) ?? '', name: strings.get(code?.name ?? -1) ?? '' };
}

/** For each node whether a loop is running on its stack. */
function belowRunOnce(stream: Stream): Uint8Array {
  const { nodes } = stream;
  const below = new Uint8Array(nodes.length);
  if (stream.stalls.length === 0) return below;
  const runs = new Set<number>();
  for (const [id, { name, filename }] of stream.codes) {
    const isLoop = /(?:^|\.)_run_once$/.test(stream.strings.get(name) ?? '');
    if (isLoop && (stream.strings.get(filename) ?? '').endsWith('/asyncio/base_events.py')) runs.add(id);
  }
  for (let id = 1; id < nodes.length; id++) {
    const isLoop = nodes.kind[id] === nodeKind.python && runs.has(nodes.subject[id] ?? 0);
    below[id] = isLoop ? 1 : (below[nodes.parent[id] ?? 0] ?? 0);
  }
  return below;
}

/** Between two runs of a loop its thread does what is nothing of the loop's: then most of what it did has no loop on its stack. */
function addStall(
  { frames, builder, process, firstMonoNs, stream }: AwaitInput,
  stall: StallFacts,
  threadOfRow: ReadonlyMap<number, number>,
  runsLoop: Uint8Array,
): void {
  const thread = threadOfRow.get(stall.thread);
  const known = stall.spent.filter(({ node }) => (frames.builderNode[node] ?? hole) !== hole);
  const inLoop = known.filter(({ node }) => runsLoop[node] === 1);
  const sum = (spent: StallFacts['spent']): number => spent.reduce((total, { ns }) => total + ns, 0);
  if (thread === undefined || sum(inLoop) <= sum(known) / 2) return;
  builder.addStall({
    process,
    thread,
    startSeconds: Math.max(0, stream.header.startMonoNs + stall.startNs - firstMonoNs) * 1e-9,
    durationSeconds: stall.durationNs * 1e-9,
    spent: inLoop.map(({ node, class: kind, ns }) => ({
      node: frames.builderNode[node] ?? -1,
      class: kind,
      seconds: ns * 1e-9,
    })),
  });
}

function processLoops({ header }: Stream) {
  const count = (index: number): number => header.counters[index] ?? 0;
  return {
    rests: count(counterIndex.loopRests),
    restSeconds: count(counterIndex.loopRestNs) * 1e-9,
    looks: count(counterIndex.taskLooks),
    tasks: count(counterIndex.tasks),
    lookSeconds: count(counterIndex.tasksNs) * 1e-9,
    missedSeconds: count(counterIndex.tasksMissedNs) * 1e-9,
    noRoom: count(counterIndex.tasksNoRoom),
  };
}
