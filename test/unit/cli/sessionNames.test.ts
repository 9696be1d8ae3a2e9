// The command line and the editor share the sessions: what was named, and limited, there counts here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { markEnded } from '../../../src/store/createSession.ts';
import { openHistory } from '../../../src/store/history.ts';
import { makeSandbox, writeStream, type Sandbox } from '../store/sandbox.ts';

const main = resolve(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');
/** No process has this id. */
const gone = 4_194_305;

let sandbox: Sandbox;
beforeEach(() => (sandbox = makeSandbox()));
afterEach(() => sandbox.dispose());

function recorded(name: string, day: number): string {
  const session = sandbox.newSession(name);
  writeStream(session, gone, 1000);
  const startedAt = new Date(Date.UTC(2024, 0, day)).toISOString();
  const end = { status: 0, signal: null, wallNs: 2e9, cpuNs: 1e9, cancelled: false };
  markEnded({ ...session, info: { ...session.info, startedAt } }, end);
  return session.folder;
}

function heatline(...words: readonly string[]): { readonly stdout: string; readonly status: number | null } {
  const env = { PATH: process.env['PATH'], ...sandbox.env };
  return spawnSync(process.execPath, [main, ...words], { env, encoding: 'utf8', timeout: 30_000 });
}

test('a name is listed, found by "show" and "export", and changes no number', () => {
  const older = recorded('train', 1);
  recorded('other', 2);
  const plain = heatline('show', older, '--json', '-').stdout;
  const [titles = ''] = heatline('list').stdout.split('\n');
  assert.doesNotMatch(titles, /name/);
  assert.ok(openHistory(sandbox.env).rename(older, 'before the fix').ok);
  const [named = '', , second = ''] = heatline('list').stdout.split('\n');
  assert.match(named, /^session +name +elapsed/);
  assert.match(second, /^train-0 +before the fix +2\.00 s +status 0/);
  const listed: readonly unknown[] = JSON.parse(heatline('list', '--json').stdout);
  assert.deepEqual(
    listed.map((each) => typeof each === 'object' && each !== null && 'name' in each && each.name),
    ['', 'before the fix'],
  );
  assert.equal(heatline('show', 'before the fix', '--json', '-').stdout, plain);
  assert.match(heatline('export', 'the fix', '--format', 'collapsed', '-o', '-').stdout, /train\.py/);
  assert.equal(heatline('show', 'after the fix').status, 1);
});

test('"prune" keeps to the disk budget of the editor; its own options win', () => {
  const folders = [1, 2, 3].map((day) => {
    const folder = recorded('train', day);
    writeFileSync(join(folder, 'big'), Buffer.alloc(2 ** 20, 1));
    return folder;
  });
  const kept = (): boolean[] => folders.map((folder) => existsSync(folder));
  heatline('prune');
  assert.deepEqual(kept(), [true, true, true]);
  openHistory(sandbox.env).setBudget(3 * 2 ** 20);
  heatline('prune');
  assert.deepEqual(kept(), [false, true, true]);
  heatline('prune', '--keep', '1');
  assert.deepEqual(kept(), [false, false, true]);
});
