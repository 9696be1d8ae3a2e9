/** From a session's folder to its profile, also while it runs and after its runner was killed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Problem, Result } from '../base/result.ts';
import type { Profile } from '../profile/profile.ts';
import { decodeCapture, type CaptureCounters } from '../session/captureFile.ts';
import { decodeStream } from '../session/decode.ts';
import { parseSessionJson } from '../session/sessionFile.ts';
import { parsePss, type PssRound } from '../session/pssFile.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import { buildProfile } from '../symbolize/buildProfile.ts';
import { parseSymbols, type SymbolTable } from '../symbolize/symbolTable.ts';
import { listStreams, readCapture, readMore, readStream } from './drain.ts';
import { runnerState } from './privateFolder.ts';
import { readText, statQuietly } from './regularFile.ts';
import { readSources } from './sources.ts';
import { pssFile, sessionFile, symbolsFile } from './sessionFolder.ts';

export interface OpenedSession {
  readonly folder: string;
  readonly info: SessionInfo;
  readonly streams: readonly Stream[];
  readonly profile: Profile;
  /** The runner still drains it: the numbers grow. */
  readonly live: boolean;
}

/** The session's own statement about itself. */
export function readSessionInfo(folder: string): Result<SessionInfo> {
  const path = join(folder, sessionFile);
  if (!existsSync(path)) {
    return {
      ok: false,
      problem: { code: 'session-missing', message: `${folder} is not a session: it has no ${sessionFile}.` },
    };
  }
  const { info, problems } = parseSessionJson(readText(path));
  if (info !== undefined) return { ok: true, value: info };
  const [problem] = problems;
  return { ok: false, problem: problem ?? { code: 'session-damaged', message: `${path} can't be understood.` } };
}

/** Whether the runner that made the session still takes care of it. */
export function isLive(info: SessionInfo): boolean {
  return info.state === 'running' && runnerState(info.shm) === 'alive';
}

export function openSession(folder: string): Result<OpenedSession> {
  const found = readSessionInfo(folder);
  if (!found.ok) return found;
  const info = found.value;
  const problems: Problem[] = [];
  const streams = readStreams(folder, info, problems);
  const symbols = readSymbols(folder, problems);
  const pss = readPss(folder, problems);
  const live = isLive(info);
  if (info.state === 'running' && !live) {
    const message =
      'Heatline itself was ended before the program: the numbers go up to the last moment that was recorded.';
    problems.push({ code: 'runner-killed', message });
  }
  const counters = readCounters(folder, info);
  const sources = readSources(folder);
  const { profile } = buildProfile({ info, streams, symbols, sources, pss, problems, counters, live });
  return { ok: true, value: { folder, info, streams, profile, live } };
}

/** What changes when the session's contents do: sizes and times of its files. For caches. */
export function sessionStamp(folder: string): string {
  const found = readSessionInfo(folder);
  if (!found.ok) return 'none';
  const paths = [sessionFile, symbolsFile, pssFile].map((name) => join(folder, name));
  for (const place of streamPlaces(folder, found.value)) paths.push(place.main, place.more);
  return paths
    .map(statQuietly)
    .map((stat) => (stat === undefined ? '-' : `${stat.size}.${stat.mtimeMs}`))
    .join(' ');
}

interface StreamPlace {
  readonly name: string;
  readonly main: string;
  readonly more: string;
}

/** A stream still in the private folder is newer than its copy. */
function streamPlaces(folder: string, info: SessionInfo): StreamPlace[] {
  const inShm = isPrivateFolder(info.shm) ? new Set(listStreams(info.shm)) : new Set<string>();
  const names = new Set([...listStreams(folder), ...inShm]);
  return [...names].map((name) => ({
    name,
    main: join(inShm.has(name) ? info.shm : folder, name),
    more: join(folder, `${name}.more`),
  }));
}

function readStreams(folder: string, info: SessionInfo, problems: Problem[]): Stream[] {
  const streams: Stream[] = [];
  for (const place of streamPlaces(folder, info)) {
    const decoded = decodeStream(readStream(place.main), readMore(folder, place.name));
    problems.push(...decoded.problems);
    if (decoded.stream !== undefined) streams.push(decoded.stream);
  }
  return streams;
}

function readCounters(folder: string, info: SessionInfo): CaptureCounters | undefined {
  const place = isPrivateFolder(info.shm) && existsSync(info.shm) ? info.shm : folder;
  return decodeCapture(readCapture(place)).capture?.counters;
}

/** The name is a session file's word: only a folder that can be ours is looked into. */
function isPrivateFolder(shm: string): boolean {
  return /\/heatline-[^/]+$/.test(shm) && statQuietly(shm)?.uid === process.getuid?.();
}

function readSymbols(folder: string, problems: Problem[]): SymbolTable | undefined {
  const path = join(folder, symbolsFile);
  if (!existsSync(path)) return undefined;
  const parsed = parseSymbols(readText(path));
  problems.push(...parsed.problems);
  return parsed.symbols;
}

function readPss(folder: string, problems: Problem[]): readonly PssRound[] {
  const path = join(folder, pssFile);
  if (!existsSync(path)) return [];
  const parsed = parsePss(readText(path));
  problems.push(...parsed.problems);
  return parsed.rounds;
}
