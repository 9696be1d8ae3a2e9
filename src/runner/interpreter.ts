/** Finding the interpreter: which Python a person means when naming none. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

import type { Environment } from '../base/cleanEnvironment.ts';
import { interpreterNotExecutable, interpreterNotFound } from './userErrors.ts';

export interface FoundInterpreter {
  /** Absolute, as found: a virtual environment's link is not followed, because it is what makes the environment. */
  readonly path: string;
  /** What led here, for people: "--interpreter", "VIRTUAL_ENV", "CONDA_PREFIX", "PATH". */
  readonly origin: string;
}

/** Throws a UserError when there is none. `wanted` is a path, or a name to be looked up on PATH. */
export function findInterpreter(wanted: string | undefined, env: Environment, cwd: string): FoundInterpreter {
  if (wanted !== undefined) return { path: findWanted(wanted, env, cwd), origin: '--interpreter' };
  const [first] = listInterpreters(env);
  if (first === undefined) throw interpreterNotFound(undefined);
  return first;
}

/** Every interpreter that would be considered, best first, each path once. */
export function listInterpreters(env: Environment): FoundInterpreter[] {
  const candidates: FoundInterpreter[] = [];
  for (const origin of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const prefix = env[origin];
    if (prefix !== undefined && prefix !== '') candidates.push({ path: join(prefix, 'bin', 'python'), origin });
  }
  for (const name of ['python3', 'python']) {
    for (const path of onPath(name, env)) candidates.push({ path, origin: 'PATH' });
  }
  const seen = new Set<string>();
  return candidates.filter(({ path }) => {
    if (seen.has(path) || !isProgram(path)) return false;
    seen.add(path);
    return true;
  });
}

function findWanted(wanted: string, env: Environment, cwd: string): string {
  const [found] = wanted.includes('/') ? [resolve(cwd, wanted)] : onPath(wanted, env).filter(isProgram);
  if (found === undefined || !isFile(found)) throw interpreterNotFound(found ?? wanted);
  if (!isProgram(found)) throw interpreterNotExecutable(found);
  return found;
}

function onPath(name: string, env: Environment): string[] {
  const folders = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return folders.filter((folder) => isAbsolute(folder)).map((folder) => join(folder, name));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isProgram(path: string): boolean {
  if (!isFile(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not allowed to run it: not a candidate.
    return false;
  }
}
