/** Runs a program with the core preloaded, the way the runner does, and decodes the streams that it leaves. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseReadyMark } from '../../src/base/readyMark.ts';
import type { Problem } from '../../src/base/result.ts';
import {
  decodeCapture,
  encodeCapture,
  type CaptureCounters,
  type CaptureWindow,
} from '../../src/session/captureFile.ts';
import { decodeStream } from '../../src/session/decode.ts';
import type { Stream } from '../../src/session/session.ts';
import { buildObject, type Variant } from './builtObject.ts';

export const programs = join(import.meta.dirname, 'core', 'programs');
// Not named like the runner's own folders, which a runner that starts meanwhile looks through for what others left behind.
const privateFolder = 'native-test-';
const programTimeoutMs = 60_000;
const graceMs = 2_000;

export interface CaptureSettings {
  readonly variant?: Variant;
  /** 1000 unless told: the most that a user can ask for. */
  readonly rateHz?: number;
  readonly treeLimitKib?: number;
  readonly processLimitKib?: number;
  readonly waitThresholdUs?: number;
  /** Mean distance between samples of allocations; found by the core unless told. */
  readonly memoryIntervalBytes?: number;
  readonly noMemory?: boolean;
  readonly noCopies?: boolean;
  readonly noImports?: boolean;
  /** As `--ready-at` takes it. */
  readonly readyAt?: string;
  /** The part that is recorded, on the monotonic clock; `endNs` 0: not known yet. */
  readonly window?: CaptureWindow;
  /** Where the private folder is made; a tmpfs unless told. */
  readonly shm?: string;
  /** No disk folder: what does not fit on tmpfs is not recorded. */
  readonly withoutDisk?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Entries that the user has in LD_PRELOAD. */
  readonly userPreload?: string;
  /** Leaves LD_PRELOAD out: the program loads the object by itself. */
  readonly withoutPreload?: boolean;
  readonly timeoutMs?: number;
  /** Called once the program runs; whatever it starts has to be over when the promise is. */
  readonly during?: (running: { readonly pid: number; readonly folders: CaptureFolders }) => Promise<void>;
}

export interface CaptureFolders {
  /** Capture file and streams. */
  readonly shm: string;
  /** The rest of streams that outgrew tmpfs. */
  readonly disk: string;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Captured extends Ended {
  readonly streams: readonly Stream[];
  readonly problems: readonly Problem[];
  readonly counters: CaptureCounters;
}

/** Runs a program to its end; one that takes too long is killed with its group, and the test fails. */
export async function runProgram(
  command: readonly string[],
  options: {
    env?: NodeJS.ProcessEnv;
    timeoutMs?: number;
    onStart?: (pid: number) => void;
    isKilledByTest?: boolean;
  } = {},
): Promise<Ended> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const limitMs = options.timeoutMs ?? programTimeoutMs;
  let timedOut = false;
  const killGroup = (): void => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(killGroup, limitMs);
  try {
    const ended = await new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal, ...output }));
      if (child.pid !== undefined) options.onStart?.(child.pid);
    });
    assert.ok(!timedOut, `not over after ${limitMs} ms: ${command.join(' ')}\n${output.stdout}\n${output.stderr}`);
    return ended;
  } finally {
    clearTimeout(timer);
  }
}

export function readStreams(folders: CaptureFolders): { streams: readonly Stream[]; problems: readonly Problem[] } {
  const names = [folders.shm, folders.disk].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.hls'))
      .map((name) => ({ folder, name })),
  );
  const problems: Problem[] = [];
  const streams: Stream[] = [];
  for (const { folder, name } of names) {
    const more = join(folders.disk, `${name}.more`);
    const decoded = decodeStream(readFileSync(join(folder, name)), existsSync(more) ? readFileSync(more) : undefined);
    problems.push(...decoded.problems);
    if (decoded.stream !== undefined) streams.push(decoded.stream);
  }
  return { streams: streams.sort((a, b) => a.header.startMonoNs - b.header.startMonoNs), problems };
}

function makeFolders(settings: CaptureSettings): { root: string; folders: CaptureFolders } {
  const root = mkdtempSync(join(tmpdir(), 'heatline-native-'));
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const shm = mkdtempSync(join(settings.shm ?? '/dev/shm', privateFolder));
  return { root, folders: { shm, disk } };
}

function readyOption(text: string | undefined) {
  const mark = text === undefined ? '' : parseReadyMark(text);
  return typeof mark === 'string' ? {} : { readyAt: mark };
}

/** Runs `command` under the core and gives everything that it left; the folders are gone afterwards. */
export async function capture(command: readonly string[], settings: CaptureSettings = {}): Promise<Captured> {
  const object = await buildObject(settings.variant ?? 'cpu');
  const { root, folders } = makeFolders(settings);
  try {
    const options = {
      rateHz: settings.rateHz ?? 1000,
      cpuOnly: settings.variant !== 'memory',
      noMemory: settings.noMemory ?? false,
      noCopies: settings.noCopies ?? false,
      noImports: settings.noImports ?? false,
      memoryIntervalBytes: settings.memoryIntervalBytes ?? 0,
      treeLimitKib: settings.treeLimitKib ?? 16_384,
      processLimitKib: settings.processLimitKib ?? 1024,
      maxStreams: 1024,
      waitThresholdUs: settings.waitThresholdUs ?? 50,
      ...readyOption(settings.readyAt),
      ...(settings.window && { window: settings.window }),
      diskDir: settings.withoutDisk === true ? '' : folders.disk,
      preload: object,
    };
    writeFileSync(join(folders.shm, 'capture'), encodeCapture(options), { mode: 0o600 });
    const preload = settings.userPreload === undefined ? object : `${object}:${settings.userPreload}`;
    const env = {
      ...(settings.env ?? process.env),
      HEATLINE_CAPTURE: folders.shm,
      ...(settings.withoutPreload === true ? { HEATLINE_OBJECT: object } : { LD_PRELOAD: preload }),
    };
    let watching: Promise<void> = Promise.resolve();
    const onStart = (pid: number): void => {
      if (settings.during !== undefined) watching = settings.during({ pid, folders });
    };
    const ended = await runProgram(command, { env, onStart, timeoutMs: settings.timeoutMs ?? programTimeoutMs });
    await watching;
    const { capture: file, problems } = decodeCapture(readFileSync(join(folders.shm, 'capture')));
    assert.ok(file !== undefined, 'the capture file can be read');
    const read = readStreams(folders);
    return { ...ended, streams: read.streams, problems: [...problems, ...read.problems], counters: file.counters };
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3, retryDelay: graceMs / 10 });
    rmSync(folders.shm, { recursive: true, force: true });
  }
}

/** The only stream of a program that started no other one, after checking that it ended well and decodes without problems. */
export function onlyStream(captured: Captured): Stream {
  assert.equal(
    captured.status,
    0,
    `status ${captured.status}, signal ${captured.signal}\n${captured.stdout}\n${captured.stderr}`,
  );
  assert.deepEqual(captured.problems, []);
  const [stream, ...others] = captured.streams;
  assert.ok(stream !== undefined && others.length === 0, `one stream, not ${captured.streams.length}`);
  return stream;
}
