/** What tests ask of the memory tables of a decoded stream: figures by the Python function that a stack ends in. */
import assert from 'node:assert/strict';

import type { Stream } from '../../../src/session/session.ts';
import { counter, pythonStack } from '../streamFacts.ts';

const firstCopyClass = 64;
export const domain = { python: 1, native: 2, mapped: 3 } as const;

export interface MemoryFigures {
  alloc: number;
  live: number;
  /** Of one row: those of several stacks need not be at one time. */
  peak: number;
  atPeak: number;
  freed: number;
  /** Of `alloc` and `live` in bytes². */
  allocVariance: number;
  liveVariance: number;
  samples: number;
  /** Allocated bytes by domain. */
  domains: Map<number, number>;
}

const nothing = (): MemoryFigures => ({
  alloc: 0,
  live: 0,
  peak: 0,
  atPeak: 0,
  freed: 0,
  allocVariance: 0,
  liveVariance: 0,
  samples: 0,
  domains: new Map(),
});

function addRow(sum: MemoryFigures, { memory, header }: Stream, i: number, epoch: number): void {
  const read = (values: Float64Array | Uint32Array): number => values[i] ?? 0;
  sum.alloc += read(memory.allocBytes);
  sum.live += read(memory.liveBytes);
  sum.peak = Math.max(sum.peak, read(memory.peakBytes));
  sum.atPeak += read(memory.peakEpoch) === epoch ? read(memory.atPeakBytes) : read(memory.liveBytes);
  sum.freed += read(memory.freedBytes);
  sum.allocVariance += read(memory.allocVarianceKib2) * 1024 ** 2;
  sum.liveVariance += read(memory.liveVarianceKib2) * 1024 ** 2;
  sum.samples += read(memory.samples);
  const which = memory.domain[i] ?? 0;
  sum.domains.set(which, (sum.domains.get(which) ?? 0) + read(memory.allocBytes));
  assert.ok(header.startMonoNs > 0);
}

/** Figures by the innermost Python function's name; '' where there is none. */
export function memoryByFunction(stream: Stream): ReadonlyMap<string, MemoryFigures> {
  const sums = new Map<string, MemoryFigures>();
  const epoch = counter(stream, 'peakEpoch') % 2 ** 32;
  for (let i = 0; i < stream.memory.length; i++) {
    const name = pythonStack(stream, stream.memory.node[i] ?? 0)[0] ?? '';
    const sum = sums.get(name) ?? nothing();
    sums.set(name, sum);
    addRow(sum, stream, i, epoch);
  }
  return sums;
}

/** The figures of all rows together. */
export function memoryTotal(stream: Stream): MemoryFigures {
  const sum = nothing();
  const epoch = counter(stream, 'peakEpoch') % 2 ** 32;
  for (let i = 0; i < stream.memory.length; i++) addRow(sum, stream, i, epoch);
  return sum;
}

/** Copied bytes by the innermost Python function's name. */
export function copiesByFunction(stream: Stream): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (let i = 0; i < stream.cells.length; i++) {
    if ((stream.cells.class[i] ?? 0) < firstCopyClass) continue;
    const name = pythonStack(stream, stream.cells.node[i] ?? 0)[0] ?? '';
    sums.set(name, (sums.get(name) ?? 0) + (stream.cells.ns[i] ?? 0));
  }
  return sums;
}

/** What holds for every stream that ended in order: sums agree, and estimates agree with the exact sum of what was requested. */
export function assertMemorySums(stream: Stream): void {
  const total = memoryTotal(stream);
  assert.equal(total.live, counter(stream, 'liveBytes'), 'what rows hold is what the process holds');
  assert.ok(counter(stream, 'peakBytes') >= total.live, 'the peak is the highest');
  for (let i = 0; i < stream.memory.length; i++) {
    const [live = 0, peak = 0, samples = 0, frees = 0] = [
      stream.memory.liveBytes[i],
      stream.memory.peakBytes[i],
      stream.memory.samples[i],
      stream.memory.frees[i],
    ];
    assert.ok(live <= peak, `a row holds ${live} and never more than ${peak}`);
    assert.ok(frees <= samples || samples === 0, `${frees} of ${samples} were freed`);
  }
  const estimate = total.alloc - (total.domains.get(domain.mapped) ?? 0);
  const exact = counter(stream, 'allocBytes');
  const room = 5 * Math.sqrt(total.allocVariance) + 0.005 * exact + 65536;
  assert.ok(
    Math.abs(estimate - exact) <= room,
    `${estimate} bytes estimated, ${exact} requested, give or take ${room}`,
  );
}

export function assertNear(actual: number, right: number, share: number, what: string): void {
  const error = Math.abs(actual - right) / Math.max(right, 1);
  assert.ok(error <= share, `${what}: ${actual} bytes, not ${right} (${(100 * error).toFixed(2)} %)`);
}
