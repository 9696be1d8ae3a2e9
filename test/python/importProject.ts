/** A project with slow libraries beside it, for tests of `heatline imports` as a person calls it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';

import { heatline } from '../accuracy/capture.ts';
import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';

export const run = promisify(execFile);

export interface RecordOptions {
  /** Under the project's home; by default the newest run. */
  readonly session?: string;
  /** Of `heatline run`. */
  readonly options?: readonly string[];
  /** What the program is given. */
  readonly words?: readonly string[];
}

export interface ImportProject {
  /** Gone after the tests. */
  readonly folder: string;
  /** Where libraries are installed. */
  readonly site: string;
  readonly project: string;
  /** The project's program; the test writes it. */
  readonly app: string;
  /** Where sessions are. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly interpreter: string;
  /** What the command line prints, called in the project; it rejects when that fails. */
  readonly say: (...args: readonly string[]) => Promise<string>;
  /** Profiles the program, and gives what was said about it. */
  readonly record: (options?: RecordOptions) => Promise<string>;
}

/** @param libraries each takes 150 ms to load and has a function `go` */
export async function importProject(...libraries: readonly string[]): Promise<ImportProject> {
  const interpreter = pickRepresentatives(await findInterpreters()).at(-1)?.path ?? assert.fail('no interpreter');
  const folder = mkdtempSync(join(tmpdir(), 'heatline-imports-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const site = join(folder, 'lib', 'site-packages');
  const project = join(folder, 'project');
  const app = join(project, 'app.py');
  const home = join(folder, 'home');
  for (const path of [site, project]) mkdirSync(path, { recursive: true });
  const slow =
    'import time\n_end = time.thread_time() + 0.15\nwhile time.thread_time() < _end: pass\ndef go(): return 1\n';
  for (const name of libraries) writeFileSync(join(site, `${name}.py`), slow);
  const env = { ...process.env, HEATLINE_HOME: home, PYTHONPATH: site, NO_COLOR: '1', COLUMNS: '200' };
  const say = async (...args: readonly string[]): Promise<string> =>
    (await run(process.execPath, [heatline, ...args], { env, cwd: project })).stdout;
  const record = async ({ session, options = [], words = [] }: RecordOptions = {}): Promise<string> => {
    const output = session === undefined ? [] : ['--output', join(home, session)];
    const args = ['run', '--interpreter', interpreter, ...output, ...options, app, ...words];
    return (await run(process.execPath, [heatline, ...args], { env, cwd: project })).stderr;
  };
  return { folder, site, project, app, home, env, interpreter, say, record };
}
