/** Which streams and which reports of a parent speak of one process, from its start to its end. */
import { groupBy } from '../base/groupBy.ts';
import type { ChildEnd, Stream } from '../session/session.ts';

/** One process, whatever programs it became by exec. */
export interface ProcessLife {
  readonly pid: number;
  /** Indices of its streams in the order in which they began; none where it never was Python. */
  readonly streams: readonly number[];
  /** The word of the process that waited for it, and that one's stream. */
  readonly end: ChildEnd | undefined;
  /** -1 where nobody did. */
  readonly waitedBy: number;
  /** The life under which it was started, as far as that is known, else -1. */
  readonly parent: number;
}

/** CPU time in which a forked child closes its parent's files and execs, on a slow machine too. */
const passingNs = 20e6;

interface Waited {
  readonly child: ChildEnd;
  readonly by: number;
}

interface Draft {
  readonly pid: number;
  readonly streams: number[];
  waited: Waited | undefined;
}

/**
 * Process ids are used again: a report is about the latest process of its id that began before.
 *
 * @param streams in the order in which they began
 */
export function processLives(streams: readonly Stream[]): ProcessLife[] {
  const waits = waitsByPid(streams);
  const drafts = recordedLives(streams, waits);
  const told = new Set(drafts.map(({ waited }) => waited));
  for (const list of waits.values())
    for (const waited of list) if (!told.has(waited)) drafts.push({ pid: waited.child.pid, streams: [], waited });
  return withParents(drafts, streams);
}

function waitsByPid(streams: readonly Stream[]): Map<number, Waited[]> {
  const all = streams.flatMap(({ children }, by) => children.map((child) => ({ child, by })));
  const waits = groupBy(all, ({ child }) => child.pid);
  for (const list of waits.values()) list.sort((a, b) => a.child.monoNs - b.child.monoNs);
  return waits;
}

function recordedLives(streams: readonly Stream[], waits: ReadonlyMap<number, readonly Waited[]>): Draft[] {
  const drafts: Draft[] = [];
  const latest = new Map<number, Draft>();
  for (const [index, { header }] of streams.entries()) {
    const waited = waits.get(header.pid)?.find(({ child }) => child.monoNs >= header.startMonoNs);
    const before = latest.get(header.pid);
    const previous = streams[before?.streams.at(-1) ?? -1];
    const goesOn =
      before?.waited === waited &&
      header.origin !== 'fork' &&
      ['exec', 'none'].includes(previous?.header.endKind ?? '');
    if (before !== undefined && goesOn) {
      before.streams.push(index);
      continue;
    }
    if (before !== undefined && before.waited === waited) before.waited = undefined;
    const draft = { pid: header.pid, streams: [index], waited };
    drafts.push(draft);
    latest.set(header.pid, draft);
  }
  return drafts;
}

function withParents(drafts: readonly Draft[], streams: readonly Stream[]): ProcessLife[] {
  const lifeOf = new Map(drafts.flatMap((draft, life) => draft.streams.map((stream) => [stream, life] as const)));
  const byPid = groupBy(drafts.entries(), ([, { pid }]) => pid);
  return drafts.map(({ pid, streams: own, waited }, life) => {
    const parent = waited === undefined ? startedUnder(life) : (lifeOf.get(waited.by) ?? -1);
    return { pid, streams: own, end: waited?.child, waitedBy: waited?.by ?? -1, parent };
  });

  /** The nearest of its ancestors of which anything is known. */
  function startedUnder(life: number): number {
    const first = streams[drafts[life]?.streams[0] ?? -1];
    if (first === undefined) return -1;
    const { startMonoNs, ppid } = first.header;
    const ancestors = first.process.ancestors.length > 0 ? first.process.ancestors : [ppid];
    for (const pid of ancestors) {
      const found = (byPid.get(pid) ?? []).findLast(
        ([each, { streams: theirs, waited }]) =>
          each !== life &&
          (streams[theirs[0] ?? -1]?.header.startMonoNs ?? waited?.child.startMonoNs ?? 0) <= startMonoNs &&
          (waited === undefined || waited.child.monoNs >= startMonoNs),
      );
      if (found !== undefined) return found[0];
    }
    return -1;
  }
}

/** Forked only to become something else: it did next to nothing itself, and started nothing. */
export function isPassing({ header, children, childGroups }: Stream): boolean {
  return (
    header.origin === 'fork' &&
    header.endKind === 'exec' &&
    header.endCpuNs < passingNs &&
    children.length === 0 &&
    childGroups.length === 0
  );
}

/** Nothing is recorded of it: a program that is no Python from the start, but for the moment in which it was forked. */
export function isProgramAlone(life: ProcessLife, streams: readonly Stream[]): boolean {
  return (
    endsAsProgram(life, streams) &&
    life.streams.every((index) => {
      const stream = streams[index];
      return stream !== undefined && isPassing(stream);
    })
  );
}

/** The process is, in the end, a program that is no Python. */
export function endsAsProgram({ streams: own }: ProcessLife, streams: readonly Stream[]): boolean {
  const last = streams[own.at(-1) ?? -1];
  return last === undefined || last.header.endKind === 'exec';
}
