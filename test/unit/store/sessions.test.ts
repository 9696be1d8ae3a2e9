import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';

import {
  createSession,
  discardSession,
  markEnded,
  markStarted,
  writeCaptureFile,
} from '../../../src/store/createSession.ts';
import { drainAll, drainEnded, listStreams } from '../../../src/store/drain.ts';
import { findSession, listSessions } from '../../../src/store/listSessions.ts';
import { openSession } from '../../../src/store/openSession.ts';
import { tmpfsFolders } from '../../../src/store/privateFolder.ts';
import { pruneSessions, recoverOrphans } from '../../../src/store/pruneSessions.ts';
import { parseStreamName, sessionFolderName, sessionsRoot } from '../../../src/store/sessionFolder.ts';
import { keepSources, readKeptText, readSources } from '../../../src/store/sources.ts';
import { openedSourceText } from '../../../src/store/sourceText.ts';
import { killRunner, makeSandbox, writeStream, type Sandbox } from './sandbox.ts';

/** No process has this id: it is above the largest that Linux gives. */
const gone = 4_194_305;
const ended = { status: 0, signal: null, wallNs: 2e9, cpuNs: 1e9, cancelled: false };

let sandbox: Sandbox;
beforeEach(() => (sandbox = makeSandbox()));
afterEach(() => sandbox.dispose());

function secondsOf(folder: string): number {
  const opened = openSession(folder);
  assert.ok(opened.ok);
  const { seconds } = opened.value.profile.cells;
  return Math.round(seconds.reduce((sum, each) => sum + each, 0) * 1e6) / 1e6;
}

test('names', () => {
  const at = new Date('2024-01-02T03:04:05.678Z');
  assert.equal(sessionFolderName(at, '/x/my script.py', 7), '20240102T030405Z-my-script-7');
  assert.equal(sessionFolderName(at, '../..', 7), '20240102T030405Z-python-7');
  assert.equal(sessionsRoot({ HEATLINE_HOME: '/h', XDG_STATE_HOME: '/s' }), '/h');
  assert.equal(sessionsRoot({ HEATLINE_HOME: 'relative', XDG_STATE_HOME: '/s' }), '/s/heatline/sessions');
  assert.deepEqual(parseStreamName('12-ff.hls'), { pid: 12, start: 255n });
  for (const name of ['12-ff.hls.more', '../12-ff.hls', '12.hls', '12-FF.hls', 'capture'])
    assert.equal(parseStreamName(name), undefined, name);
});

test('only the owner can look into a session', () => {
  const { folder, shm } = sandbox.newSession('a');
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(shm).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, 'session.json')).mode & 0o777, 0o600);
  assert.equal(statSync(join(shm, 'capture')).mode & 0o777, 0o600);
});

test('a folder that holds a session is refused', () => {
  const { folder, info } = sandbox.newSession('a');
  assert.throws(() => createSession({ env: sandbox.env, name: 'b', folder, info }), /already holds a session/);
});

test('a capture that could not start leaves no trace, and nothing of others is lost', () => {
  const own = sandbox.newSession('a');
  discardSession(own);
  assert.ok(!existsSync(own.folder) && !existsSync(own.shm));
  const folder = join(sandbox.root, 'theirs');
  mkdirSync(folder);
  writeFileSync(join(folder, 'precious'), '');
  const { info } = own;
  discardSession(createSession({ env: sandbox.env, name: 'b', folder, info }));
  assert.deepEqual(readdirSync(folder), ['precious']);
});

describe('draining', () => {
  test('streams of ended processes go, without what was never used; others stay', () => {
    const session = sandbox.newSession('a');
    writeCaptureFile(session, '/o.so', { openFiles: 512, ignoredSignals: 1n });
    const dead = writeStream(session, gone, 1000);
    const alive = writeStream(session, process.pid, 2000);
    const reserved = statSync(join(session.shm, dead));
    assert.equal(drainEnded(session), 1);
    assert.deepEqual(listStreams(session.shm), [alive]);
    assert.ok(statSync(join(session.folder, dead)).size < reserved.size);
    const capture = readFileSync(join(session.shm, 'capture'));
    assert.deepEqual([capture.readBigUInt64LE(2104), capture.readBigUInt64LE(2112)], [512n, 1n]);
    assert.equal(capture.readBigUInt64LE(2120), BigInt(reserved.blocks * 512), 'the core is told what was freed');
  });

  test('a process that became another program has ended its older stream', () => {
    const session = sandbox.newSession('a');
    writeCaptureFile(session, '/o.so');
    const older = writeStream(session, process.pid, 1000);
    const newer = writeStream(session, process.pid, 2000);
    drainEnded(session);
    assert.deepEqual([listStreams(session.folder), listStreams(session.shm)], [[older], [newer]]);
  });

  test('at the end the private folder goes, unless a process outlives the capture', () => {
    const first = sandbox.newSession('a');
    writeStream(first, gone, 1000);
    drainAll(first);
    assert.ok(!existsSync(first.shm));
    assert.equal(secondsOf(first.folder), 1);
    const second = sandbox.newSession('b');
    writeStream(second, process.pid, 1000);
    drainAll(second);
    assert.ok(existsSync(second.shm));
    assert.equal(secondsOf(second.folder), 1, 'not counted twice, though it is in both folders');
  });

  test('the rest of a long stream is in the session folder from the beginning', () => {
    const session = sandbox.newSession('a');
    const name = writeStream(session, gone, 1000, 2);
    assert.ok(existsSync(join(session.folder, `${name}.more`)));
    assert.equal(secondsOf(session.folder), 1);
    drainAll(session);
    assert.equal(secondsOf(session.folder), 1);
  });

  test('a stream cut off anywhere still opens', () => {
    const session = sandbox.newSession('a');
    const name = writeStream(session, gone, 1000);
    const bytes = readFileSync(join(session.shm, name));
    for (let length = 0; length < bytes.length; length += 4099) {
      writeFileSync(join(session.shm, name), bytes.subarray(0, length));
      assert.ok(openSession(session.folder).ok, `${length} bytes`);
    }
  });
});

