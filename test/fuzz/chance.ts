/** Choices that depend on a seed alone. */
import { seededRandom } from '../fixtures/random.ts';

export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** 0 … count-1. */
  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  /** Small numbers often, large ones seldom; at most `most`. */
  few(most: number): number {
    return Math.floor(most ** this.#random());
  }

  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** @throws when there is nothing to choose from */
  one<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to choose from');
    return list[this.below(list.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
