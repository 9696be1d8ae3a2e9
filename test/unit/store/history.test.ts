import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test, type TestContext } from 'node:test';

import { createSession, markEnded, markStarted, type NewSession } from '../../../src/store/createSession.ts';
import { openHistory, type SessionHistory } from '../../../src/store/history.ts';
import { defaultKeepLimits, readKeepLimits, writeKeepBytes } from '../../../src/store/keepLimits.ts';
import { findSession, listSessions } from '../../../src/store/listSessions.ts';
import { readSessionInfo } from '../../../src/store/openSession.ts';
import { pruneSessions } from '../../../src/store/pruneSessions.ts';
import { cleanName, mostNameCharacters, readName, writeName } from '../../../src/store/sessionName.ts';
import { killRunner, makeSandbox, type Sandbox } from './sandbox.ts';

const ended = { status: 0, signal: null, wallNs: 2e9, cpuNs: 1e9, cancelled: false };
const mib = 2 ** 20;

let sandbox: Sandbox;
let history: SessionHistory;
beforeEach(() => {
  sandbox = makeSandbox();
  history = openHistory(sandbox.env);
});
afterEach(() => sandbox.dispose());

function endedSession(name: string): NewSession {
  const session = sandbox.newSession(name);
  markEnded(session, ended);
  // As after a run: the private folder has gone.
  rmSync(session.shm, { recursive: true, force: true });
  return session;
}

describe('the name of a session', () => {
  test('is one line of at most 80 characters without anything that could mislead', () => {
    assert.equal(cleanName('  before\tthe\nfix  '), 'before the fix');
    assert.equal(cleanName('\u001b[31mred\u202e\u0000'), '[31mred');
    assert.equal(Array.from(cleanName('🔥'.repeat(200))).length, mostNameCharacters);
    assert.equal(cleanName('\n\t\u0007'), '');
  });

  test('is kept beside session.json, survives the end of the run, and is taken away by an empty one', () => {
    const session = sandbox.newSession('a');
    const before = readFileSync(join(session.folder, 'session.json'), 'utf8');
    assert.ok(history.rename(session.folder, 'before the fix').ok);
    assert.equal(readFileSync(join(session.folder, 'session.json'), 'utf8'), before);
    markEnded(session, ended);
    assert.ok(readSessionInfo(session.folder).ok);
    assert.equal(history.list().sessions[0]?.name, 'before the fix');
    assert.ok(history.rename(session.folder, ' ').ok);
    assert.equal(readName(session.folder), '');
    assert.ok(!existsSync(join(session.folder, 'name')));
  });

  test('that somebody else wrote is bounded, and a link or a pipe is none', () => {
    const { folder } = endedSession('a');
    const path = join(folder, 'name');
    writeFileSync(path, 'x'.repeat(1_000_000));
    assert.equal(readName(folder).length, mostNameCharacters);
    writeFileSync(join(sandbox.root, 'secret'), 'secret');
    rmSync(path);
    symlinkSync(join(sandbox.root, 'secret'), path);
    assert.equal(readName(folder), '');
    rmSync(path);
    mkdirSync(path);
    assert.equal(readName(folder), '');
  });

  test('finds the session, before a part of another one does', () => {
    const older = endedSession('older');
    const newer = endedSession('newer');
    writeName(older.folder, 'newer');
    assert.equal(findSession(sandbox.root, 'newer'), older.folder);
    assert.equal(findSession(sandbox.root, 'newer-'), newer.folder);
    writeName(older.folder, 'before/after');
    assert.equal(findSession(sandbox.root, 'before/after'), older.folder);
    assert.equal(findSession(sandbox.root, 'fore/af'), undefined);
    writeName(older.folder, 'before the fix');
    assert.equal(findSession(sandbox.root, 'the fix'), older.folder);
    assert.equal(findSession(sandbox.root, '.'), undefined);
  });
});

