/** Typed columns that grow while a table is built. */

export class Int32Column {
  length = 0;
  #values = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = enlarged(this.#values, new Int32Array(this.length * 2));
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** A copy of exact length. */
  toArray(): Int32Array {
    return this.#values.slice(0, this.length);
  }
}

export class Float64Column {
  length = 0;
  #values = new Float64Array(1024);

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = enlarged(this.#values, new Float64Array(this.length * 2));
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  toArray(): Float64Array {
    return this.#values.slice(0, this.length);
  }
}

function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
