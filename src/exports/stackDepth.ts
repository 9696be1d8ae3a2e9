/** Formats that write each stack in full take space by stacks times depth; this keeps them within bounds whatever the session holds. */
import type { Profile } from '../profile/profile.ts';
import type { ThreadCells } from './threadCells.ts';

/**
 * How many frames of a stack may be written, counted from the leaf, so that all stacks together have at most `frameBudget` frames
 * (and each stack at least one). Infinity where they fit as they are. What stands above the limit becomes one truncated frame.
 */
export function stackDepthLimit(
  { cells, nodes }: Profile,
  threads: readonly ThreadCells[],
  frameBudget: number,
): number {
  let frames = 0;
  let stacks = 0;
  for (const thread of threads) {
    stacks += thread.cells.length;
    for (const cell of thread.cells) frames += (nodes.depth[cells.node[cell] ?? -1] ?? 0) + 1;
  }
  return frames <= frameBudget ? Infinity : Math.max(1, Math.floor(frameBudget / stacks));
}