describe('only sessions directly below the root are changed', () => {
  function outsider(): string {
    const folder = join(dirname(sandbox.root), 'elsewhere');
    const { info } = sandbox.newSession('model');
    createSession({ env: sandbox.env, name: 'x.py', folder, info });
    return folder;
  }

  test('whatever the path says', () => {
    const { folder } = endedSession('a');
    const outside = outsider();
    const nested = join(folder, 'nested');
    renameSync(outside, nested);
    symlinkSync(nested, join(sandbox.root, 'link'));
    mkdirSync(join(sandbox.root, 'empty'));
    const paths = [
      nested,
      join(sandbox.root, 'link'),
      join(sandbox.root, 'empty'),
      `${folder}/nested/../nested`,
      `${sandbox.root}/..`,
      `${folder}/..`,
      sandbox.root,
      `${folder}\0`,
      'a-0',
      '',
      '/',
    ];
    for (const path of paths) {
      assert.ok(!history.find(path).ok, path);
      assert.ok(!history.rename(path, 'mine').ok, path);
      assert.ok(!history.remove(path).ok, path);
    }
    assert.ok(existsSync(join(nested, 'session.json')) && !existsSync(join(nested, 'name')));
  });

  test('and they may be named by another way to the same folder', () => {
    const { folder } = endedSession('a');
    const link = join(dirname(sandbox.root), 'way');
    symlinkSync(sandbox.root, link);
    assert.deepEqual(history.find(`${join(link, 'a-0')}/`), { ok: true, value: folder });
  });

  test('deleting follows no link out of the session', () => {
    const { folder } = endedSession('a');
    const precious = join(dirname(sandbox.root), 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), '');
    symlinkSync(precious, join(folder, 'sources'));
    assert.ok(history.remove(folder).ok);
    assert.ok(!existsSync(folder));
    assert.deepEqual(readdirSync(precious), ['file']);
  });
});

describe('deleting', () => {
  test('leaves a running session alone, and says why', () => {
    const session = markStarted(sandbox.newSession('a'), process.pid);
    const removed = history.remove(session.folder);
    assert.ok(!removed.ok && removed.problem.code === 'session-running');
    assert.ok(existsSync(session.folder));
  });

  test('takes an interrupted session with what its runner left on tmpfs', () => {
    const session = markStarted(sandbox.newSession('a'), process.pid);
    killRunner(session);
    writeFileSync(join(session.shm, 'capture'), Buffer.alloc(0));
    assert.equal(listSessions(sandbox.root)[0]?.state, 'interrupted');
    assert.ok(history.remove(session.folder).ok);
    assert.ok(!existsSync(session.folder) && !existsSync(session.shm));
  });
});

test('a change that the system refuses is said with its reason', () => {
  const { folder } = endedSession('a');
  mkdirSync(join(folder, 'name', 'in the way'), { recursive: true });
  const renamed = history.rename(folder, 'before the fix');
  assert.ok(!renamed.ok && renamed.problem.code === 'session-unchanged');
  assert.match(renamed.problem.message, /^The run could not be renamed: .*EISDIR/);
});

describe('a session whose session.json can not be read', () => {
  test('is listed apart with its size and reason, and can be named and deleted', () => {
    const damaged = endedSession('damaged');
    writeFileSync(join(damaged.folder, 'session.json'), '{"version": 1, "id"');
    const newer = endedSession('newer');
    writeFileSync(join(newer.folder, 'session.json'), '{"version": 999}');
    const whole = endedSession('whole');
    mkdirSync(join(sandbox.root, 'no-session'));
    assert.ok(history.rename(damaged.folder, 'lost').ok);
    const { sessions, unreadable, totalBytes } = history.list();
    assert.deepEqual(
      sessions.map(({ folder }) => folder),
      [whole.folder],
    );
    const told = unreadable.map(({ folder, name, state }) => [folder, name, state]);
    assert.deepEqual(
      new Set(told.map(String)),
      new Set([`${damaged.folder},lost,damaged`, `${newer.folder},,other-version`]),
    );
    assert.ok(unreadable.every(({ sizeBytes, writtenAt }) => sizeBytes > 0 && Date.parse(writtenAt) > 0));
    assert.ok(totalBytes > (sessions[0]?.sizeBytes ?? 0));
    assert.ok(history.remove(damaged.folder).ok);
    assert.ok(!existsSync(damaged.folder));
    assert.equal(history.list().unreadable.length, 1);
  });
});

