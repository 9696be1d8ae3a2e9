// Virtual environments with pinned packages in .cache, one per interpreter and list of requirements. A folder without
// its marker is an interrupted installation and is made again.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cacheFolder } from './layout.mjs';
import { withLock } from './lock.mjs';
import { run, runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';

const marker = 'installed.json';

const factsScript =
  'import json, sys; print(json.dumps([sys.version_info[0], sys.version_info[1], sys.version, sys.executable]))';

/**
 * @typedef {object} Interpreter
 * @property {number} major
 * @property {number} minor
 * @property {string} build the whole of sys.version
 * @property {string} executable
 *
 * @typedef {object} Purpose
 * @property {string} folder below .cache, and the lock's name
 * @property {string} what what needs the environment, for errors: "the real programs"
 *
 * @typedef {object} EnvironmentOptions
 * @property {Purpose} purpose
 * @property {Interpreter} interpreter
 * @property {string} identity everything besides the interpreter that tells one environment from another
 * @property {readonly string[]} pipArguments what pip is told to install, and how; wheels only in any case
 */

/**
 * @param {string} python
 * @param {Purpose} purpose
 * @returns {Promise<Interpreter>}
 * @throws {UserError} when it doesn't run as Python
 */
export async function readInterpreter(python, { what }) {
  const result = await run(python, ['-c', factsScript], { output: 'capture', timeoutMs: 30_000 }).catch(
    () => undefined,
  );
  if (result?.status !== 0) {
    throw new UserError(
      'PROGRAMS_NO_INTERPRETER',
      `${python} does not run as Python, so ${what} cannot be tried with it. Name another interpreter.`,
    );
  }
  const [major, minor, build, executable] = JSON.parse(result.output);
  return { major, minor, build, executable };
}

/**
 * @param {Interpreter} interpreter
 * @param {string} folder
 * @param {Purpose} purpose
 */
async function createVenv({ executable, minor }, folder, { what }) {
  const result = await run(executable, ['-m', 'venv', folder], { output: 'capture' });
  if (result.status === 0) return;
  throw new UserError(
    'PROGRAMS_NO_VENV',
    `${executable} cannot make a virtual environment, so ${what} are not tried with it. ` +
      `On Debian and Ubuntu: apt-get install python3.${minor}-venv`,
  );
}

/**
 * Makes sure that an environment is there, installing it on the first call.
 * @param {EnvironmentOptions} options
 * @returns {Promise<{ python: string }>} the environment's interpreter
 * @throws {UserError} when venv, the pins or the package index are missing
 */
export async function ensureEnvironment({ purpose, interpreter, identity, pipArguments }) {
  const key = JSON.stringify([interpreter.build, interpreter.executable, identity]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, purpose.folder, `${interpreter.major}.${interpreter.minor}-${hash}`);
  const ready = { python: join(folder, 'bin', 'python') };
  if (existsSync(join(folder, marker))) return ready;

  return withLock(purpose.folder, async () => {
    if (existsSync(join(folder, marker))) return ready;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    await createVenv(interpreter, folder, purpose);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--ignore-installed'];
    const args = [...pip, '--only-binary', ':all:', ...pipArguments];
    await runOrFail(`installing the packages of ${purpose.what}`, ready.python, args);
    writeFileSync(join(folder, marker), JSON.stringify({ pipArguments }));
    return ready;
  });
}
