/** The sessions below the root, newest first. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { SessionInfo } from '../session/session.ts';
import { isLive, readSessionInfo } from './openSession.ts';
import { sessionFile } from './sessionFolder.ts';
import { readName } from './sessionName.ts';

export interface ListedSession {
  readonly folder: string;
  readonly id: string;
  /** What the user calls it; "" without a name. */
  readonly name: string;
  readonly info: SessionInfo;
  readonly sizeBytes: number;
  /** `interrupted`: its runner was killed. */
  readonly state: 'running' | 'ended' | 'interrupted';
}

/** A folder of a session whose session.json can't be read, so that nothing is known of it but its size. */
export interface UnreadableSession {
  readonly folder: string;
  readonly id: string;
  /** As a session's: "" without a name. */
  readonly name: string;
  readonly sizeBytes: number;
  /** When session.json was last written: ISO 8601, UTC. */
  readonly writtenAt: string;
  /** `other-version`: a Heatline with another format made it, and can read it. */
  readonly state: 'damaged' | 'other-version';
}

/** Newest first. Folders without a session.json are no sessions. */
export function listUnreadable(root: string): UnreadableSession[] {
  const found = sessionFolders(root).flatMap((folder) => {
    const info = readSessionInfo(folder);
    if (info.ok || info.problem.code === 'session-missing') return [];
    const state = info.problem.code === 'session-version' ? ('other-version' as const) : ('damaged' as const);
    const written = statSync(join(folder, sessionFile), { throwIfNoEntry: false })?.mtime ?? new Date(0);
    const known = { folder, id: basename(folder), name: readName(folder), sizeBytes: folderBytes(folder) };
    return [{ ...known, writtenAt: written.toISOString(), state }];
  });
  return found.sort((a, b) => (a.writtenAt < b.writtenAt ? 1 : -1));
}

/** Folders without a readable session.json are left out; see `listUnreadable`. */
export function listSessions(root: string): ListedSession[] {
  const listed = sessionFolders(root).flatMap((folder) => {
    const found = readSessionInfo(folder);
    return found.ok ? [describe(folder, found.value)] : [];
  });
  return listed.sort((a, b) => (a.info.startedAt < b.info.startedAt ? 1 : -1));
}

/**
 * The folder of a session; `undefined` when there is none. `wanted` is a folder, a session's id, the name that the user gave it, or
 * a part of either, of which the latest counts; without it the latest session of all.
 */
export function findSession(root: string, wanted: string | undefined): string | undefined {
  if (wanted === undefined) return listSessions(root)[0]?.folder;
  const isPath = wanted.includes('/') || wanted === '.';
  const place = isPath ? wanted : join(root, wanted);
  if (wanted !== '' && existsSync(join(place, sessionFile))) return place;
  const sessions = listSessions(root);
  const named = sessions.find(({ name }) => wanted !== '' && name === wanted);
  if (named !== undefined || isPath) return named?.folder;
  return sessions.find(({ folder, name }) => basename(folder).includes(wanted) || name.includes(wanted))?.folder;
}

function describe(folder: string, info: SessionInfo): ListedSession {
  const state = info.end !== undefined ? 'ended' : isLive(info) ? 'running' : 'interrupted';
  return { folder, id: info.id, name: readName(folder), info, sizeBytes: folderBytes(folder), state };
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

/** Every folder directly below the root, whether it is a session or not; links are none. */
export function sessionFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
}
