// The virtual environment for the servers and frameworks in test/programs/servers, in .cache/servers.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './layout.mjs';
import { ensureEnvironment, readInterpreter } from './pythonEnvironment.mjs';
import { UserError, runCommand } from './userError.mjs';

const purpose = { folder: 'servers', what: 'the servers and frameworks' };

/**
 * Makes sure that they can run, installing what they need on the first call.
 * @param {{ python: string }} options an interpreter that there are pins for
 * @returns {Promise<{ python: string }>} the environment's interpreter
 * @throws {UserError} when the interpreter, venv, the pins or the package index are missing
 */
export async function ensureServers({ python }) {
  const interpreter = await readInterpreter(python, purpose);
  const pins = join(root, 'test', 'programs', 'servers', `requirements-3.${interpreter.minor}.txt`);
  if (!existsSync(pins)) {
    throw new UserError(
      'SERVERS_NO_PINS',
      `the servers and frameworks have no pinned packages for Python 3.${interpreter.minor}, so they are not tried with it. Use Python 3.13.`,
    );
  }
  const identity = readFileSync(pins, 'utf8');
  return ensureEnvironment({ purpose, interpreter, identity, pipArguments: ['--no-deps', '-r', pins] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(async () => {
    const { python } = await ensureServers({ python: process.argv[2] ?? 'python3' });
    process.stdout.write(`${python}\n`);
  });
}
