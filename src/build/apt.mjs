// System packages: looked up with dpkg, installed with apt when this is root, else named in a command to copy.

import { findProgram } from './programSearch.mjs';
import { run, runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';

const aptTimeoutMs = 900_000;

/**
 * @param {string} name
 * @returns {Promise<boolean>}
 */
async function isInstalled(name) {
  const format = '${db:Status-Status}';
  const result = await run('dpkg-query', ['-W', '-f', format, name], { output: 'capture' });
  return result.status === 0 && result.output === 'installed';
}

/**
 * Makes sure that the packages are there. Does nothing, and needs no network, when they are.
 * @param {string} purpose what they are for, as in `needed for …`
 * @param {readonly string[]} names Debian package names
 * @throws {UserError} with the exact command when they are missing and this is not root
 */
export async function ensureSystemPackages(purpose, names) {
  if (findProgram(['dpkg-query']) === undefined) {
    throw new UserError(
      'NOT_DEBIAN',
      `${purpose} needs ${names.join(', ')} (Debian's names), and this is neither Debian nor Ubuntu; install what they hold with your package manager, then start again.`,
    );
  }
  /** @type {string[]} */
  const missing = [];
  for (const name of names) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    throw new UserError(
      'PACKAGES_MISSING',
      `${purpose} needs system packages that are missing. Run this, then start again:\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    );
  }
  process.stdout.write(`Installing system packages for ${purpose}: ${missing.join(' ')} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runOrFail('apt-get update', 'apt-get', ['update'], { env, timeoutMs: aptTimeoutMs });
  await runOrFail('apt-get install', 'apt-get', install, { env, timeoutMs: aptTimeoutMs });
}
