// A real VS Code without a download of Electron: the npm package code-server carries a whole VS Code build, Debian's
// Chromium shows its workbench. About 830 MB in .cache/vscode-host, so it is no dependency in package.json; only the
// editor tests and `npm run demo -- --editor` bring it.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureSystemPackages } from './apt.mjs';
import { cacheFolder, node24Binary, node24Home } from './layout.mjs';
import { withLock } from './lock.mjs';
import { findProgram } from './programSearch.mjs';
import { ensureNode24 } from './setup.mjs';
import { runOrFail } from './subprocess.mjs';
import { UserError } from './userError.mjs';

const codeServerVersion = '4.139.1';
// npm of its own: a distribution's npm may not start under the brought Node.
const npmVersion = '11.19.1';

const hostFolder = join(cacheFolder, 'vscode-host');
const npmFolder = join(hostFolder, 'npm');
const appFolder = join(hostFolder, 'app');

// Compilers and headers for VS Code's native modules, then what the picture needs.
const systemPackages = [
  'g++',
  'make',
  'python3',
  'pkg-config',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'fonts-dejavu-core',
];
const chromiumNames = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/**
 * @typedef {object} VscodeHost
 * @property {string} node binary of Node 24, the one that the native modules were compiled for
 * @property {string} serverMain script that starts the VS Code server
 * @property {string} chromium browser binary
 */

async function ensureChromium() {
  const found = findProgram(chromiumNames);
  if (found !== undefined) return found;
  await ensureSystemPackages('the web host of VS Code', ['chromium']);
  const installed = findProgram(chromiumNames);
  if (installed === undefined) {
    throw new UserError(
      'CHROMIUM_MISSING',
      'no Chromium or Chrome is on PATH, so VS Code has no window; install one and start again.',
    );
  }
  return installed;
}

/**
 * This process's environment without what an npm that started it says of itself: code-server's installation reads the version of
 * Node from there, and a nested npm would pass on the outer one's.
 * @returns {NodeJS.ProcessEnv}
 */
function environmentWithoutOuterNpm() {
  const said = new Set(['npm_config_user_agent', 'npm_execpath', 'npm_node_execpath', 'NODE']);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !said.has(name)));
}

/** Compiles VS Code's native modules in its postinstall, so scripts are not ignored here. */
async function installCodeServer() {
  process.stdout.write(`Installing VS Code's web host (code-server ${codeServerVersion}, about 830 MB, minutes) …\n`);
  rmSync(appFolder, { recursive: true, force: true });
  for (const folder of [npmFolder, appFolder]) mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-package-lock', '--no-fund', '--no-audit'];
  const npmInstall = ['install', '--prefix', npmFolder, ...quiet, '--ignore-scripts', `npm@${npmVersion}`];
  await runOrFail('installing npm', 'npm', npmInstall, { cwd: npmFolder });
  const env = {
    ...environmentWithoutOuterNpm(),
    PATH: `${join(node24Home, 'bin')}:${join(npmFolder, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
    // The headers of this very Node: a machine's npmrc may name others, and a download may not be possible.
    npm_config_nodedir: node24Home,
  };
  const args = ['install', '--prefix', appFolder, ...quiet, '--omit=dev', `code-server@${codeServerVersion}`];
  await runOrFail("installing VS Code's web host", 'npm', args, { cwd: appFolder, env, timeoutMs: 1_800_000 });
}

/**
 * Installs the host once; when it is there this takes no time and no network.
 * @returns {Promise<VscodeHost>}
 * @throws {UserError} naming the missing packages when this is not root
 */
export async function ensureVscodeHost() {
  await ensureNode24();
  const serverMain = join(appFolder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
  const marker = join(hostFolder, `installed-${codeServerVersion}`);
  if (!existsSync(marker)) {
    await ensureSystemPackages("VS Code's web host", systemPackages);
    await withLock('vscode-host', async () => {
      if (existsSync(marker)) return;
      await installCodeServer();
      await runOrFail("starting VS Code's server", node24Binary, [serverMain, '--version']);
      writeFileSync(marker, '');
    });
  }
  return { node: node24Binary, serverMain, chromium: await ensureChromium() };
}
