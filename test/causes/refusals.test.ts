/** What the command line refuses, or can't do with the sessions and files that it is given. */
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { refusalStatus } from '../../src/runner/userErrors.ts';
import { commandLine, run, type Outcome } from '../python/harness.ts';
import { heatline, openWorkshop, python, type RunWish, type Workshop } from './harness.ts';

let workshop: Workshop;
let script = '';
before(() => {
  workshop = openWorkshop();
  script = workshop.file('greet.py', 'print("started")\n');
});
after(() => workshop.dispose());

/** Nothing is started: the status says why, and so does the code. */
async function refused(code: keyof typeof refusalStatus, wish: RunWish, words = [script]): Promise<string> {
  const { status, stdout, stderr } = await heatline(workshop, words, wish);
  assert.deepEqual([status, stdout], [refusalStatus[code], ''], stderr);
  assert.ok(stderr.endsWith(`[${code}]\n`), stderr);
  return stderr;
}

/** A copy of the interpreter that asks for another loader, whose path is not longer. */
function pythonWithLoader(name: string, loader: string): string {
  const usual = '/lib64/ld-linux-x86-64.so.2';
  const bytes = readFileSync(realpathSync(python));
  const place = bytes.indexOf(`${usual}\0`);
  assert.ok(place > 0 && loader.length <= usual.length);
  bytes.write(loader.padEnd(usual.length, '\0'), place, 'latin1');
  const path = join(workshop.folder, name);
  writeFileSync(path, bytes);
  chmodSync(path, 0o755);
  return path;
}

test('an interpreter whose loader is missing can’t be started', async () => {
  const stderr = await refused('START_FAILED', { interpreter: pythonWithLoader('python-alone', '/lib64/nowhere.so') });
  assert.match(stderr, /python-alone could not be started \(.*ENOENT/);
});

test('an interpreter for musl', async () => {
  const interpreter = pythonWithLoader('python-musl', '/lib/ld-musl-x86_64.so.1');
  assert.match(await refused('PLATFORM_UNSUPPORTED', { interpreter }), /with glibc; this is a Python for musl/);
});

test('an environment file that is missing, or may not be read', async () => {
  const path = join(workshop.folder, 'gone.env');
  const stderr = await refused('ENVIRONMENT_FILE_UNREADABLE', { options: ['--env-file-null', path] });
  assert.ok(stderr.includes(`${path} can't be read (ENOENT`), stderr);
  await refused('ENVIRONMENT_FILE_UNREADABLE', { options: ['--env-file-null', workshop.folder] });
});

test('words that make no command', async () => {
  assert.match(await refused('USAGE', {}, []), /There is no program to run\. Nothing was started\./);
  assert.match(await refused('USAGE', { options: ['--rate', '0'] }), /--rate takes a whole number from 1 to 1000/);
  const { status, stderr } = await ask(['runn', script]);
  assert.deepEqual([status, stderr.endsWith('[USAGE]\n')], [refusalStatus.USAGE, true], stderr);
});

test('an installation without the recorder', async () => {
  const dist = join(workshop.folder, 'installed', 'heatline', 'dist');
  const native = join(dirname(commandLine), 'native');
  cpSync(dirname(commandLine), dist, { recursive: true, filter: (path) => path !== native });
  const command = [process.execPath, join(dist, 'heatline.js'), 'run', '--interpreter', python, script];
  const { status, stdout, stderr } = await run(command, { env: workshop.env, cwd: workshop.folder });
  assert.deepEqual([status, stdout], [refusalStatus.CORE_MISSING, ''], stderr);
  assert.match(stderr, /Heatline's recorder .*libheatline\.so is missing\..*\[CORE_MISSING\]\n$/);
});

/** Another command than `run`. */
async function ask(words: readonly string[]): Promise<Outcome> {
  return run([process.execPath, commandLine, ...words], { env: workshop.env, cwd: workshop.folder });
}

/** A session of its own, whose session.json is `text`. */
function sessionWith(name: string, text: string): string {
  const folder = join(workshop.folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'session.json'), text);
  return folder;
}

test('no session, or none of that name', async () => {
  for (const words of [
    ['show'],
    ['show', 'nothing-like-it'],
    ['export', 'nothing-like-it', '--format', 'collapsed', '-o', '-'],
  ]) {
    const { status, stderr } = await ask(words);
    assert.equal(status, 1);
    assert.match(stderr, /\[SESSION_NOT_FOUND\]\n$/);
  }
});

test('a session whose session.json is damaged, or of another version', async () => {
  const damaged = await ask(['show', sessionWith('damaged', '{"version": 1, "id"')]);
  assert.deepEqual([damaged.status, damaged.stdout], [1, '']);
  assert.match(damaged.stderr, /session\.json is damaged.*\[SESSION_DAMAGED\]\n$/);
  const newer = await ask(['show', sessionWith('newer', '{"version": 999}')]);
  assert.deepEqual([newer.status, newer.stdout], [1, '']);
  assert.match(newer.stderr, /format version 999.*\[SESSION_VERSION\]\n$/);
});

test('a result that can’t be written: the session is kept', async () => {
  const session = join(workshop.folder, 'kept');
  const target = join(workshop.folder, 'nowhere', 'profile.json');
  const { stdout, stderr } = await heatline(workshop, [script], { options: ['--output', session, '--json', target] });
  assert.equal(stdout, 'started\n');
  assert.match(stderr, /profile\.json can't be written \(ENOENT.*\[OUTPUT_FAILED\]/);
  const shown = await ask(['show', session, '--json', target]);
  assert.equal(shown.status, 1);
  assert.match(shown.stderr, /\[OUTPUT_FAILED\]\n$/);
  rmSync(session, { recursive: true });
});
