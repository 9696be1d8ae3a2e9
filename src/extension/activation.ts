/**
 * What activating an environment does to variables, so that a profiled program sees what it would in an activated terminal.
 * Where an extension names the commands that activate, they are run in a bash of their own and the difference is taken; a virtual
 * or conda environment without them is known by its files.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { Log } from '../base/log.ts';
import { environmentWithoutUs, type Environment } from '../base/cleanEnvironment.ts';
import { decodeEnvironment } from '../runner/childEnvironment.ts';
import { noEnvironmentChange, type EnvironmentChange } from '../runner/environmentChange.ts';
import type { ActivationCommand, FoundPython } from './pythonSource.ts';
import { quoteShellWord } from './shellWords.ts';
import { readVirtualEnvironment } from './virtualEnvironment.ts';

const activationWithinMs = 10_000;
const mostAnswerBytes = 4 * 1024 * 1024;
/** Set by every shell for itself. */
const shellNames = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'PS1']);

export async function activationOf(
  { path, activation }: FoundPython,
  env: Environment,
  log: Log,
): Promise<EnvironmentChange> {
  const commands = activation ?? [];
  if (commands.length > 0) {
    try {
      return await runActivation(commands, env);
    } catch (error) {
      log.warn(
        `activating the environment of ${path} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return knownActivation(path);
}

/** Without running anything. Nothing changes for an interpreter that is in no environment. */
export function knownActivation(interpreter: string): EnvironmentChange {
  const folder = dirname(interpreter);
  const prefix = dirname(folder);
  const name = basename(prefix);
  if (basename(folder) !== 'bin') return noEnvironmentChange;
  const removed = ['PYTHONHOME'];
  if (existsSync(join(prefix, 'conda-meta')))
    return { set: { CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: name }, removed, pathFirst: [folder] };
  const settings = readVirtualEnvironment(interpreter);
  if (settings === '') return noEnvironmentChange;
  const prompt = /^prompt\s*=\s*(.+)$/m.exec(settings)?.[1]?.replaceAll(/^'|'$/g, '') ?? name;
  return { set: { VIRTUAL_ENV: prefix, VIRTUAL_ENV_PROMPT: prompt }, removed, pathFirst: [folder] };
}

async function runActivation(commands: readonly ActivationCommand[], env: Environment): Promise<EnvironmentChange> {
  const before = environmentWithoutUs(env);
  const lines = commands.map(({ executable, args = [] }) => [executable, ...args].map(quoteShellWord).join(' '));
  // What the commands say goes elsewhere, so that only the variables are answered.
  const script = `{ ${lines.join(' && ')}; } >/dev/null && exec env -0`;
  const after = decodeEnvironment(await runBash(script, before));
  const set = Object.entries(after).filter(([name, value]) => !shellNames.has(name) && before[name] !== value);
  const removed = Object.keys(before).filter((name) => !shellNames.has(name) && after[name] === undefined);
  return { set: Object.fromEntries(set), removed, pathFirst: [] };
}

async function runBash(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const options = { env, timeout: activationWithinMs, maxBuffer: mostAnswerBytes, encoding: 'utf8' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile('bash', ['--noprofile', '--norc', '-c', script], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
    child.stdin?.end();
  });
}
