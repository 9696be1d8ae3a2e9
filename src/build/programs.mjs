// Virtual environments for the programs in test/programs, one per interpreter and list of requirements, in
// .cache/programs. A folder without its marker is an interrupted installation and is made again.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cacheFolder, root } from './layout.mjs';
import { withLock } from './lock.mjs';
import { run, runOrFail } from './subprocess.mjs';
import { UserError, runCommand } from './userError.mjs';

const programsFolder = join(root, 'test', 'programs');
const marker = 'installed.json';

const factsScript =
  'import json, sys; print(json.dumps([sys.version_info[0], sys.version_info[1], sys.version, sys.executable]))';

/**
 * @typedef {object} Interpreter
 * @property {number} major
 * @property {number} minor
 * @property {string} build the whole of sys.version
 * @property {string} executable
 */

/**
 * @param {string} python
 * @returns {Promise<Interpreter>}
 */
async function readInterpreter(python) {
  const result = await run(python, ['-c', factsScript], { output: 'capture', timeoutMs: 30_000 }).catch(
    () => undefined,
  );
  if (result?.status !== 0) {
    throw new UserError(
      'PROGRAMS_NO_INTERPRETER',
      `${python} does not run as Python, so the real programs cannot be tried with it. Name another interpreter.`,
    );
  }
  const [major, minor, build, executable] = JSON.parse(result.output);
  return { major, minor, build, executable };
}

/**
 * The newest list that is not newer than the interpreter: its pins have wheels for the versions up to the next list.
 * @param {number} minor
 * @returns {string} path of the requirements file
 */
function findRequirements(minor) {
  const minors = readdirSync(programsFolder)
    .map((name) => /^requirements-3\.(\d+)\.txt$/.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
  const chosen = minors.find((candidate) => candidate <= minor);
  if (chosen === undefined) {
    throw new UserError(
      'PROGRAMS_OLD_INTERPRETER',
      `the real programs have no pinned packages for Python 3.${minor}, so they are not tried. Use 3.${minors.at(-1)} or newer.`,
    );
  }
  return join(programsFolder, `requirements-3.${chosen}.txt`);
}

/**
 * @param {Interpreter} interpreter
 * @param {string} folder
 */
async function createVenv({ executable, minor }, folder) {
  const result = await run(executable, ['-m', 'venv', folder], { output: 'capture' });
  if (result.status === 0) return;
  throw new UserError(
    'PROGRAMS_NO_VENV',
    `${executable} cannot make a virtual environment, so the real programs are not tried with it. ` +
      `On Debian and Ubuntu: apt-get install python3.${minor}-venv`,
  );
}

/**
 * Makes sure that the real programs can run, installing what they need on the first call.
 * @param {{ python: string }} options an interpreter, Python >= 3.8
 * @returns {Promise<{ python: string }>} the environment's interpreter
 * @throws {UserError} when the interpreter, venv, the pins or the package index are missing
 */
export async function ensurePrograms({ python }) {
  const interpreter = await readInterpreter(python);
  const requirements = findRequirements(interpreter.minor);
  const identity = JSON.stringify([interpreter.build, interpreter.executable, readFileSync(requirements, 'utf8')]);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, 'programs', `${interpreter.major}.${interpreter.minor}-${hash}`);
  const ready = { python: join(folder, 'bin', 'python') };
  if (existsSync(join(folder, marker))) return ready;

  return withLock('programs', async () => {
    if (existsSync(join(folder, marker))) return ready;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(cacheFolder, 'programs'), { recursive: true });
    await createVenv(interpreter, folder);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--ignore-installed'];
    const args = [...pip, '--only-binary', ':all:', '--no-deps', '-r', requirements];
    await runOrFail('installing the packages of the real programs', ready.python, args);
    writeFileSync(join(folder, marker), JSON.stringify({ requirements }));
    return ready;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(async () => {
    const { python } = await ensurePrograms({ python: process.argv[2] ?? 'python3' });
    process.stdout.write(`${python}\n`);
  });
}
