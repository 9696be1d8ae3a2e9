/** Where the lines that were profiled are in a document: numbers on lines that have moved would be wrong numbers. */

import type { TextState } from '../protocol/heat.ts';
import { pairEditedLines } from './editedLines.ts';
import { countEdits, matchLines } from '../base/lineDiff.ts';
import { matchMovedBlocks } from './movedBlocks.ts';

/** A line on the other side; `edited` when its text is another one there. 1-based. */
export interface MappedLine {
  readonly line: number;
  readonly edited: boolean;
}

export interface LineMap {
  readonly state: TextState;
  /** Runs of lines that differ. */
  readonly edits: number;
  /** Where a profiled line is in the document; undefined when it has been removed. */
  toDocument(line: number): MappedLine | undefined;
  /** What a document's line was when it was profiled; undefined for a new one. */
  toProfiled(line: number): MappedLine | undefined;
}

/** Both texts are the same, or all that can be done is to take them so. */
export function unmoved(state: Exclude<TextState, 'edited'>): LineMap {
  const same = (line: number): MappedLine => ({ line, edited: false });
  return { state, edits: 0, toDocument: same, toProfiled: same };
}

export function mapLines(profiled: readonly string[], document: readonly string[]): LineMap {
  const matches = matchLines(profiled, document);
  const edits = countEdits(matches, document.length);
  if (edits === 0) return unmoved('current');
  const moved = matchMovedBlocks(profiled, document, matches);
  const edited = pairEditedLines(profiled, document, matches, moved);
  const same = matches.map((at, index) => Math.max(at, moved[index] ?? -1));
  const origins = new Map<number, MappedLine>();
  for (const index of profiled.keys()) {
    const found = find(same, edited, index);
    if (found !== undefined) origins.set(found.line, { line: index + 1, edited: found.edited });
  }
  return {
    state: 'edited',
    edits,
    toDocument: (line) => find(same, edited, line - 1),
    toProfiled: (line) => origins.get(line),
  };
}

function find(same: Int32Array, edited: Int32Array, index: number): MappedLine | undefined {
  const equal = same[index] ?? -1;
  if (equal >= 0) return { line: equal + 1, edited: false };
  const changed = edited[index] ?? -1;
  return changed >= 0 ? { line: changed + 1, edited: true } : undefined;
}
