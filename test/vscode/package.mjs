// The package as it is released, installed once for all scripts.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ensureVscodeHost } from '../../src/build/vscodeHost.mjs';

const execFileAsync = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const packagedWithinMs = 300_000;

/** Builds the release and packs it. @returns {Promise<string>} path of the .vsix */
async function makePackage() {
  await execFileAsync(process.execPath, [join(root, 'src', 'build', 'package.mjs')], { timeout: packagedWithinMs });
  const dist = join(root, 'dist');
  const vsix = readdirSync(dist).find((name) => name.endsWith('.vsix'));
  if (vsix === undefined) throw new Error(`packaging left no .vsix in ${dist}`);
  return join(dist, vsix);
}

/**
 * Has VS Code install the released package, as a user does.
 * @returns {Promise<{ folder: string, extension: string }>} folder to remove in the end, and the installed extension in it
 */
export async function installPackage() {
  const vsix = await makePackage();
  const { node, serverMain } = await ensureVscodeHost();
  const folder = mkdtempSync(join(tmpdir(), 'heatline-installed-'));
  const extensions = join(folder, 'extensions');
  const folders = ['--extensions-dir', extensions, '--server-data-dir', join(folder, 'data')];
  const args = [serverMain, '--install-extension', vsix, ...folders, '--accept-server-license-terms'];
  await execFileAsync(node, args, { env: { ...process.env, EXTENSIONS_GALLERY: '{}' } });
  const name = readdirSync(extensions).find((each) => each.startsWith('heatline.'));
  if (name === undefined) throw new Error(`VS Code installed nothing of ${vsix} in ${extensions}`);
  return { folder, extension: join(extensions, name) };
}
