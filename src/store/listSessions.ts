/** The sessions below the root, newest first. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { SessionInfo } from '../session/session.ts';
import { isLive, readSessionInfo } from './openSession.ts';
import { sessionFile } from './sessionFolder.ts';

export interface ListedSession {
  readonly folder: string;
  readonly id: string;
  readonly info: SessionInfo;
  readonly sizeBytes: number;
  /** `interrupted`: its runner was killed. */
  readonly state: 'running' | 'ended' | 'interrupted';
}

/** Folders without a readable session.json are left out. */
export function listSessions(root: string): ListedSession[] {
  const listed = sessionFolders(root).flatMap((folder) => {
    const found = readSessionInfo(folder);
    return found.ok ? [describe(folder, found.value)] : [];
  });
  return listed.sort((a, b) => (a.info.startedAt < b.info.startedAt ? 1 : -1));
}

/**
 * The folder of a session; `undefined` when there is none. `wanted` is a folder, a session's name or a part of it, of which the
 * latest counts; without it the latest session of all.
 */
export function findSession(root: string, wanted: string | undefined): string | undefined {
  if (wanted?.includes('/') === true || wanted === '.')
    return existsSync(join(wanted, sessionFile)) ? wanted : undefined;
  if (wanted !== undefined && wanted !== '' && existsSync(join(root, wanted, sessionFile))) return join(root, wanted);
  return listSessions(root).find(({ folder }) => wanted === undefined || basename(folder).includes(wanted))?.folder;
}

function describe(folder: string, info: SessionInfo): ListedSession {
  const state = info.end !== undefined ? 'ended' : isLive(info) ? 'running' : 'interrupted';
  return { folder, id: info.id, info, sizeBytes: folderBytes(folder), state };
}

export function folderBytes(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // What is allocated, not the length: streams may be sparse.
    sum += (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.blocks ?? 0) * 512;
  }
  return sum;
}

function sessionFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
}
