/** Processes of the tree that are no Python: nothing is recorded in them, but those who started and waited for them know something. */
import { groupBy } from '../base/groupBy.ts';
import { signalName } from '../base/signalName.ts';
import type { ProcessExit, ProgramRow } from '../profile/tables.ts';
import type { ChildEnd, ChildGroup, Stream } from '../session/session.ts';
import type { LifeCost } from './processCosts.ts';
import { endsAsProgram, isProgramAlone, type ProcessLife } from './processLives.ts';

/** With more programs than this a parent's are put together by what they ran. */
const mostOfOne = 64;

export interface Programs {
  readonly rows: readonly ProgramRow[];
  /** For each life the row of its program, -1 where it has none. */
  readonly rowOfLife: readonly number[];
}

export interface ProgramInput {
  readonly lives: readonly ProcessLife[];
  readonly costs: readonly LifeCost[];
  readonly streams: readonly Stream[];
  /** For each stream the row of its parent among the recorded processes, -1 for none. */
  readonly parents: readonly number[];
  /** How the first process ended, as the runner saw it. */
  readonly exitOf: (life: ProcessLife) => ProcessExit | null;
}

export function programRows(input: ProgramInput): Programs {
  const { lives, streams } = input;
  const rowOfLife = lives.map(() => -1);
  const rows: ProgramRow[] = [];
  const withChildren = new Set(lives.map(({ parent }) => parent));
  const counts = programCounts(lives, streams);
  const loose = new Map<number, ProgramRow[]>();
  for (const [index, life] of lives.entries()) {
    if (!endsAsProgram(life, streams)) continue;
    const row = programRow(input, index, life);
    const many = (counts.get(life.waitedBy) ?? 0) > mostOfOne;
    if (many && isProgramAlone(life, streams) && !withChildren.has(index)) {
      const list = loose.get(life.waitedBy) ?? [];
      loose.set(life.waitedBy, list);
      list.push(row);
    } else rowOfLife[index] = rows.push(row) - 1;
  }
  for (const [parent, stream] of streams.entries()) {
    const all = [...(loose.get(parent) ?? []), ...stream.childGroups.map((group) => groupRow(group, stream, parent))];
    for (const same of groupBy(all, ({ path }) => path).values()) rows.push(together(same));
  }
  return { rows, rowOfLife };
}

function programCounts(lives: readonly ProcessLife[], streams: readonly Stream[]): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (stream: number, count: number) => counts.set(stream, (counts.get(stream) ?? 0) + count);
  for (const life of lives) if (isProgramAlone(life, streams)) add(life.waitedBy, 1);
  for (const [index, { childGroups }] of streams.entries()) for (const { count } of childGroups) add(index, count);
  return counts;
}

function programRow({ streams, parents, costs, exitOf }: ProgramInput, index: number, life: ProcessLife): ProgramRow {
  const last = life.streams.at(-1) ?? -1;
  const before = streams[last];
  const waiting = streams[life.waitedBy];
  const [replacedPath = '', ...replacement] = before?.process.replacement ?? [];
  const startNs = before?.header.endMonoNs ?? life.end?.startMonoNs ?? 0;
  const exit = exitOf(life);
  return {
    pid: life.pid,
    ppid: before?.header.ppid ?? waiting?.header.pid ?? 0,
    parent: before === undefined ? life.waitedBy : (parents[last] ?? -1),
    path: before === undefined ? (life.end?.path ?? '') : replacedPath,
    command: before === undefined ? (life.end?.command ?? []) : replacement,
    wallSeconds: startNs > 0 && life.end !== undefined ? Math.max(0, life.end.monoNs - startNs) * 1e-9 : 0,
    cpuSeconds: (costs[index]?.programNs ?? 0) * 1e-9,
    count: 1,
    failed: exit !== null && exit.status !== 0 ? 1 : 0,
    exit,
  };
}

function groupRow(group: ChildGroup, { header }: Stream, parent: number): ProgramRow {
  const failed = Math.min(group.count, group.failed + group.killed);
  return {
    pid: 0,
    ppid: header.pid,
    parent,
    path: group.path,
    command: group.path === '' ? [] : [group.path],
    wallSeconds: group.wallNs * 1e-9,
    cpuSeconds: group.cpuNs * 1e-9,
    count: group.count,
    failed,
    exit: failed === 0 ? { status: 0, signal: null } : null,
  };
}

/** Rows of one parent and program as one. */
function together(rows: readonly ProgramRow[]): ProgramRow {
  const [first, ...others] = rows;
  if (first === undefined) throw new Error('a group has at least one row');
  if (others.length === 0) return first;
  const sum = (of: (row: ProgramRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const failed = sum((row) => row.failed);
  return {
    ...first,
    pid: 0,
    command: first.path === '' ? [] : [first.path],
    wallSeconds: sum((row) => row.wallSeconds),
    cpuSeconds: sum((row) => row.cpuSeconds),
    count: sum((row) => row.count),
    failed,
    exit: failed === 0 ? { status: 0, signal: null } : null,
  };
}

/** As wait(2) gives it. */
export function exitOfChild({ waitStatus }: ChildEnd): ProcessExit {
  const signal = waitStatus & 0x7f;
  return signal === 0
    ? { status: (waitStatus >> 8) & 0xff, signal: null }
    : { status: null, signal: signalName(signal) };
}
