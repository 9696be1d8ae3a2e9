/** The newest Scalene of PyPI, for programs to be run under it side by side with us. */

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const cache = resolve(import.meta.dirname, '..', '..', '.cache');
const installLimitMs = 300_000;

export interface Scalene {
  readonly version: string;
  /** In front of the program and its arguments. */
  readonly command: (output: string) => readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Installs it into a folder of its own, for this interpreter; the newest each time that it is asked for. */
export async function ensureScalene(python: string): Promise<Scalene> {
  const { stdout } = await execFileAsync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  const folder = join(cache, `scalene-${stdout.trim()}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, 'scalene'];
  await execFileAsync(python, install, { timeout: installLimitMs });
  const env = { ...process.env, PYTHONPATH: folder };
  const versions = await execFileAsync(
    python,
    ['-c', 'import importlib.metadata; print(importlib.metadata.version("scalene"))'],
    { env },
  );
  return {
    version: versions.stdout.trim(),
    command: (output) => ['-m', 'scalene', 'run', '-o', output],
    env,
  };
}

/** Its profile's file says that it really measured. */
export async function checkScaleneProfile(file: string): Promise<void> {
  const profile: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (typeof profile !== 'object' || profile === null) throw new Error(`Scalene wrote no profile to ${file}`);
}
