/**
 * Files of a session's folder, which somebody else may have put there: only regular ones are read. A pipe or a device would never
 * end, and a link may lead to one.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';

/** Texts of a session are far smaller; what one of this size becomes in memory is some hundred MB. */
export const mostTextBytes = 16 * 2 ** 20;

export interface RegularFile {
  readonly fd: number;
  readonly size: number;
}

/** What `use` makes of the open file; `undefined` when there is none, it is not a regular file, or not ours to read. */
export function withRegularFile<T>(path: string, use: (file: RegularFile) => T): T | undefined {
  const fd = openQuietly(path);
  if (fd === undefined) return undefined;
  try {
    const stat = fstatSync(fd);
    return stat.isFile() ? use({ fd, size: stat.size }) : undefined;
  } finally {
    closeSync(fd);
  }
}

/** The first `most` bytes; `undefined` as above. */
export function readRegularFile(path: string, most: number): Uint8Array | undefined {
  return withRegularFile(path, ({ fd, size }) => {
    const bytes = Buffer.alloc(Math.min(size, most));
    return bytes.subarray(0, readAt(fd, bytes, 0));
  });
}

/** Fills `bytes` from `position` on; how many there were. What can't be read is the file's end. */
export function readAt(fd: number, bytes: Uint8Array, position: number): number {
  try {
    return bytes.length === 0 ? 0 : readSync(fd, bytes, 0, bytes.length, position);
  } catch {
    return 0;
  }
}

/** `undefined` for what is not there, also behind links that lead nowhere. */
export function statQuietly(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The whole text; "" when there is no such file, or one that is no session's: not regular, or too long. */
export function readText(path: string): string {
  const bytes = readRegularFile(path, mostTextBytes + 1);
  return bytes === undefined || bytes.length > mostTextBytes ? '' : Buffer.from(bytes).toString('utf8');
}

function openQuietly(path: string): number | undefined {
  try {
    // Not to wait for the other end of a pipe.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
