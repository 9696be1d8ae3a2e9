/** What the server needs of the world. `main.ts` gives the real one, tests give a made-up one. */

import type { Log } from '../base/log.ts';
import type { Result } from '../base/result.ts';
import type { SessionHistory } from '../store/history.ts';
import type { OpenedSession } from '../store/openSession.ts';
import type { Deferral, DeferralQuestion } from '../tools/deferImports.ts';

/** A session as the server needs it. */
export type ReadSession = Pick<OpenedSession, 'folder' | 'profile' | 'live'>;

export interface ServerEnvironment {
  readonly log: Log;
  readonly history: SessionHistory;
  openSession(folder: string): Result<ReadSession>;
  /** The text kept under a SHA-256 in a session; `undefined` when there is none. */
  readKeptText(folder: string, sha256: string): string | undefined;
  /** Where the file really is, links followed; the path itself when there is no such file. */
  realPath(path: string): string;
  /** A folder for a new session; it does not exist yet. */
  newSessionFolder(program: string): string;
  /** False when there is no session in the folder. */
  requestCancel(folder: string): boolean;
  /** Starts the interpreter that the question names. */
  deferImports(question: DeferralQuestion): Promise<Deferral[]>;
  nowMs(): number;
}
