// What the command line says about a session, to compare the screen with.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @typedef {import('../../src/protocol/profileJson.ts').ProfileJson} ProfileJson */

/** @param {string} home @returns {string[]} folders of ended sessions, oldest first */
export function endedSessions(home) {
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .sort()
    .map((name) => join(home, name))
    .filter((folder) => existsSync(join(folder, 'session.json')) && readSession(folder).state === 'ended');
}

/** @param {string} folder */
export function readSession(folder) {
  return JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
}

/** @param {string} folder @returns {ProfileJson} */
export function showJson(folder) {
  const file = `${folder}.json`;
  const command = [join(root, 'dist', 'heatline.js'), 'show', folder, '--json', file];
  execFileSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 20_000 });
  const profile = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return profile;
}

/** Profiles a script as somebody does in a terminal. @param {string} script @param {string} session folder @param {readonly string[]} [options] */
export function runScript(script, session, options = []) {
  const command = [join(root, 'dist', 'heatline.js'), 'run', '--quiet', '--output', session, ...options, script];
  execFileSync(process.execPath, command, {
    cwd: dirname(script),
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 60_000,
  });
}

/** What the command line says, with the sessions in `home`. @param {string} home @param {readonly string[]} words */
export function heatline(home, words) {
  const env = { ...process.env, HEATLINE_HOME: home };
  const command = [join(root, 'dist', 'heatline.js'), ...words];
  return execFileSync(process.execPath, command, { env, encoding: 'utf8', timeout: 20_000 });
}

/** As `runScript`, for a script that has no end of its own. @param {string} script @param {string} session folder */
export function startScript(script, session) {
  const command = [join(root, 'dist', 'heatline.js'), 'run', '--quiet', '--output', session, script];
  const child = spawn(process.execPath, command, { cwd: dirname(script), stdio: 'ignore' });
  const ended = once(child, 'exit');
  return {
    /** Resolves once it has ended. */
    end: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
