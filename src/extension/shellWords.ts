/**
 * Splits what a person types into a program's arguments, by the quoting rules of a POSIX shell. Nothing is expanded: no
 * variable, no glob, no `~`. No shell runs.
 */

export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** `message` is a sentence for the person who typed it. */
  | { readonly kind: 'broken'; readonly message: string };

const space = /\s/;
/** In double quotes a backslash takes the meaning away from these only. */
const escapedInDoubleQuotes = '\\"$`';

interface Reading {
  readonly text: string;
  at: number;
  /** The word so far; `undefined` between words, so that `''` is a word. */
  word: string | undefined;
}

export function splitShellWords(text: string): ShellWords {
  const words: string[] = [];
  const reading: Reading = { text, at: 0, word: undefined };
  while (reading.at < text.length) {
    const character = text.charAt(reading.at);
    if (space.test(character)) {
      if (reading.word !== undefined) words.push(reading.word);
      reading.word = undefined;
      reading.at += 1;
      continue;
    }
    const problem = readPart(reading, character);
    if (problem !== undefined) return { kind: 'broken', message: problem };
  }
  if (reading.word !== undefined) words.push(reading.word);
  return { kind: 'words', words };
}

/** Reads a character, an escape or a quoted part into the word. Gives what is wrong with it, if anything. */
function readPart(reading: Reading, character: string): string | undefined {
  if (character === "'") return readSingleQuoted(reading);
  if (character === '"') return readDoubleQuoted(reading);
  if (character !== '\\') {
    append(reading, character, 1);
    return undefined;
  }
  const escaped = reading.text.charAt(reading.at + 1);
  if (escaped === '') return 'The backslash at the end has nothing to stand before.';
  // A line end after a backslash goes away, as in a shell.
  append(reading, escaped === '\n' ? '' : escaped, 2);
  return undefined;
}

function readSingleQuoted(reading: Reading): string | undefined {
  const end = reading.text.indexOf("'", reading.at + 1);
  if (end < 0) return "A quote ' is not closed.";
  append(reading, reading.text.slice(reading.at + 1, end), end + 1 - reading.at);
  return undefined;
}

function readDoubleQuoted(reading: Reading): string | undefined {
  append(reading, '', 1);
  for (;;) {
    const character = reading.text.charAt(reading.at);
    if (character === '') return 'A quote " is not closed.';
    if (character === '"') {
      reading.at += 1;
      return undefined;
    }
    const next = reading.text.charAt(reading.at + 1);
    if (character !== '\\' || next === '') append(reading, character, 1);
    else if (next === '\n') append(reading, '', 2);
    else if (escapedInDoubleQuotes.includes(next)) append(reading, next, 2);
    else append(reading, character, 1);
  }
}

function append(reading: Reading, part: string, read: number): void {
  reading.word = (reading.word ?? '') + part;
  reading.at += read;
}

const plainWord = /^[\w@%+=:,./-]+$/;

/** One word so that `splitShellWords`, or a shell, reads it back. */
export function quoteShellWord(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
