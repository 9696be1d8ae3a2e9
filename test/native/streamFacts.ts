/** What tests ask of a decoded stream. Classes as in FORMAT.md: below 16 on CPU, from 16 on waiting. */
import { counterIndex } from '../../src/session/layout.ts';
import type { Stream } from '../../src/session/session.ts';

const firstWaitClass = 16;
const pythonNode = 2;

export type Counter = keyof typeof counterIndex;

export function counter(stream: Stream, name: Counter): number {
  return stream.header.counters[counterIndex[name]] ?? 0;
}

/** ns of all cells on CPU (or waiting), and their samples. */
export function sumCells(stream: Stream, kind: 'cpu' | 'wait'): { ns: number; samples: number } {
  const sum = { ns: 0, samples: 0 };
  for (let i = 0; i < stream.cells.length; i++) {
    if ((stream.cells.class[i] ?? 0) >= firstWaitClass !== (kind === 'wait')) continue;
    sum.ns += stream.cells.ns[i] ?? 0;
    sum.samples += stream.cells.samples[i] ?? 0;
  }
  return sum;
}

export function nsByClass(stream: Stream): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (let i = 0; i < stream.cells.length; i++) {
    const key = stream.cells.class[i] ?? 0;
    sums.set(key, (sums.get(key) ?? 0) + (stream.cells.ns[i] ?? 0));
  }
  return sums;
}

/** Names of the Python frames of a node, leaf first. */
export function pythonStack(stream: Stream, node: number): readonly string[] {
  const names: string[] = [];
  for (let at = node; at > 0; at = stream.nodes.parent[at] ?? 0) {
    if (stream.nodes.kind[at] !== pythonNode) continue;
    const code = stream.codes.get(stream.nodes.subject[at] ?? 0);
    names.push(stream.strings.get(code?.name ?? 0) ?? '?');
  }
  return names;
}

/** CPU ns by the name of the leaf's Python function. */
export function cpuByFunction(stream: Stream): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (let i = 0; i < stream.cells.length; i++) {
    if ((stream.cells.class[i] ?? 0) >= firstWaitClass) continue;
    const name = pythonStack(stream, stream.cells.node[i] ?? 0)[0] ?? '';
    sums.set(name, (sums.get(name) ?? 0) + (stream.cells.ns[i] ?? 0));
  }
  return sums;
}

export function functionNames(stream: Stream): ReadonlySet<string> {
  return new Set([...stream.codes.values()].map((code) => stream.strings.get(code.name) ?? '?'));
}

/** CPU of the thread rows: ended and live. */
export function threadCpuNs(stream: Stream): number {
  return stream.threads.reduce((sum, row) => sum + row.cpuNs + row.cpuLiveNs, 0);
}

/** Weights that no cell holds, by reason. */
export function droppedNs(stream: Stream): number {
  return counter(stream, 'droppedNs') + counter(stream, 'droppedBackoffNs');
}
