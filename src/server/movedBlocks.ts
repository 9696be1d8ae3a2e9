/**
 * Blocks of lines that stand elsewhere in the edited text, as after cutting and pasting a function.
 *
 * A single equal line says little (`return result` is typed again every day), so a block counts from two lines with text and 20 letters
 * and digits on, as `git diff --color-moved` has it. It grows around a line that is unique among those left (P. Heckel, CACM 21, 1978).
 */

import { onlyOnce, takenLines, type LineMatches } from '../base/lineDiff.ts';

const leastLines = 2;
const leastCharacters = 20;

/**
 * @param matches the lines that stand in their order
 * @returns those that don't, and nothing of `matches`
 */
export function matchMovedBlocks(
  before: readonly string[],
  after: readonly string[],
  matches: LineMatches,
): LineMatches {
  const moved: LineMatches = new Int32Array(before.length).fill(-1);
  const taken = takenLines(after.length, matches);
  const uniqueAfter = onlyOnce(after, (index) => taken[index] === 0);
  const isFree = (from: number, to: number): boolean =>
    matches[from] === -1 && moved[from] === -1 && taken[to] === 0 && before[from] === after[to];
  for (const [text, from] of onlyOnce(before, (index) => matches[index] === -1)) {
    const to = uniqueAfter.get(text) ?? -1;
    if (text.trim() === '' || from < 0 || to < 0 || !isFree(from, to)) continue;
    let start = 0;
    while (isFree(from + start - 1, to + start - 1)) start -= 1;
    let end = 1;
    while (isFree(from + end, to + end)) end += 1;
    if (!isTelling(before.slice(from + start, from + end))) continue;
    for (let offset = start; offset < end; offset++) {
      moved[from + offset] = to + offset;
      taken[to + offset] = 1;
    }
  }
  return moved;
}

function isTelling(block: readonly string[]): boolean {
  const n_lines = block.filter((line) => line.trim() !== '').length;
  return n_lines >= leastLines && block.join('').replaceAll(/[^\p{L}\p{N}]/gu, '').length >= leastCharacters;
}
