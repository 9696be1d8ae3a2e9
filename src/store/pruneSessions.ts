/** Keeps the sessions' folder bounded, and takes what a killed runner left on tmpfs. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { decodeCapture } from '../session/captureFile.ts';
import { drainAll, readCapture } from './drain.ts';
import { listPrivateFolders, runnerState } from './privateFolder.ts';
import { readKeepLimits, type KeepLimits } from './keepLimits.ts';
import { listSessions, type ListedSession } from './listSessions.ts';
import { readSessionInfo } from './openSession.ts';
import { sessionFile } from './sessionFolder.ts';
import { writeSessionInfo } from './createSession.ts';

export interface Pruned {
  readonly removed: readonly ListedSession[];
  readonly kept: number;
  readonly freedBytes: number;
}

/** Removes the oldest sessions beyond the limits; never a running one, and never the newest. */
export function pruneSessions(root: string, limits: KeepLimits = readKeepLimits(root)): Pruned {
  const removed: ListedSession[] = [];
  let kept = 0;
  let bytes = 0;
  let freedBytes = 0;
  for (const session of listSessions(root)) {
    const fits = kept === 0 || (kept < limits.sessions && bytes + session.sizeBytes <= limits.bytes);
    if (fits || session.state === 'running') {
      kept += 1;
      bytes += session.sizeBytes;
      continue;
    }
    rmSync(session.folder, { recursive: true, force: true });
    freedBytes += session.sizeBytes;
    removed.push(session);
  }
  return { removed, kept, freedBytes };
}

/**
 * Private folders whose runner has died: their streams go to their session, and the folder goes once no process of the target
 * is left. Returns how many folders went.
 */
export function recoverOrphans(env: Readonly<Record<string, string | undefined>>): number {
  let gone = 0;
  for (const shm of listPrivateFolders(env)) {
    if (runnerState(shm) !== 'dead') continue;
    const folder = sessionOf(shm);
    if (folder === undefined || !existsSync(join(folder, sessionFile))) {
      // Its session was deleted, so nobody will ask for it.
      rmSync(shm, { recursive: true, force: true });
      gone += 1;
      continue;
    }
    drainAll({ folder, shm });
    if (existsSync(shm)) continue;
    markInterrupted(folder);
    gone += 1;
  }
  return gone;
}

function sessionOf(shm: string): string | undefined {
  const { capture } = decodeCapture(readCapture(shm));
  return capture === undefined || capture.options.diskDir === '' ? undefined : capture.options.diskDir;
}

/** Nobody saw how the target ended; what is left is what its streams say. */
function markInterrupted(folder: string): void {
  const found = readSessionInfo(folder);
  if (found.ok && found.value.state === 'running') writeSessionInfo(folder, { ...found.value, state: 'ended' });
}
