/**
 * What the user calls a session: one line of text in a file of its own, because the runner writes `session.json` once more at
 * the end of a run and would take the name away.
 */
import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { nameFile } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

/** Characters of a name, as people count them. */
export const mostNameCharacters = 80;

const mostBytes = 512;

/** "" when the session has no name, or when its file can't be read. */
export function readName(folder: string): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const bytes = Buffer.alloc(mostBytes);
  let fd: number | undefined;
  try {
    fd = openSync(join(folder, nameFile), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return cleanName(bytes.toString('utf8', 0, readSync(fd, bytes, 0, mostBytes, 0)));
  } catch {
    // Most sessions have none.
    return '';
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** "" takes the name away. Throws what the file system throws. */
export function writeName(folder: string, name: string): void {
  const clean = cleanName(name);
  if (clean === '') rmSync(join(folder, nameFile), { force: true });
  else writeWhole(join(folder, nameFile), `${clean}\n`);
}

/** One line that can be shown anywhere: no control characters, no change of writing direction, at most 80 characters. */
export function cleanName(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return Array.from(line).slice(0, mostNameCharacters).join('').trim();
}
