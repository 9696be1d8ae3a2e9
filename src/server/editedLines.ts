/**
 * Which line of an edited text is a changed one of before: the line that somebody types in keeps its old number.
 *
 * Between two matched lines, changed lines are paired in their order so that the pairs are as alike as can be; where as many are left
 * over on both sides of a pair, they are taken one by one.
 */

import { takenLines, type LineMatches } from '../base/lineDiff.ts';

/** Lines that have less in common are two different lines. */
const leastAlike = 0.5;
/** A run of changes with more pairs to compare than this is paired one by one, or not at all. */
const mostPairs = 40_000;

/** Index by index: for each line before the index of what became of it, -1 where nothing did. Only changed lines have one. */
export type EditedLines = Int32Array;

/** @param matches the lines that stand in their order @param moved those that stand elsewhere */
export function pairEditedLines(
  before: readonly string[],
  after: readonly string[],
  matches: LineMatches,
  moved: LineMatches,
): EditedLines {
  const edited: EditedLines = new Int32Array(before.length).fill(-1);
  const taken = takenLines(after.length, matches, moved);
  let afterStart = 0;
  let changed: number[] = [];
  const pairRun = (afterEnd: number): void => {
    const added = freeLines(after, taken, afterStart, afterEnd);
    if (changed.length > 0 && added.length > 0) pairChanges(before, after, changed, added, edited);
    changed = [];
  };
  for (const [index, at] of matches.entries()) {
    if (at < 0) {
      if (moved[index] === -1 && (before[index] ?? '').trim() !== '') changed.push(index);
      continue;
    }
    pairRun(at);
    afterStart = at + 1;
  }
  pairRun(after.length);
  return edited;
}

function freeLines(after: readonly string[], taken: Uint8Array, start: number, end: number): number[] {
  const free: number[] = [];
  for (let index = start; index < end; index++) {
    if (taken[index] === 0 && (after[index] ?? '').trim() !== '') free.push(index);
  }
  return free;
}

function pairChanges(
  before: readonly string[],
  after: readonly string[],
  changed: readonly number[],
  added: readonly number[],
  edited: EditedLines,
): void {
  const pairs = changed.length * added.length <= mostPairs ? alikePairs(before, after, changed, added) : [];
  let nextChanged = 0;
  let nextAdded = 0;
  for (const [i, j] of [...pairs, [changed.length, added.length] as const]) {
    // As many on both sides: a run that was rewritten line by line.
    if (i - nextChanged === j - nextAdded) {
      for (let k = nextChanged; k < i; k++) edited[changed[k] ?? -1] = added[k - nextChanged + nextAdded] ?? -1;
    }
    const from = changed[i];
    if (from !== undefined) edited[from] = added[j] ?? -1;
    nextChanged = i + 1;
    nextAdded = j + 1;
  }
}

/** The ascending pairs with the largest sum of likenesses, by dynamic programming over both lists. */
function alikePairs(
  before: readonly string[],
  after: readonly string[],
  changed: readonly number[],
  added: readonly number[],
): (readonly [number, number])[] {
  const width = added.length + 1;
  const best = new Float64Array((changed.length + 1) * width);
  const alike = new Float64Array(changed.length * added.length);
  for (let i = changed.length - 1; i >= 0; i--) {
    for (let j = added.length - 1; j >= 0; j--) {
      const value = likeness(before[changed[i] ?? -1] ?? '', after[added[j] ?? -1] ?? '');
      alike[i * added.length + j] = value;
      const skipped = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      const paired = value >= leastAlike ? value + (best[(i + 1) * width + j + 1] ?? 0) : 0;
      best[i * width + j] = Math.max(skipped, paired);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < changed.length && j < added.length;) {
    const here = best[i * width + j] ?? 0;
    if (here === best[(i + 1) * width + j]) i += 1;
    else if (here === best[i * width + j + 1]) j += 1;
    else {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    }
  }
  return pairs;
}

/** How much of two lines is a common beginning or end, 0..1; indentation doesn't count. */
export function likeness(a: string, b: string): number {
  const one = a.trim();
  const other = b.trim();
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one.codePointAt(start) === other.codePointAt(start)) start += 1;
  let end = 0;
  while (end < least - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const both = one.length + other.length;
  return both === 0 ? 1 : (2 * (start + end)) / both;
}
