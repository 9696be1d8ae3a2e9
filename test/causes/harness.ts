/** Runs real programs under the built command line, and asks both presentations for the cause. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RunCause } from '../../src/protocol/heat.ts';
import { showProfile } from '../../src/server/shownProfile.ts';
import { openSession } from '../../src/store/openSession.ts';
import { commandLine, interpreters, plainEnvironment, run, type Outcome, type RunOptions } from '../python/harness.ts';

export const python = interpreters.findLast(({ path }) => path !== undefined)?.path ?? '/usr/bin/python3';

/** An interpreter that pyenv installed; `undefined` when this machine lacks it. */
export function pyenv(version: string): string | undefined {
  const folder = join(homedir(), '.pyenv', 'versions');
  try {
    const name = readdirSync(folder).find((each) => each.startsWith(`${version}.`));
    return name === undefined ? undefined : join(folder, name, 'bin', 'python');
  } catch {
    return undefined;
  }
}

export interface Workshop {
  readonly folder: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file and gives its path. */
  file(name: string, text: string): string;
  dispose(): void;
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-causes-'));
  const home = join(folder, 'sessions');
  mkdirSync(home);
  return {
    folder,
    home,
    env: { ...plainEnvironment, HEATLINE_HOME: home },
    file(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Told {
  readonly outcome: Outcome;
  readonly noHeat: RunCause | null;
  readonly unexpectedEnd: RunCause | null;
}

export interface RunWish extends Omit<RunOptions, 'onStart'> {
  /** Called once the process has started. */
  readonly onStart?: (child: ChildProcess) => Promise<void>;
  readonly interpreter?: string;
  /** Of `heatline run`. */
  readonly options?: readonly string[];
  /** What the command line is started by. */
  readonly under?: readonly string[];
}

/** `heatline run` with these words; its status, and what it wrote. */
export async function heatline(workshop: Workshop, words: readonly string[], wish: RunWish = {}): Promise<Outcome> {
  const { interpreter = python, options = [], under = [], onStart, ...rest } = wish;
  const command = [process.execPath, commandLine, 'run', '--interpreter', interpreter, ...options, ...words];
  const started = (child: ChildProcess): void => void onStart?.(child);
  return run([...under, ...command], { env: workshop.env, cwd: workshop.folder, ...rest, onStart: started });
}

let n_sessions = 0;

/** Runs a program, and asks the editor's server about the session. The command line has to name the same cause. */
export async function tell(workshop: Workshop, words: readonly string[], wish: RunWish = {}): Promise<Told> {
  const session = join(workshop.folder, `session-${++n_sessions}`);
  const outcome = await heatline(workshop, words, { ...wish, options: ['--output', session, ...(wish.options ?? [])] });
  const told = { outcome, ...askServer(session) };
  const code = (told.noHeat ?? told.unexpectedEnd)?.code;
  const inTitle = code === 'PROGRAM_FAILED' || code === 'KILLED';
  if (code !== undefined && !(told.noHeat === null && inTitle)) {
    assert.ok(outcome.stderr.includes(`[${code}]`), `the command line does not say ${code}:\n${outcome.stderr}`);
  }
  return told;
}

export function askServer(session: string): Pick<Told, 'noHeat' | 'unexpectedEnd'> {
  const opened = openSession(session);
  assert.ok(opened.ok, JSON.stringify(opened));
  const { noHeat, unexpectedEnd } = showProfile(opened.value).summary;
  return { noHeat, unexpectedEnd };
}

/** So rare that a program that ends at once has none on its lines. */
export const fewSamples = ['--rate', '1'];

/** The code of why there is nothing to show. */
export async function emptyCode(workshop: Workshop, words: readonly string[], wish: RunWish = {}): Promise<string> {
  const { noHeat, outcome } = await tell(workshop, words, { options: fewSamples, ...wish });
  return noHeat?.code ?? `there is heat, and: ${outcome.stderr}`;
}

/** Enough work for lines to be told. */
export const work = 'total = 0\nfor i in range(6_000_000):\n    total += i * i\n';
