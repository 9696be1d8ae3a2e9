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
  const secondsByCaller = new Map<string, Caller>();
  let total = 0;
  for (let node = 0; node < nodes.length; node++) {
    const seconds = totals[node] ?? 0;
    if (nodes.func[node] !== func || seconds <= 0 || isBelow(profile, node, func)) continue;
    const caller = callerOf(profile, node);
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

function isBelow({ nodes }: Profile, node: number, func: number): boolean {
  for (let above = nodes.parent[node] ?? -1; above >= 0; above = nodes.parent[above] ?? -1) {
    if (nodes.func[above] === func) return true;
  }
  return false;
}

function callerOf({ files, functions, nodes }: Profile, node: number): Omit<Caller, 'total_s'> {
  for (let above = nodes.parent[node] ?? -1; above >= 0; above = nodes.parent[above] ?? -1) {
    if (nodes.kind[above] === frameKind.truncated) break;
    if (nodes.kind[above] !== frameKind.python) continue;
    const func = nodes.func[above] ?? -1;
    const path = files[functions.file[func] ?? -1]?.path ?? '';
    if (path.startsWith(importMachinery)) continue;
    return { name: functions.name[func] ?? '', path, line: nodes.line[above] ?? 0 };
  }
  return { name: '', path: '', line: 0 };
}
