import * as vscode from 'vscode';

import { splitShellWords } from './shellWords.ts';

export interface WordsQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder: string;
  /** What was typed the last time; it is selected, so that typing replaces it. */
  readonly value: string;
  /** What is wrong with the words, a sentence; `undefined` when nothing is. */
  readonly check?: (words: readonly string[]) => string | undefined;
}

/** Asks for words as a shell has them. A quote that is not closed is told in the box. `undefined` when it was left. */
export async function askForWords({ check, ...options }: WordsQuestion): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput(typed) {
      const parsed = splitShellWords(typed);
      return parsed.kind === 'broken' ? parsed.message : check?.(parsed.words);
    },
  });
}
