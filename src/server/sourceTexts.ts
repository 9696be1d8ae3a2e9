/**
 * The texts of a session as they were profiled, and how open documents differ from them. Each text is read once, and a document is
 * compared once for each of its versions: painting, lenses and hovers ask about the same one.
 *
 * An editor drops the byte order mark and unifies line ends, so texts are compared without either.
 */

import type { ServerEnvironment } from './environment.ts';
import { mapLines, unmoved, type LineMap } from './lineMap.ts';
import type { ShownFile } from './shownProfile.ts';

export interface SourceTexts {
  /** The lines of the file as it was profiled; empty where the session kept no text. */
  linesOf(file: ShownFile): readonly string[];
  compare(file: ShownFile, document: OpenText): LineMap;
}

/** A document as an editor has it open. */
export interface OpenText {
  readonly version: number;
  getText(): string;
}

interface Compared {
  readonly path: string;
  readonly version: number;
  readonly map: LineMap;
}

export function sourceTexts(env: ServerEnvironment, folder: string): SourceTexts {
  const kept = new Map<string, readonly string[]>();
  /** A document that is opened again is another one, and its versions are counted anew. */
  const compared = new WeakMap<OpenText, Compared>();

  function linesOf({ sha256 }: ShownFile): readonly string[] {
    if (sha256 === null) return [];
    const lines = kept.get(sha256) ?? splitLines(env.readKeptText(folder, sha256));
    kept.set(sha256, lines);
    return lines;
  }

  return {
    linesOf,
    compare(file, document) {
      const { path } = file;
      const { version } = document;
      const known = compared.get(document);
      if (known?.version === version && known.path === path) return known.map;
      const profiled = linesOf(file);
      // Even an empty text has a line, so no line means that none was kept.
      const map = profiled.length === 0 ? unmoved('unknown') : mapLines(profiled, splitLines(document.getText()));
      compared.set(document, { path, version, map });
      return map;
    },
  };
}

function splitLines(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
}
