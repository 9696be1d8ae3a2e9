// The package as it is released, for the scripts that install it.

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const packagedWithinMs = 300_000;

/** Builds the release and packs it. @returns {Promise<string>} path of the .vsix */
export async function makePackage() {
  await execFileAsync(process.execPath, [join(root, 'src', 'build', 'package.mjs')], { timeout: packagedWithinMs });
  const dist = join(root, 'dist');
  const vsix = readdirSync(dist).find((name) => name.endsWith('.vsix'));
  if (vsix === undefined) throw new Error(`packaging left no .vsix in ${dist}`);
  return join(dist, vsix);
}