describe('a killed runner', () => {
  test('the session opens with what is still on tmpfs, says so, and is taken in later', () => {
    const session = markStarted(sandbox.newSession('a'), gone);
    writeCaptureFile(session, '/o.so');
    writeStream(session, gone, 1000);
    killRunner(session);
    const opened = openSession(session.folder);
    assert.ok(opened.ok && opened.value.profile.problems.some(({ code }) => code === 'runner-killed'));
    assert.equal(secondsOf(session.folder), 1);
    assert.equal(listSessions(sandbox.root)[0]?.state, 'interrupted');
    assert.ok(recoverOrphans(sandbox.env) >= 1);
    assert.ok(!existsSync(session.shm));
    assert.equal(secondsOf(session.folder), 1);
    assert.equal(listSessions(sandbox.root)[0]?.state, 'interrupted');
  });

  test('a living runner and folders that are not ours are left alone', () => {
    const session = sandbox.newSession('a');
    const [tmpfs] = tmpfsFolders(process.env);
    const foreign = tmpfs === undefined ? undefined : join(tmpfs, `heatline-foreign-${process.pid}`);
    if (foreign !== undefined) mkdirSync(foreign);
    recoverOrphans(sandbox.env);
    assert.ok(existsSync(session.shm));
    assert.ok(foreign === undefined || existsSync(foreign));
    if (foreign !== undefined) rmSync(foreign, { recursive: true });
  });
});

describe('many sessions', () => {
  test('found by name or part of it, pruned by age, never a running one or the newest', () => {
    const folders: string[] = [];
    for (const name of ['old', 'running', 'big', 'new']) {
      const session = sandbox.newSession(name);
      folders.push(session.folder);
      // Sessions are ordered by their start, to the millisecond.
      const startedAt = new Date(Date.UTC(2024, 0, folders.length));
      const dated = { ...session, info: { ...session.info, startedAt: startedAt.toISOString() } };
      if (name === 'running') markStarted(dated, process.pid, startedAt);
      else markEnded(dated, ended);
      if (name === 'big') writeFileSync(join(session.folder, 'big'), Buffer.alloc(1_000_000, 1));
    }
    const names = (): string[] => listSessions(sandbox.root).map(({ id }) => id.replace(/-\d$/, ''));
    assert.deepEqual(names(), ['new', 'big', 'running', 'old']);
    assert.equal(findSession(sandbox.root, undefined), folders[3]);
    assert.equal(findSession(sandbox.root, 'bi'), folders[2]);
    assert.equal(findSession(sandbox.root, folders[0]), folders[0]);
    assert.equal(findSession(sandbox.root, 'none'), undefined);
    assert.equal(pruneSessions(sandbox.root, { sessions: 50, bytes: 500_000 }).removed.length, 1);
    assert.deepEqual(names(), ['new', 'running', 'old']);
    assert.deepEqual(
      pruneSessions(sandbox.root, { sessions: 1, bytes: 1e9 }).removed.map(({ id }) => id),
      ['old-0'],
    );
    assert.deepEqual(names(), ['new', 'running']);
  });
});

test('the text of a file is kept as it was when it was first seen', () => {
  const session = sandbox.newSession('a');
  const path = join(sandbox.root, 'a.py');
  const sources = keepSources(session.folder);
  writeFileSync(path, 'one\ntwo\n');
  sources.keepFile(path);
  writeFileSync(path, 'changed');
  sources.keepFile(path);
  sources.keepFile(sandbox.root);
  sources.keepFile('/nowhere.py');
  sources.keepText('<string>', 'print(1)');
  sources.save();
  const kept = readSources(session.folder);
  assert.deepEqual(
    kept.map((source) => source.path),
    [path, '<string>'],
  );
  assert.deepEqual(
    kept.map(({ sha256 }) => readKeptText(session.folder, sha256)),
    ['one\ntwo\n', 'print(1)'],
  );
  assert.equal(readKeptText(session.folder, '../../etc/passwd'), undefined);
  writeFileSync(join(session.folder, 'sources.json'), '{"files": [1, {"path": 2}]}');
  assert.deepEqual(readSources(session.folder), []);
});

test('without a kept text the file as it is now is shown', () => {
  const session = sandbox.newSession('a');
  writeStream(session, gone, 1000);
  const opened = openSession(session.folder);
  assert.ok(opened.ok);
  const path = join(sandbox.root, 'now.py');
  writeFileSync(path, 'x\r\ny');
  assert.deepEqual(openedSourceText(opened.value, path), ['x', 'y']);
  assert.equal(openedSourceText(opened.value, '/p/a.py'), undefined);
  assert.equal(openedSourceText(opened.value, '<string>'), undefined);
});