describe('the disk budget', () => {
  test('is a file in the root while it is not the default', () => {
    assert.deepEqual(readKeepLimits(sandbox.root), defaultKeepLimits);
    history.setBudget(64 * mib);
    assert.equal(history.list().limits.bytes, 64 * mib);
    assert.equal(statSync(join(sandbox.root, 'limits.json')).mode & 0o777, 0o600);
    history.setBudget(defaultKeepLimits.bytes);
    assert.deepEqual(readdirSync(sandbox.root), []);
  });

  test('that is damaged or out of range is the default', () => {
    const path = join(sandbox.root, 'limits.json');
    mkdirSync(sandbox.root, { recursive: true });
    const texts = [
      '',
      '{',
      '[]',
      '{"version":2,"bytes":99999999}',
      '{"version":1,"bytes":0}',
      '{"version":1,"bytes":"9"}',
    ];
    for (const text of texts) {
      writeFileSync(path, text);
      assert.deepEqual(readKeepLimits(sandbox.root), defaultKeepLimits, text);
    }
    rmSync(path);
    for (const bytes of [0, -1, 1.5, Number.NaN, 2 ** 60]) writeKeepBytes(sandbox.root, bytes);
    assert.ok(!existsSync(path));
  });

  test('is what pruning after a run keeps to, but for the newest and running ones', () => {
    const folders = ['oldest', 'running', 'older', 'newest'].map((name, day) => {
      const session = sandbox.newSession(name);
      const startedAt = new Date(Date.UTC(2024, 0, day + 1));
      const dated = { ...session, info: { ...session.info, startedAt: startedAt.toISOString() } };
      if (name === 'running') markStarted(dated, process.pid, startedAt);
      else markEnded(dated, ended);
      writeFileSync(join(session.folder, 'big'), Buffer.alloc(2 * mib, 1));
      return session.folder;
    });
    history.setBudget(mib);
    pruneSessions(sandbox.root);
    assert.deepEqual(
      folders.map((folder) => existsSync(folder)),
      [false, true, false, true],
    );
  });
});

describe('a watched history', () => {
  /** Resolves once a change was told. */
  function watched(context: TestContext): () => Promise<void> {
    let told = 0;
    let seen = 0;
    let wake = (): void => undefined;
    const watch = history.watch(
      () => {
        told += 1;
        wake();
      },
      (error) => assert.fail(String(error)),
    );
    // What a test waits for must keep its process alive, which watching does not.
    const alive = setInterval(() => undefined, 1000);
    context.after(() => {
      watch.dispose();
      clearInterval(alive);
    });
    return async () => {
      if (told === seen) await new Promise<void>((resolve) => (wake = resolve));
      seen = told;
    };
  }

  test('tells of new, ended, named and deleted sessions, and makes the root', { timeout: 20_000 }, async (context) => {
    const change = watched(context);
    const session = sandbox.newSession('a');
    await change();
    assert.equal(history.list().sessions.length, 1);
    markEnded(session, ended);
    await change();
    writeName(session.folder, 'named');
    await change();
    assert.equal(history.list().sessions[0]?.name, 'named');
    history.remove(session.folder);
    await change();
    assert.equal(history.list().sessions.length, 0);
  });

  test('sleeps through what a capture drains into its folder', { timeout: 20_000 }, async (context) => {
    const session = sandbox.newSession('a');
    let told = 0;
    const watch = history.watch(
      () => (told += 1),
      (error) => assert.fail(String(error)),
    );
    context.after(() => watch.dispose());
    for (const name of ['1-1.hls', 'capture', 'sources.json']) writeFileSync(join(session.folder, name), '');
    await new Promise((done) => setTimeout(done, 600));
    assert.equal(told, 0);
  });
});
