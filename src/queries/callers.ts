/** Who called the function that a line is in: the way from a hot line up to who could call it less often. */
import type { Profile } from '../profile/profile.ts';
import { addUpSubtrees } from '../profile/subtreeTotals.ts';
import { frameKind } from '../profile/tables.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

export interface Callers {
  /** Of the function that the line is in. */
  readonly name: string;
  /** Seconds with the function anywhere on the stack, each stack once: the sum over `callers`. */
  readonly total_s: number;
  /** Largest first. */
  readonly callers: readonly Caller[];
}

/** One line that calls the function. */
export interface Caller {
  /** "" where the function was called by no Python code that is known: by the interpreter, or the stack was cut off. */
  readonly name: string;
  readonly path: string;
  /** 0 where `name` is "". */
  readonly line: number;
  /** Seconds of the function with everything it called, when called from here. */
  readonly total_s: number;
}

/** What imports a module stands between it and the line with the `import`. */
const importMachinery = '<frozen importlib';

/**
 * Callers of the function that `line` of the file at `path` is in; all frames count as callers, whatever the question's scope.
 * A function that calls itself is counted where it was entered from outside.
 *
 * @returns undefined when the line is on no stack
 */
export function callers(profile: Profile, question: Question, path: string, line: number): Callers | undefined {
  const func = functionAt(profile, path, line);
  if (func < 0) return undefined;
  const totals = totalsOfNodes(profile, select(profile, question));
  const { nodes } = profile;
  const { callerNode, isBelow } = waysUp(profile, func);
  const secondsByCaller = new Map<string, Caller>();
  let total = 0;
  for (let node = 0; node < nodes.length; node++) {
    const seconds = totals[node] ?? 0;
    if (nodes.func[node] !== func || seconds <= 0 || isBelow[node] === 1) continue;
    const caller = callerAt(profile, callerNode[node] ?? -1);
    const key = `${caller.line} ${caller.name} ${caller.path}`;
    secondsByCaller.set(key, { ...caller, total_s: (secondsByCaller.get(key)?.total_s ?? 0) + seconds });
    total += seconds;
  }
  return {
    name: profile.functions.name[func] ?? '',
    total_s: total,
    callers: [...secondsByCaller.values()].sort((a, b) => b.total_s - a.total_s),
  };
}

/** On a line with a generator expression or lambda there are several functions: the one that begins first is around the others. */
function functionAt({ files, functions, nodes }: Profile, path: string, line: number): number {
  const file = files.findIndex((candidate) => candidate.path === path);
  let found = -1;
  for (let node = 0; node < nodes.length; node++) {
    const func = nodes.func[node] ?? -1;
    if (nodes.line[node] !== line || functions.file[func] !== file || nodes.kind[node] !== frameKind.python) continue;
    if (found < 0 || (functions.firstLine[func] ?? 0) < (functions.firstLine[found] ?? 0)) found = func;
  }
  return file < 0 ? -1 : found;
}

function totalsOfNodes({ cells, nodes }: Profile, { selected }: Selection): Float64Array {
  const totals = new Float64Array(nodes.length);
  for (let cell = 0; cell < cells.length; cell++) {
    const node = cells.node[cell] ?? -1;
    if (node < 0 || selected[cells.thread[cell] ?? -1] !== 1) continue;
    totals[node] = (totals[node] ?? 0) + (cells.seconds[cell] ?? 0);
  }
  return addUpSubtrees(nodes, totals);
}

/** By node, from parents to children, so that deep stacks take no longer than wide ones. */
interface WaysUp {
  /** The nearest Python frame above that is no machinery, -1 where none is known. */
  readonly callerNode: Int32Array;
  /** 1 where the function itself is above. */
  readonly isBelow: Uint8Array;
}

function waysUp({ files, functions, nodes }: Profile, func: number): WaysUp {
  const isMachinery = Uint8Array.from(files, ({ path }) => (path.startsWith(importMachinery) ? 1 : 0));
  const callerNode = new Int32Array(nodes.length).fill(-1);
  const isBelow = new Uint8Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const above = nodes.parent[node] ?? -1;
    if (above < 0) continue;
    isBelow[node] = nodes.func[above] === func ? 1 : (isBelow[above] ?? 0);
    if (nodes.kind[above] === frameKind.truncated) continue;
    const isCaller =
      nodes.kind[above] === frameKind.python && isMachinery[functions.file[nodes.func[above] ?? -1] ?? -1] !== 1;
    callerNode[node] = isCaller ? above : (callerNode[above] ?? -1);
  }
  return { callerNode, isBelow };
}

function callerAt({ files, functions, nodes }: Profile, node: number): Omit<Caller, 'total_s'> {
  if (node < 0) return { name: '', path: '', line: 0 };
  const func = nodes.func[node] ?? -1;
  return {
    name: functions.name[func] ?? '',
    path: files[functions.file[func] ?? -1]?.path ?? '',
    line: nodes.line[node] ?? 0,
  };
}
