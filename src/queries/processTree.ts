/** The processes of a run as a tree: who started whom, and what each used with all that it started. */
import { groupBy } from '../base/groupBy.ts';
import type { ProcessRowJson } from '../protocol/profileJson.ts';

export interface ProcessTreeRow {
  readonly process: ProcessRowJson;
  /** 0 for the first process. */
  readonly depth: number;
  /** CPU time with all that is below. */
  readonly total_s: number;
}

export interface ProcessTree {
  /** Each before what it started. */
  readonly rows: readonly ProcessTreeRow[];
  readonly n_python: number;
  readonly n_programs: number;
  readonly python_cpu_s: number;
  readonly programs_cpu_s: number;
  readonly cpu_s: number;
}

export function processTree(processes: readonly ProcessRowJson[]): ProcessTree {
  const order = inTreeOrder(processes);
  const totals = processes.map(({ cpu_s }) => cpu_s);
  for (const { row, parent } of order.toReversed())
    if (parent !== null) totals[parent] = (totals[parent] ?? 0) + (totals[row] ?? 0);
  const sumOf = (python: boolean, of: (row: ProcessRowJson) => number) =>
    processes.reduce((sum, row) => (row.python === python ? sum + of(row) : sum), 0);
  const python_cpu_s = sumOf(true, ({ cpu_s }) => cpu_s);
  const programs_cpu_s = sumOf(false, ({ cpu_s }) => cpu_s);
  return {
    rows: order.flatMap(({ row, depth }) => {
      const process = processes[row];
      return process === undefined ? [] : [{ process, depth, total_s: totals[row] ?? 0 }];
    }),
    n_python: pythonProcesses(processes),
    n_programs: sumOf(false, ({ count }) => count),
    python_cpu_s,
    programs_cpu_s,
    cpu_s: python_cpu_s + programs_cpu_s,
  };
}

/** One that became another Python by exec has a row for each. */
function pythonProcesses(processes: readonly ProcessRowJson[]): number {
  const later = new Set<number>();
  let n_python = 0;
  for (const { pid, python, replaced } of processes.toReversed()) {
    if (!python) continue;
    if (!replaced || !later.has(pid)) n_python++;
    later.add(pid);
  }
  return n_python;
}

interface Placed {
  readonly row: number;
  readonly parent: number | null;
  readonly depth: number;
}

/** Every row once, also where damaged data makes rows each other's parents. */
function inTreeOrder(processes: readonly ProcessRowJson[]): Placed[] {
  const children = groupBy(processes.keys(), (row) => processes[row]?.parent ?? null);
  const seen = new Set<number>();
  const order: Placed[] = [];
  const list = (root: number): void => {
    const left: Placed[] = [{ row: root, parent: null, depth: 0 }];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { row, depth } = next;
      if (seen.has(row)) continue;
      seen.add(row);
      order.push(next);
      const below = children.get(row) ?? [];
      left.push(...below.toReversed().map((child) => ({ row: child, parent: row, depth: depth + 1 })));
    }
  };
  for (const root of children.get(null) ?? []) list(root);
  for (const row of processes.keys()) if (!seen.has(row)) list(row);
  return order;
}
