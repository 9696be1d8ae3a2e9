import { Int32Column } from './growable.ts';

/** Numbers triples of 32-bit integers 0, 1, … in the order in which they are first seen: an open hash table without objects. */
export class TripleIndex {
  readonly first = new Int32Column();
  readonly second = new Int32Column();
  readonly third = new Int32Column();
  #slots = new Int32Array(4096).fill(-1);

  get length(): number {
    return this.first.length;
  }

  /** The number of this triple; a new one equals the length before. */
  indexOf(first: number, second: number, third: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second, third) & mask;
    for (;;) {
      const index = this.#slots[slot] ?? -1;
      if (index < 0) break;
      if (this.first.at(index) === first && this.second.at(index) === second && this.third.at(index) === third)
        return index;
      slot = (slot + 1) & mask;
    }
    const index = this.length;
    this.#slots[slot] = index;
    this.first.push(first);
    this.second.push(second);
    this.third.push(third);
    if (this.length * 2 > this.#slots.length) this.#rehash();
    return index;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.length; index++) {
      let slot = hash(this.first.at(index), this.second.at(index), this.third.at(index)) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}

/** Multiply and fold, with odd constants from the golden ratio and two primes. */
function hash(first: number, second: number, third: number): number {
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
