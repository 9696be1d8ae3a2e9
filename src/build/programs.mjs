// Virtual environments for the programs in test/programs, one per interpreter and list of requirements, in
// .cache/programs.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './layout.mjs';
import { ensureEnvironment, readInterpreter } from './pythonEnvironment.mjs';
import { UserError, runCommand } from './userError.mjs';

const programsFolder = join(root, 'test', 'programs');
const purpose = { folder: 'programs', what: 'the real programs' };

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
 * Makes sure that the real programs can run, installing what they need on the first call.
 * @param {{ python: string }} options an interpreter, Python >= 3.8
 * @returns {Promise<{ python: string }>} the environment's interpreter
 * @throws {UserError} when the interpreter, venv, the pins or the package index are missing
 */
export async function ensurePrograms({ python }) {
  const interpreter = await readInterpreter(python, purpose);
  const requirements = findRequirements(interpreter.minor);
  const identity = readFileSync(requirements, 'utf8');
  return ensureEnvironment({ purpose, interpreter, identity, pipArguments: ['--no-deps', '-r', requirements] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(async () => {
    const { python } = await ensurePrograms({ python: process.argv[2] ?? 'python3' });
    process.stdout.write(`${python}\n`);
  });
}
