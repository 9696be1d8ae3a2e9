/** Runs programs plainly and under the built command line, so that tests can compare the two. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

import type { ProfileJson } from '../../src/protocol/profileJson.ts';

const root = resolve(import.meta.dirname, '..', '..');
export const commandLine = join(root, 'dist', 'heatline.js');
export const targets = join(import.meta.dirname, 'targets');

export interface Interpreter {
  readonly name: string;
  /** `undefined` when this machine lacks it. */
  readonly path: string | undefined;
}

/** Shared builds of 3.8, 3.11 and 3.13, and the distribution's static, stripped 3.11. */
export const interpreters: readonly Interpreter[] = [
  { name: '3.8', path: findVersion('3.8') },
  { name: '3.11', path: findVersion('3.11') },
  { name: '3.11 of the distribution', path: existsSync('/usr/bin/python3.11') ? '/usr/bin/python3.11' : undefined },
  { name: '3.13', path: findVersion('3.13') },
];

function findVersion(version: string): string | undefined {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const fromPyenv = existsSync(pyenv)
    ? readdirSync(pyenv)
        .filter((name) => name.startsWith(`${version}.`))
        .map((name) => join(pyenv, name, 'bin', `python${version}`))
    : [];
  const fromPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, `python${version}`));
  return [...fromPyenv, ...fromPath].find((path) => existsSync(path) && !path.includes('shims'));
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once the process has started. */
  readonly onStart?: (child: ChildProcess) => void;
  /** It is ended after that; a minute unless told. */
  readonly timeoutMs?: number;
}

const mostMs = 60_000;

/** Runs a program to its end. Its environment is exactly `env`, by default a small one. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const [program = '', ...args] = command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      env: options.env ?? plainEnvironment,
      cwd: options.cwd ?? targets,
      timeout: options.timeoutMs ?? mostMs,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', failed);
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
    // A program that doesn't read may end before it was written to.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    options.onStart?.(child);
  });
}

export const plainEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: homedir(),
  LANG: 'C.UTF-8',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** A sessions' root of its own, removed at the end. */
export interface Sandbox {
  readonly home: string;
  /** `plainEnvironment` with this root. Programs see HEATLINE_HOME too, as they would without us. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

export function makeSandbox(): Sandbox {
  const home = mkdtempSync(join(tmpdir(), 'heatline-test-'));
  return {
    home,
    env: { ...plainEnvironment, HEATLINE_HOME: home },
    dispose() {
      for (const name of readdirSync(home)) removeStreams(join(home, name, 'session.json'));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What a killed runner left on tmpfs. */
function removeStreams(sessionFile: string): void {
  if (!existsSync(sessionFile)) return;
  const { shm }: { shm: string } = JSON.parse(readFileSync(sessionFile, 'utf8'));
  if (/\/heatline-[^/]+$/.test(shm)) rmSync(shm, { recursive: true, force: true });
}

/** `heatline run` with these words, quiet unless asked otherwise. */
export function heatlineRun(interpreter: string, words: readonly string[]): string[] {
  return [process.execPath, commandLine, 'run', '--interpreter', interpreter, '--quiet', ...words];
}

/** The latest session of a sandbox as `heatline show` tells it. */
export async function latestProfile(sandbox: Sandbox, options: readonly string[] = []): Promise<ProfileJson> {
  const outcome = await run([process.execPath, commandLine, 'show', '--json', '-', ...options], { env: sandbox.env });
  if (outcome.status !== 0) throw new Error(`heatline show failed: ${outcome.stderr}`);
  const value: ProfileJson = JSON.parse(outcome.stdout);
  return value;
}

/** CPU seconds charged to the lines of files whose path ends so. */
export function cpuSecondsIn(profile: ProfileJson, file: string): number {
  const lines = profile.files.filter(({ path }) => path.endsWith(file)).flatMap((each) => each.lines);
  return lines.reduce((sum, line) => sum + line.cpu_s, 0);
}

/** A file that a program makes when it is ready; resolves once it is there. */
export async function fileAppears(path: string): Promise<void> {
  await new Promise<void>((done, failed) => {
    const settle = (): void => {
      if (!existsSync(path)) return;
      clearTimeout(deadline);
      watcher.close();
      done();
    };
    const watcher = watch(dirname(path), settle);
    const deadline = setTimeout(() => {
      watcher.close();
      failed(new Error(`${path} did not appear`));
    }, mostMs);
    settle();
  });
}

/** Resolves once there is no such process any more. */
export async function processEnds(pid: number): Promise<void> {
  const deadline = Date.now() + mostMs;
  while (Date.now() < deadline) {
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
    if (stat === '' || stat.includes(') Z ')) return;
    await new Promise((done) => setImmediate(done));
  }
  throw new Error(`process ${pid} did not end`);
}
