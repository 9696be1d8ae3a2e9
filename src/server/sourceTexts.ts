/**
 * Whether a document still says what was profiled: numbers on lines that have moved would be wrong numbers.
 *
 * An editor drops the byte order mark and unifies line ends, so texts are compared without either.
 */

import type { TextState } from '../protocol/heat.ts';
import type { ServerEnvironment } from './environment.ts';
import type { ShownFile } from './shownProfile.ts';

export interface SourceTexts {
  /** The lines of the file as it was profiled; empty where the session kept no text. */
  linesOf(file: ShownFile): readonly string[];
  compare(file: ShownFile, document: string): TextState;
}

/** Texts of one session; each is read once. */
export function sourceTexts(env: ServerEnvironment, folder: string): SourceTexts {
  const kept = new Map<string, string | undefined>();
  const split = new Map<string, readonly string[]>();

  function textOf({ sha256 }: ShownFile): string | undefined {
    if (sha256 === null) return undefined;
    if (!kept.has(sha256)) {
      const text = env.readKeptText(folder, sha256);
      kept.set(sha256, text === undefined ? undefined : plainText(text));
    }
    return kept.get(sha256);
  }

  return {
    linesOf(file) {
      const key = file.sha256 ?? '';
      const lines = split.get(key) ?? textOf(file)?.split('\n') ?? [];
      split.set(key, lines);
      return lines;
    },
    compare(file, document) {
      const text = textOf(file);
      if (text === undefined) return 'unknown';
      return text === plainText(document) ? 'current' : 'edited';
    },
  };
}

function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
