/** Runs a program under the built command line, the way a user would, and reads back what it wrote. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import type { ProfileJson } from '../../src/protocol/profileJson.ts';
import type { Truth } from '../../src/queries/oracles/truth.ts';

const execFileAsync = promisify(execFile);
const repository = resolve(import.meta.dirname, '..', '..');

export const heatline = join(repository, 'dist', 'heatline.js');
export const programs = join(repository, 'test', 'programs');
/** Programs that know the right answer; `heatline verify` runs them too. */
export const oracles = join(repository, 'python', 'heatline', 'oracles');

export interface CaptureRequest {
  readonly python: string;
  /** Absolute, or relative to test/programs. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Hz of CPU time; the default of a test is 250, the most a 250 Hz tick delivers. */
  readonly rate?: number;
  readonly options?: readonly string[];
  readonly timeoutMs?: number;
}

export interface Capture {
  readonly profile: ProfileJson;
  readonly stdout: string;
  /** What the program and the command line said. */
  readonly stderr: string;
  /** Collapsed stacks, one a line, of the same session. */
  readonly exportCollapsed: () => Promise<string>;
  /** The folder of the run's sessions; gone when `use` is done. */
  readonly sessions: string;
}

/** Everything of one capture lies in a folder that is gone when `use` is done. */
async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-accuracy-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runHeatline(folder: string, args: readonly string[], timeoutMs: number) {
  return execFileAsync(process.execPath, [heatline, ...args], {
    env: { ...process.env, HEATLINE_HOME: join(folder, 'home') },
    timeout: timeoutMs,
    maxBuffer: 1 << 26,
  });
}

/**
 * Captures one run of a program and hands the result to `use`.
 *
 * @throws when the program or the command line ends with a status other than 0
 */
export async function capture<T>(request: CaptureRequest, use: (capture: Capture) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const json = join(folder, 'profile.json');
    const timeoutMs = request.timeoutMs ?? 120_000;
    const options = [
      '--interpreter',
      request.python,
      '--rate',
      String(request.rate ?? 250),
      ...(request.options ?? []),
    ];
    const target = [resolve(programs, request.script), ...(request.args ?? [])];
    const run = await runHeatline(folder, ['run', '--json', json, '--quiet', ...options, ...target], timeoutMs);
    const exportCollapsed = async (): Promise<string> => {
      const sessions = (await readdir(join(folder, 'home'))).sort();
      const session = join(folder, 'home', sessions.at(-1) ?? '');
      const file = join(folder, 'collapsed.txt');
      await runHeatline(folder, ['export', session, '--format', 'collapsed', '-o', file], timeoutMs);
      return readFile(file, 'utf8');
    };
    const text = await readFile(json, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`status 0 but no profile was written; stderr: ${run.stderr}`);
    const profile: ProfileJson = JSON.parse(text);
    return use({ profile, ...run, exportCollapsed, sessions: join(folder, 'home') });
  });
}

/** Captures one of the oracles together with what it says about itself. */
export async function captureTruth(request: CaptureRequest): Promise<{ profile: ProfileJson; truth: Truth }> {
  return withFolder(async (folder) => {
    const file = join(folder, 'truth.json');
    const args = [...(request.args ?? []), '--truth', file];
    return capture({ ...request, script: join(oracles, request.script), args }, async ({ profile }) => {
      const truth: Truth = JSON.parse(await readFile(file, 'utf8'));
      return { profile, truth };
    });
  });
}
