/** The folder on tmpfs where streams are while a capture runs: a store to a page of a disk file can stall a thread. */
import { mkdtempSync, readdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRunning, nameProcess } from './liveness.ts';
import { readText } from './regularFile.ts';
import { runnerFile } from './sessionFolder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const tmpfsMagic = 0x01021994;
const prefix = 'heatline-';

/** Folders of this machine that are on tmpfs and may be used, best first. */
export function tmpfsFolders(env: Environment): string[] {
  const candidates = [env['XDG_RUNTIME_DIR'], '/dev/shm'];
  return candidates.filter((path): path is string => path !== undefined && path.startsWith('/') && isTmpfs(path));
}

/**
 * Makes a folder `heatline-…`, mode 0700, with the name of this process in it. On the first tmpfs that has room, else
 * `fallback` itself is used, on disk. `write` puts the first file there; its failure means there is no room.
 */
export function makePrivateFolder(env: Environment, fallback: string, write: (folder: string) => void): string {
  for (const base of tmpfsFolders(env)) {
    const folder = tryFolder(base, write);
    if (folder !== undefined) return folder;
  }
  fill(fallback, write);
  return fallback;
}

/** The state of the runner that drains `folder`. `none`: the folder has no runner's name in it, so it is not one of ours. */
export function runnerState(folder: string): 'alive' | 'dead' | 'none' {
  // Read without looking first whether it is there: another run may be over and take its folder away in between.
  const text = readText(join(folder, runnerFile));
  if (text === '') return 'none';
  const [pid, startTicks] = text.split(' ').map(Number);
  if (pid === undefined || startTicks === undefined) return 'dead';
  return isRunning({ pid, startTicks }) ? 'alive' : 'dead';
}

/** All private folders of this user on this machine, also those whose runner has died. */
export function listPrivateFolders(env: Environment): string[] {
  const found: string[] = [];
  for (const base of tmpfsFolders(env)) {
    for (const name of readdirSync(base)) {
      if (!name.startsWith(prefix)) continue;
      const folder = join(base, name);
      const stat = statSync(folder, { throwIfNoEntry: false });
      if (stat?.isDirectory() === true && stat.uid === process.getuid?.()) found.push(folder);
    }
  }
  return found;
}

function tryFolder(base: string, write: (folder: string) => void): string | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(base, prefix));
    fill(folder, write);
    return folder;
  } catch {
    // Full, or not writable: the next place.
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

function fill(folder: string, write: (folder: string) => void): void {
  // First of all, so that nobody takes the folder for one that was left behind.
  const self = nameProcess(process.pid);
  if (self !== undefined) writeFileSync(join(folder, runnerFile), `${self.pid} ${self.startTicks}`, { mode: 0o600 });
  write(folder);
}

function isTmpfs(path: string): boolean {
  try {
    return statfsSync(path).type === tmpfsMagic;
  } catch {
    // No such folder.
    return false;
  }
}
