/** What ran, as its user would type it: without the interpreter, and with the script's path as short as it can be. */

import { homedir } from 'node:os';
import { basename } from 'node:path';

export interface Command {
  /** The interpreter and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
}

const mostCharacters = 200;

/** One line of at most 200 characters. The words are those of a session's file, so nothing in them is trusted. */
export function commandText({ command, cwd }: Command): string {
  const text = command
    .slice(1)
    .map((word, index) => quoted(index === 0 ? scriptName(word, cwd) : shortPath(word, cwd)))
    .join(' ')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  const shown = text === '' ? 'python' : text;
  return shown.length <= mostCharacters ? shown : `${shown.slice(0, mostCharacters - 1)}…`;
}

/** A script of another folder is known by its name. */
function scriptName(word: string, cwd: string): string {
  const path = shortPath(word, cwd);
  return path === word && path.startsWith('/') ? basename(path) : path;
}

/** Relative to the working folder, else to the home folder, else as it is. */
export function shortPath(path: string, cwd: string, home = homedir()): string {
  if (cwd !== '/' && path.startsWith(`${cwd}/`)) return path.slice(cwd.length + 1);
  return home !== '/' && path.startsWith(`${home}/`) ? `~/${path.slice(home.length + 1)}` : path;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
