/**
 * The history: the sessions directly below the root. What changes a session here acts on nothing else, whatever path it is
 * given: the folder has to be a real one below the real root, and no link is followed.
 */
import { lstatSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

import type { Disposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';
import { readKeepLimits, writeKeepBytes, type KeepLimits } from './keepLimits.ts';
import { listSessions, listUnreadable, type ListedSession, type UnreadableSession } from './listSessions.ts';
import { isLive, readSessionInfo } from './openSession.ts';
import { recoverOrphans } from './pruneSessions.ts';
import { sessionFile, sessionsRoot } from './sessionFolder.ts';
import { writeName } from './sessionName.ts';
import { watchSessions } from './watchSessions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface HistoryListing {
  /** Newest first. */
  readonly sessions: readonly ListedSession[];
  readonly unreadable: readonly UnreadableSession[];
  /** Of all of both on disk. */
  readonly totalBytes: number;
  readonly limits: KeepLimits;
}

export interface SessionHistory {
  list(): HistoryListing;
  setBudget(bytes: number): void;
  /** The folder with links resolved, when it is a session of the history. */
  find(folder: string): Result<string>;
  /** "" takes the name away. */
  rename(folder: string, name: string): Result<null>;
  /** Not a running one. */
  remove(folder: string): Result<null>;
  /** Calls `changed` some time after sessions came, went, ended or got another name. `failed`: watching does not work here. */
  watch(changed: () => void, failed: (error: unknown) => void): Disposable;
}

export function openHistory(env: Environment): SessionHistory {
  const root = sessionsRoot(env);
  const find = (folder: string): Result<string> => findSessionBelow(root, folder);
  return {
    list() {
      const sessions = listSessions(root);
      const unreadable = listUnreadable(root);
      const totalBytes = [...sessions, ...unreadable].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      return { sessions, unreadable, totalBytes, limits: readKeepLimits(root) };
    },
    setBudget: (bytes) => writeKeepBytes(root, bytes),
    find,
    rename(folder, name) {
      const found = find(folder);
      return found.ok ? attempt('be renamed', () => writeName(found.value, name)) : found;
    },
    remove(folder) {
      const found = find(folder);
      if (!found.ok) return found;
      const info = readSessionInfo(found.value);
      if (info.ok && isLive(info.value)) return running;
      return attempt('be deleted', () => {
        rmSync(found.value, { recursive: true, force: true });
        // What a killed runner left on tmpfs goes with its session.
        if (info.ok && info.value.state === 'running') recoverOrphans(env);
      });
    },
    watch: (changed, failed) => watchSessions(root, changed, failed),
  };
}

const running: Result<null> = {
  ok: false,
  problem: { code: 'session-running', message: 'The run is not over yet. Stop it first; nothing was deleted.' },
};

function findSessionBelow(root: string, folder: string): Result<string> {
  try {
    const real = join(realpathSync(dirname(folder)), basename(folder));
    const isSession =
      isAbsolute(folder) &&
      dirname(real) === realpathSync(root) &&
      lstatSync(real).isDirectory() &&
      lstatSync(join(real, sessionFile)).isFile();
    if (isSession) return { ok: true, value: real };
  } catch {
    // Gone, or nothing that could be a path.
  }
  return { ok: false, problem: { code: 'session-missing', message: 'This run is not in the history any more.' } };
}

function attempt(what: string, work: () => void): Result<null> {
  try {
    work();
    return { ok: true, value: null };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'session-unchanged', message: `The run could not ${what}: ${cause}.` } };
  }
}
