/**
 * Which lines of a text stand in an edited one, in their order.
 *
 * What is equal at both ends is taken off first, so that one edit costs nothing but that. In between, lines that are unique in both
 * texts hold (B. Cohen's patience diff: they are what a reader recognises, where blank lines and `return` are not), and the gaps
 * between those go through E. W. Myers' O(ND) algorithm (Algorithmica 1, 1986). It gives up on a gap beyond a bound on D: such
 * lines count as changed, and the time stays linear.
 */

/** A gap of more removed and added lines than this, all without a unique line in common, is one change. */
const mostDifferences = 400;

/** Index by index: for each line before its index after, -1 where it has no counterpart. */
export type LineMatches = Int32Array;

/** Half-open ranges of line indices, before and after. */
interface Gap {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** Matches ascend: a line that has been moved past others is not followed here. */
export function matchLines(before: readonly string[], after: readonly string[]): LineMatches {
  const matches: LineMatches = new Int32Array(before.length).fill(-1);
  const middle = trimEnds(before, after, matches);
  let { beforeStart, afterStart } = middle;
  for (const [beforeEnd, afterEnd] of uniqueLines(before, after, middle)) {
    matches[beforeEnd] = afterEnd;
    matchGap(before, after, { beforeStart, beforeEnd, afterStart, afterEnd }, matches);
    beforeStart = beforeEnd + 1;
    afterStart = afterEnd + 1;
  }
  matchGap(before, after, { ...middle, beforeStart, afterStart }, matches);
  return matches;
}

/** Runs of lines that were changed, removed or added. */
export function countEdits(matches: LineMatches, afterLength: number): number {
  let edits = 0;
  let expected = 0;
  let isOpen = false;
  for (const at of matches) {
    if (at < 0) {
      isOpen = true;
      continue;
    }
    if (isOpen || at > expected) edits += 1;
    isOpen = false;
    expected = at + 1;
  }
  return edits + (isOpen || expected < afterLength ? 1 : 0);
}

function trimEnds(before: readonly string[], after: readonly string[], matches: LineMatches): Gap {
  const most = Math.min(before.length, after.length);
  let n_start = 0;
  for (; n_start < most && before[n_start] === after[n_start]; n_start++) matches[n_start] = n_start;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > n_start && afterEnd > n_start && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd -= 1;
    afterEnd -= 1;
    matches[beforeEnd] = afterEnd;
  }
  return { beforeStart: n_start, beforeEnd, afterStart: n_start, afterEnd };
}

/** Lines that occur once on each side of a gap: the longest ascending list of their indices before and after. */
function uniqueLines(before: readonly string[], after: readonly string[], gap: Gap): (readonly [number, number])[] {
  const inBefore = onlyOnce(before, (index) => index >= gap.beforeStart && index < gap.beforeEnd);
  const inAfter = onlyOnce(after, (index) => index >= gap.afterStart && index < gap.afterEnd);
  const pairs: [number, number][] = [];
  for (const [text, index] of inBefore) {
    const other = inAfter.get(text) ?? -1;
    if (index >= 0 && other >= 0) pairs.push([index, other]);
  }
  pairs.sort(([a], [b]) => a - b);
  return longestAscending(pairs);
}

/** Index of each line among those that count; -1 for lines that occur more often. */
export function onlyOnce(lines: readonly string[], counts: (index: number) => boolean): Map<string, number> {
  const found = new Map<string, number>();
  for (const [index, text] of lines.entries()) if (counts(index)) found.set(text, found.has(text) ? -1 : index);
  return found;
}

/** For each line after 1 when it is the match of one before. */
export function takenLines(afterLength: number, ...matches: readonly LineMatches[]): Uint8Array {
  const taken = new Uint8Array(afterLength);
  for (const some of matches) for (const at of some) if (at >= 0) taken[at] = 1;
  return taken;
}

/** By piles: each pile's top is the smallest end of an ascending list of that length. */
function longestAscending(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tops: number[] = [];
  const previous = new Int32Array(pairs.length);
  for (const [index, [, value]] of pairs.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = tops[low - 1] ?? -1;
    tops[low] = index;
  }
  const found: (readonly [number, number])[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) found.push(pair);
  }
  return found.reverse();
}

/** Myers' greedy search forwards, then back along the furthest ends that it has kept. */
function matchGap(before: readonly string[], after: readonly string[], gap: Gap, matches: LineMatches): void {
  const n_before = gap.beforeEnd - gap.beforeStart;
  const n_after = gap.afterEnd - gap.afterStart;
  if (n_before === 0 || n_after === 0) return;
  const isEqual = (x: number, y: number): boolean =>
    x < n_before && y < n_after && before[gap.beforeStart + x] === after[gap.afterStart + y];
  const ends = furthestEnds(n_before, n_after, isEqual);
  if (ends === undefined) return;
  let x = n_before;
  let y = n_after;
  for (let differences = ends.length; x > 0 || y > 0; differences--) {
    const earlier = ends[differences - 1];
    const from = earlier === undefined ? 0 : startOfStep(earlier, differences, x - y);
    const fromY = earlier === undefined ? 0 : from - diagonalBefore(earlier, differences, x - y);
    // Back along the equal lines of this step, then over the one line that was removed or added.
    while (x > from && y > fromY && isEqual(x - 1, y - 1)) {
      x -= 1;
      y -= 1;
      matches[gap.beforeStart + x] = gap.afterStart + y;
    }
    x = from;
    y = fromY;
  }
}

/** Of each number of differences D the furthest x on every diagonal x - y, at index D + diagonal; undefined beyond the bound. */
function furthestEnds(
  n_before: number,
  n_after: number,
  isEqual: (x: number, y: number) => boolean,
): Int32Array[] | undefined {
  const kept: Int32Array[] = [];
  for (let differences = 0; differences <= mostDifferences; differences++) {
    const ends = new Int32Array(2 * differences + 1);
    const earlier = kept.at(-1);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = 0;
      if (earlier !== undefined) {
        const from = startOfStep(earlier, differences, diagonal);
        x = from + (diagonalBefore(earlier, differences, diagonal) < diagonal ? 1 : 0);
      }
      while (isEqual(x, x - diagonal)) x += 1;
      ends[differences + diagonal] = x;
      if (x >= n_before && x - diagonal >= n_after) return kept;
    }
    kept.push(ends);
  }
  return undefined;
}

/** The diagonal from which a step reaches `diagonal`: one less when a line was removed, one more when one was added. */
function diagonalBefore(earlier: Int32Array, differences: number, diagonal: number): number {
  if (diagonal === -differences) return diagonal + 1;
  if (diagonal === differences) return diagonal - 1;
  const removed = endOn(earlier, differences - 1, diagonal - 1);
  return removed < endOn(earlier, differences - 1, diagonal + 1) ? diagonal + 1 : diagonal - 1;
}

function startOfStep(earlier: Int32Array, differences: number, diagonal: number): number {
  return endOn(earlier, differences - 1, diagonalBefore(earlier, differences, diagonal));
}

function endOn(ends: Int32Array, differences: number, diagonal: number): number {
  return ends[differences + diagonal] ?? 0;
}
