/** Where sessions live: one folder each, below one root that the command line and the editor share. */
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$HEATLINE_HOME`, else `$XDG_STATE_HOME/heatline/sessions`, else `~/.local/state/heatline/sessions`. Absolute. */
export function sessionsRoot(env: Environment): string {
  const own = env['HEATLINE_HOME'];
  if (own?.startsWith('/') === true) return own;
  const state = env['XDG_STATE_HOME'];
  const base = state?.startsWith('/') === true ? state : join(homedir(), '.local', 'state');
  return join(base, 'heatline', 'sessions');
}

const mostNameCharacters = 40;

/** `20240101T120000Z-script-4711`: sorts by time, says what ran, and is the only one of its runner. */
export function sessionFolderName(startedAt: Date, program: string, runnerPid: number): string {
  const utc = startedAt.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const name = basename(program)
    .replace(/\.py$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, mostNameCharacters);
  return `${utc}-${name === '' ? 'python' : name}-${runnerPid}`;
}

export const sessionFile = 'session.json';
export const captureFile = 'capture';
export const sourcesFile = 'sources.json';
export const sourcesFolder = 'sources';
export const symbolsFile = 'symbols.json';
export const pssFile = 'pss.json';
/** What the user calls the session: one line. */
export const nameFile = 'name';
/** A file of this name in a running session's folder asks its runner to end the target. */
export const cancelFile = 'cancel';
/** In the private folder: process id and start time of the runner that drains it. */
export const runnerFile = 'runner';

export interface StreamName {
  readonly pid: number;
  /** Start on CLOCK_MONOTONIC in ns. */
  readonly start: bigint;
}

/** `<pid>-<start in hex>.hls`; `undefined` for any other name. */
export function parseStreamName(name: string): StreamName | undefined {
  const match = /^(\d{1,10})-([0-9a-f]{1,16})\.hls$/.exec(name);
  const [, pid, start] = match ?? [];
  return pid === undefined || start === undefined ? undefined : { pid: Number(pid), start: BigInt(`0x${start}`) };
}
