// Virtual environments for the handlers in test/programs/coldstart, in .cache/coldstart: one for each set of packages,
// so that a handler sees what its own deployment would have. In one environment for all, nltk would import scikit-learn
// and numpy would import charset-normalizer, because they are there.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './layout.mjs';
import { ensureEnvironment, readInterpreter } from './pythonEnvironment.mjs';
import { UserError, runCommand } from './userError.mjs';

const coldstartFolder = join(root, 'test', 'programs', 'coldstart');
const purpose = { folder: 'coldstart', what: 'the cold start programs' };

/**
 * The handlers of the corpus.
 * @returns {string[]} names of folders in test/programs/coldstart, sorted
 */
export function listColdstartApps() {
  return readdirSync(coldstartFolder)
    .filter((name) => existsSync(join(coldstartFolder, name, 'handler.py')))
    .sort();
}

/**
 * @param {number} minor
 * @returns {string} path of the pins for Python 3.minor
 */
function findPins(minor) {
  const pins = join(coldstartFolder, `requirements-3.${minor}.txt`);
  if (existsSync(pins)) return pins;
  throw new UserError(
    'COLDSTART_NO_PINS',
    `the cold start programs have no pinned packages for Python 3.${minor}, so they are not tried with it. Use Python 3.11.`,
  );
}

/**
 * Makes sure that a handler can run, installing what it needs on the first call. Handlers with the same requirements
 * share an environment.
 * @param {{ python: string, app: string }} options an interpreter that there are pins for; a name of `listColdstartApps`
 * @returns {Promise<{ python: string }>} the environment's interpreter
 * @throws {UserError} when the app, the interpreter, venv, the pins or the package index are missing
 */
export async function ensureColdstart({ python, app }) {
  const requirements = join(coldstartFolder, app, 'requirements.txt');
  if (!existsSync(requirements)) {
    throw new UserError(
      'COLDSTART_NO_APP',
      `there is no cold start program ${app}, so nothing is run. There are: ${listColdstartApps().join(', ')}.`,
    );
  }
  const interpreter = await readInterpreter(python, purpose);
  const pins = findPins(interpreter.minor);
  const identity = JSON.stringify([readFileSync(requirements, 'utf8'), readFileSync(pins, 'utf8')]);
  return ensureEnvironment({ purpose, interpreter, identity, pipArguments: ['-r', requirements, '-c', pins] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(async () => {
    const [python = 'python3', ...named] = process.argv.slice(2);
    for (const app of named.length > 0 ? named : listColdstartApps()) {
      const environment = await ensureColdstart({ python, app });
      process.stdout.write(`${app} ${environment.python}\n`);
    }
  });
}
