/**
 * Replays a sequence of lines, one a millisecond of CPU time, through samplers with known flaws. Pure and seeded: the truth is the
 * whole sequence, so the coverage of an interval can be counted.
 */

import type { SampledPart } from '../../src/queries/interval.ts';
import type { Random } from './stats.ts';

/** Identity of the line executed in each millisecond. */
export type LineSequence = readonly number[];

export interface Sampler {
  readonly name: string;
  readonly periodMs: number;
  /** The clock that delivers: an expiry waits for the next tick, and what expires between two ticks is one sample of more weight. */
  readonly tickMs: number;
  /** Share of ticks on which the signal is held back to the next one. */
  readonly heldBack: number;
}

export interface Replay {
  readonly all: SampledPart;
  readonly byLine: ReadonlyMap<number, SampledPart>;
}

/**
 * A made-up program: lines with shares falling like 1/rank, each visit lasting a geometric number of milliseconds.
 *
 * @param meanVisitMs mean length of a visit; 1 means that each millisecond is drawn by itself
 */
export function generateSequence(lengthMs: number, lines: number, meanVisitMs: number, random: Random): LineSequence {
  const weights = Array.from({ length: lines }, (_, index) => 1 / (index + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const draw = (): number => {
    let rest = random() * total;
    const index = weights.findIndex((weight) => (rest -= weight) < 0);
    return index === -1 ? lines - 1 : index;
  };
  const sequence: number[] = [];
  let current = draw();
  while (sequence.length < lengthMs) {
    sequence.push(current);
    if (random() < 1 / meanVisitMs) current = draw();
  }
  return sequence;
}

/**
 * A made-up loop that visits its lines in turn, always for the same parts of a round, each round longer or shorter by up to
 * `jitter` of it: what a sampler with a fixed period could fall into step with.
 */
export function generateLoop(lengthMs: number, parts: readonly number[], jitter: number, random: Random): LineSequence {
  const sequence: number[] = [];
  let position = 0;
  while (sequence.length < lengthMs) {
    const stretch = 1 + jitter * (2 * random() - 1);
    for (const [line, part] of parts.entries()) {
      position += part * stretch;
      while (sequence.length < position && sequence.length < lengthMs) sequence.push(line);
    }
  }
  return sequence;
}

/** Samples the sequence once, from a random phase of both clocks. */
export function replay(sequence: LineSequence, sampler: Sampler, random: Random): Replay {
  const byLine = new Map<number, { seconds: number; squares: number }>();
  const all = { seconds: 0, squares: 0 };
  // As in the core: distances vary by half a period each way, unless the tick is the coarser of the two.
  const gap = () => (sampler.periodMs > sampler.tickMs ? (0.5 + random()) * sampler.periodMs : sampler.periodMs);
  let nextExpiry = random() * sampler.periodMs;
  for (let tick = random() * sampler.tickMs; tick < sequence.length; tick += sampler.tickMs) {
    if (nextExpiry > tick || random() < sampler.heldBack) continue;
    let expiries = 0;
    for (; nextExpiry <= tick; expiries++) nextExpiry += gap();
    const seconds = (expiries * sampler.periodMs) / 1e3;
    const line = sequence[Math.floor(tick)] ?? 0;
    const part = byLine.get(line) ?? { seconds: 0, squares: 0 };
    byLine.set(line, { seconds: part.seconds + seconds, squares: part.squares + seconds * seconds });
    all.seconds += seconds;
    all.squares += seconds * seconds;
  }
  return { all, byLine };
}

/** Share of each line in the whole sequence. */
export function trueShares(sequence: LineSequence): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  for (const line of sequence) shares.set(line, (shares.get(line) ?? 0) + 1 / sequence.length);
  return shares;
}
