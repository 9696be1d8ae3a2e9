// The C compiler that a release uses, and a development build on a machine without `cc`: zig from PyPI. It brings its
// own libc headers and stubs, so one file runs on every glibc since 2.17.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureSystemPackages } from './apt.mjs';
import { cacheFolder } from './layout.mjs';
import { withLock } from './lock.mjs';
import { run, runOrFail } from './subprocess.mjs';

const zigVersion = '0.17.0';
const zigFolder = join(cacheFolder, 'ziglang');

/**
 * @typedef {object} Compiler
 * @property {string} name for progress lines and the stamp of what was built
 * @property {string} command
 * @property {readonly string[]} args come before the flags
 * @property {NodeJS.ProcessEnv} env
 */

async function ensurePip() {
  const pip = await run('python3', ['-m', 'pip', '--version'], { output: 'capture' }).catch(() => undefined);
  if (pip?.status === 0) return;
  await ensureSystemPackages('building the core without a C compiler', ['python3', 'python3-pip']);
}

/**
 * Installs zig once, about 400 MB.
 * @returns {Promise<Compiler>}
 */
export async function ensureZig() {
  const marker = join(zigFolder, `installed-${zigVersion}`);
  const binary = join(zigFolder, 'ziglang', 'zig');
  if (!existsSync(marker)) {
    await ensurePip();
    await withLock('ziglang', async () => {
      if (existsSync(marker)) return;
      process.stdout.write(`Installing zig ${zigVersion} into .cache/ziglang (about 400 MB) …\n`);
      rmSync(zigFolder, { recursive: true, force: true });
      mkdirSync(zigFolder, { recursive: true });
      const args = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-deps',
        '--disable-pip-version-check',
        '--target',
        zigFolder,
      ];
      await runOrFail('installing zig', 'python3', [...args, `ziglang==${zigVersion}`]);
      await runOrFail('starting zig', binary, ['version']);
      writeFileSync(marker, '');
    });
  }
  const cache = join(cacheFolder, 'zig');
  return {
    name: `zig ${zigVersion}`,
    command: binary,
    args: ['cc', '-target', 'x86_64-linux-gnu.2.17'],
    env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
  };
}
