/**
 * Where the lines that were profiled are in a document: numbers on lines that have moved would be wrong numbers.
 *
 * Lines above the first edit stand where they were, lines below the last one have moved with the end of the text; between them
 * nothing is known. An editor drops the byte order mark and unifies line ends, so texts are compared without either.
 */

import type { TextState } from '../protocol/heat.ts';
import type { ServerEnvironment } from './environment.ts';
import type { ShownFile } from './shownProfile.ts';

export interface LineMap {
  readonly state: TextState;
  /** Where a profiled line is in the document; undefined when it has been edited. Both are 1-based. */
  toDocument(line: number): number | undefined;
  /** What a document's line was when it was profiled. */
  toProfiled(line: number): number | undefined;
}

export interface SourceTexts {
  /** The lines of the file as it was profiled; empty where the session kept no text. */
  linesOf(file: ShownFile): readonly string[];
  compare(file: ShownFile, document: string): LineMap;
}

/** Texts of one session; each is read once. */
export function sourceTexts(env: ServerEnvironment, folder: string): SourceTexts {
  const kept = new Map<string, readonly string[]>();

  function linesOf({ sha256 }: ShownFile): readonly string[] {
    if (sha256 === null) return [];
    const lines = kept.get(sha256) ?? splitLines(env.readKeptText(folder, sha256));
    kept.set(sha256, lines);
    return lines;
  }

  return {
    linesOf,
    compare(file, document) {
      const profiled = linesOf(file);
      // Even an empty text has a line, so no line means that none was kept.
      return profiled.length === 0 ? unmoved('unknown') : mapLines(profiled, splitLines(document));
    },
  };
}

function splitLines(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
}

function unmoved(state: TextState): LineMap {
  return { state, toDocument: (line) => line, toProfiled: (line) => line };
}

function mapLines(profiled: readonly string[], document: readonly string[]): LineMap {
  const most = Math.min(profiled.length, document.length);
  let n_before = 0;
  while (n_before < most && profiled[n_before] === document[n_before]) n_before += 1;
  if (n_before === profiled.length && n_before === document.length) return unmoved('current');
  let n_after = 0;
  while (n_after < most - n_before && profiled.at(-1 - n_after) === document.at(-1 - n_after)) n_after += 1;
  const move = (line: number, from: number, to: number): number | undefined => {
    if (line <= n_before) return line;
    return line > from - n_after ? line + to - from : undefined;
  };
  return {
    state: 'edited',
    toDocument: (line) => move(line, profiled.length, document.length),
    toProfiled: (line) => move(line, document.length, profiled.length),
  };
}
