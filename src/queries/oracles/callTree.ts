/**
 * Finds stacks that cannot exist in the output of python/heatline/oracles/calltree.py, whose function names are their own call paths:
 * `oracle_a_0_g_2` is only ever called by `oracle_a_0_g`. Works on collapsed stacks, root first, whatever else the frames' text holds.
 */

export interface OracleResult {
  /** Stacks with at least one function of the oracle. */
  readonly checked: number;
  readonly impossible: readonly string[];
  /** The longest oracle chain seen: shows that the deep part of the tree was reached. */
  readonly deepest: number;
}

const oracleName = /\boracle_([ab])((?:_(?:\d|g))*)\b/;

function isCalledBy(child: string, parent: string): boolean {
  return child.startsWith(`${parent}_`) && /^(\d|g)$/.test(child.slice(parent.length + 1));
}

function oracleFrames(stack: string): readonly string[] {
  return stack.split(';').flatMap((frame) => oracleName.exec(frame)?.[0] ?? []);
}

function isPossible(frames: readonly string[]): boolean {
  return frames.every((frame, index) => {
    const parent = frames[index - 1];
    return parent === undefined ? /^oracle_[ab]$/.test(frame) : isCalledBy(frame, parent);
  });
}

export function checkCallTree(collapsed: string): OracleResult {
  const impossible: string[] = [];
  let checked = 0;
  let deepest = 0;
  for (const line of collapsed.split('\n')) {
    const frames = oracleFrames(line.replace(/ \d+(\.\d+)?$/, ''));
    if (frames.length === 0) continue;
    checked++;
    deepest = Math.max(deepest, frames.length);
    if (!isPossible(frames)) impossible.push(line);
  }
  return { checked, impossible, deepest };
}
