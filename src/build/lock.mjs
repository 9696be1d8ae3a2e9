// One builder at a time: a folder under .cache, made atomically, that names its owner. Set-up steps that replace whole
// folders (npm ci) would break a second build that runs beside them.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { cacheFolder } from './layout.mjs';

const pollMs = 250;

/**
 * @param {string} folder the lock's folder
 * @returns {boolean} whether the process that made it is still there
 */
function ownerLives(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process counts as alive; a missing pid file or process does not.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {string} folder
 * @returns {boolean} whether it is ours now
 */
function tryTake(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Runs `body` while no other process runs a body under the same name. Waits for the other one; takes over from one
 * that died.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(name, body) {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = join(cacheFolder, `${name}.lock`);
  let misses = 0;
  while (!tryTake(folder)) {
    // Two misses in a row: the owner may be between making the folder and writing its pid.
    misses = ownerLives(folder) ? 0 : misses + 1;
    if (misses >= 2) rmSync(folder, { recursive: true, force: true });
    await delay(pollMs);
  }
  try {
    return await body();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
