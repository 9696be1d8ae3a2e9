/** The start and the end of a session's folder. */
import { closeSync, constants, existsSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';

import { parseReadyMark } from '../base/readyMark.ts';
import { encodeCapture, windowEndAt, type CaptureWindow, type RestoredLimits } from '../session/captureFile.ts';
import type { SessionEnd, SessionInfo } from '../session/session.ts';
import { makePrivateFolder } from './privateFolder.ts';
import { captureFile, runnerFile, sessionFile, sessionFolderName, sessionsRoot } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

export type { EndEvidence, MemoryRequest } from '../session/session.ts';

export interface SessionRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The session's own folder; absent: a new one below the sessions' root. */
  readonly folder?: string;
  /** What ran, for the folder's name: a path or a module. */
  readonly name: string;
  readonly info: Omit<SessionInfo, 'version' | 'id' | 'shm' | 'state' | 'startedAt' | 'pid' | 'end'>;
}

export interface NewSession {
  readonly folder: string;
  /** Whether the folder was made for this session; one that was there before may hold what isn't ours. */
  readonly isOwnFolder: boolean;
  /** Where the core finds the capture file and puts the streams. */
  readonly shm: string;
  readonly info: SessionInfo;
}

/** Limits of FORMAT.md: what a tree may hold of tmpfs, how many streams it may begin, and waits too short for a stack. */
const captureLimits = { treeLimitKib: 16_384, processLimitKib: 1_024, maxStreams: 1_024, waitThresholdUs: 50 };

/** Throws what the file system throws. The capture file is written by `writeCaptureFile`, once the object's path is known. */
export function createSession(request: SessionRequest): NewSession {
  const startedAt = new Date();
  const folder =
    request.folder ?? join(sessionsRoot(request.env), sessionFolderName(startedAt, request.name, process.pid));
  if (existsSync(join(folder, sessionFile))) throw new Error('it already holds a session');
  const isOwnFolder = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const shm = makePrivateFolder(request.env, folder, (path) => {
    writeFileSync(join(path, captureFile), new Uint8Array(4096), { mode: 0o600 });
  });
  const info: SessionInfo = {
    version: 1,
    id: basename(folder),
    ...request.info,
    pid: 0,
    startedAt: startedAt.toISOString(),
    shm,
    state: 'running',
  };
  writeSessionInfo(folder, info);
  return { folder, isOwnFolder, shm, info };
}

/** Puts the options for the core into place. `preload` is our object as it stands in LD_PRELOAD. */
export function writeCaptureFile(session: NewSession, preload: string, restored?: RestoredLimits): void {
  const bytes = encodeCapture({
    rateHz: session.info.rateHz,
    cpuOnly: session.info.cpuOnly,
    ...memoryOptions(session.info),
    noImports: session.info.imports === false,
    ...readyOption(session.info),
    ...windowOption(session.info, monotonicNs()),
    ...captureLimits,
    diskDir: session.folder,
    preload,
    ...(restored && { restored }),
  });
  writeFileSync(join(session.shm, captureFile), bytes, { mode: 0o600 });
}

function memoryOptions({ memory }: SessionInfo) {
  return {
    noMemory: memory?.allocations === false,
    noCopies: memory?.copies === false,
    memoryIntervalBytes: memory?.intervalBytes ?? 0,
  };
}

/** `now`: the program is about to be started. */
function windowOption({ window }: SessionInfo, now: number): { window?: CaptureWindow } {
  if (window === undefined) return {};
  const beginNs = window.delaySeconds === 0 ? 0 : now + window.delaySeconds * 1e9;
  const endNs = window.durationSeconds === null ? 0 : now + (window.delaySeconds + window.durationSeconds) * 1e9;
  return { window: { beginNs: Math.round(beginNs), endNs: Math.round(endNs) } };
}

/** As the core's clock; exact to a microsecond in a double for the first hundred days of a machine's life. */
const monotonicNs = (): number => Number(process.hrtime.bigint());

/** Ends the recording of a session whose window has no end yet; the program goes on. Nothing happens when the capture file is gone. */
export function endWindow({ shm }: NewSession): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, process.hrtime.bigint(), true);
  let fd: number;
  try {
    fd = openSync(join(shm, captureFile), constants.O_WRONLY | constants.O_NOFOLLOW);
  } catch {
    return;
  }
  try {
    writeSync(fd, bytes, 0, bytes.length, windowEndAt);
  } finally {
    closeSync(fd);
  }
}

function readyOption({ readyAt }: SessionInfo) {
  const mark = readyAt === undefined ? '' : parseReadyMark(readyAt);
  return typeof mark === 'string' ? {} : { readyAt: mark };
}

/** The target has started: its process id is known. */
export function markStarted(session: NewSession, pid: number, startedAt = new Date()): NewSession {
  const started = { ...session, info: { ...session.info, pid, startedAt: startedAt.toISOString() } };
  writeSessionInfo(started.folder, started.info);
  return started;
}

export function markEnded(session: NewSession, end: SessionEnd): SessionInfo {
  const info: SessionInfo = { ...session.info, state: 'ended', end };
  writeSessionInfo(session.folder, info);
  return info;
}

/** Nothing was started: leaves no trace, and in a folder that was there before everything else. */
export function discardSession({ folder, isOwnFolder, shm }: NewSession): void {
  if (shm !== folder) rmSync(shm, { recursive: true, force: true });
  if (isOwnFolder) rmSync(folder, { recursive: true, force: true });
  else for (const name of [sessionFile, captureFile, runnerFile]) rmSync(join(folder, name), { force: true });
}

export function writeSessionInfo(folder: string, info: SessionInfo): void {
  writeWhole(join(folder, sessionFile), `${JSON.stringify(info, undefined, 2)}\n`);
}
