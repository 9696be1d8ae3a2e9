/** Modules whose names have a text in them: how many there are below any box, and which one is next. */

import type { BoxTree } from './boxTree.ts';

export interface Found {
  readonly count: number;
  /** Whether there is one from `first` to before `end`. */
  readonly isAmong: (first: number, end: number) => boolean;
  /** The one after `at`, from the first one again after the last. */
  after(at: number): number | undefined;
}

/** @returns `undefined` where nothing is searched for */
export function findModules({ boxes }: BoxTree, text: string): Found | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const found: number[] = [];
  /** How many there are before each box. */
  const before = new Int32Array(boxes.length + 1);
  for (const [at, { module }] of boxes.entries()) {
    const isFound = module.toLowerCase().includes(wanted);
    if (isFound) found.push(at);
    before[at + 1] = (before[at] ?? 0) + (isFound ? 1 : 0);
  }
  return {
    count: found.length,
    isAmong: (first, end) => (before[end] ?? 0) > (before[first] ?? 0),
    after: (at) => found.find((box) => box > at) ?? found[0],
  };
}
