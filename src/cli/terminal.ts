/** What is known of the place the text goes to. */
import { writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';

export interface TextStyle {
  /** Characters in a line. */
  readonly width: number;
  readonly colour: boolean;
}

const unknownWidth = 100;
const narrowest = 60;
const widest = 200;

type Environment = Readonly<Record<string, string | undefined>>;

/** For descriptor 1 or 2. Colour only on a terminal, and never with NO_COLOR set or TERM=dumb. */
export function styleOf(fd: number, env: Environment): TextStyle {
  const terminal = isatty(fd);
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return { width: widthOf(fd, terminal, env), colour: terminal && !refused };
}

function widthOf(fd: number, terminal: boolean, env: Environment): number {
  const asked = Number(env['COLUMNS']);
  if (Number.isInteger(asked) && asked > 0) return clamp(asked);
  // A terminal that was never told its size says 0.
  const columns = terminal ? new WriteStream(fd).columns : 0;
  return columns > 0 ? clamp(columns) : unknownWidth;
}

function clamp(width: number): number {
  return Math.min(widest, Math.max(narrowest, width));
}

/**
 * Writes all of `text`. Straight to the descriptor: Node's own streams would switch a pipe shared with other programs to
 * non-blocking. A reader that has gone ends the writing without an error.
 */
export function writeText(fd: number, text: string | Uint8Array): void {
  let rest: Uint8Array = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  while (rest.length > 0) {
    const written = tryWrite(fd, rest);
    if (written === 'gone') return;
    rest = rest.subarray(written);
  }
}

const fullPipePauseMs = 5;

function tryWrite(fd: number, bytes: Uint8Array): number | 'gone' {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EAGAIN') return 'gone';
    // Somebody else made the pipe non-blocking and it is full: wait for its reader.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullPipePauseMs);
    return 0;
  }
}
