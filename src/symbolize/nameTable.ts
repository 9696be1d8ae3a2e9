/** Numbers paths 0, 1, … in the order in which they are first seen. */
export class NameTable {
  readonly entries: { readonly path: string; readonly detail: string }[] = [];
  readonly #index = new Map<string, number>();

  /** @param detail tells apart things with the same path: a library's build id */
  indexOf(path: string, detail = ''): number {
    const key = detail === '' ? path : `${path}\0${detail}`;
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.entries.push({ path, detail }) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}
