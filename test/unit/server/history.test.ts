import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { exportFormats } from '../../../src/exports/formats.ts';
import type { DoneResult, RequestMethod, RequestParams, RequestResult } from '../../../src/protocol/lsp.ts';
import type { ServerEnvironment } from '../../../src/server/environment.ts';
import { answerHistory } from '../../../src/server/history.ts';
import { markEnded, type NewSession } from '../../../src/store/createSession.ts';
import { openHistory } from '../../../src/store/history.ts';
import { openSession } from '../../../src/store/openSession.ts';
import { makeSandbox, writeStream, type Sandbox } from '../store/sandbox.ts';
import { madeUpWorld } from './madeUpWorld.ts';

/** No process has this id. */
const gone = 4_194_305;
const cancelled = { status: null, signal: 'SIGINT', wallNs: 2.5e9, cpuNs: 1e9, cancelled: true };

let sandbox: Sandbox;
let env: ServerEnvironment;
beforeEach(() => {
  sandbox = makeSandbox();
  env = { ...madeUpWorld({}, {}, openHistory(sandbox.env)), openSession };
});
afterEach(() => sandbox.dispose());

/** Asks as the server's connection would. */
function ask<M extends RequestMethod>(method: M, params: RequestParams<M>): RequestResult<M> {
  let result: unknown;
  answerHistory(
    (name, _fallback, handle) => {
      const asked: { readonly name: RequestMethod; readonly handle: unknown } = { name, handle };
      if (asked.name === method && typeof asked.handle === 'function') result = asked.handle(params);
    },
    env,
    () => undefined,
  );
  return result as RequestResult<M>;
}

function recorded(name: string): NewSession {
  const session = sandbox.newSession(name);
  writeStream(session, gone, 1000);
  markEnded(session, cancelled);
  return session;
}

function failure(result: DoneResult): string {
  return result.kind === 'failed' ? `${result.code}: ${result.message}` : result.kind;
}

test('a row says what ran, how long, how it ended and how big it is', () => {
  const { folder, info } = recorded('train');
  ask('heatline/renameSession', { folder, name: 'slow one' });
  const { sessions, totalBytes, budgetBytes } = ask('heatline/listSessions', {});
  const [row] = sessions;
  assert.ok(row && row.sizeBytes > 0 && row.sizeBytes === totalBytes);
  assert.equal(budgetBytes, 2 ** 30);
  assert.deepEqual(
    { ...row, sizeBytes: 0 },
    {
      folder,
      name: 'slow one',
      command: 'train.py',
      startedAt: info.startedAt,
      wall_s: 2.5,
      state: 'ended',
      end: { status: null, signal: 'SIGINT', cancelled: true },
      sizeBytes: 0,
    },
  );
});

test('a run whose session.json is damaged has a row, by what its folder is called after', () => {
  const whole = recorded('train');
  const folder = join(sandbox.root, '20240101T000002Z-broken-4711');
  mkdirSync(folder);
  writeFileSync(join(folder, 'session.json'), '{');
  const { sessions } = ask('heatline/listSessions', {});
  const row = sessions.find((each) => each.folder === folder);
  assert.deepEqual([row?.command, row?.state, row?.wall_s, row?.end], ['broken', 'damaged', null, null]);
  assert.ok(sessions.some((each) => each.folder === whole.folder));
  assert.equal(failure(ask('heatline/deleteSession', { folder })), 'done');
});

test('every format is offered and written to the chosen file, as the command line writes it', () => {
  const { folder } = recorded('train');
  const { formats } = ask('heatline/exportFormats', {});
  assert.deepEqual(
    formats.map(({ name }) => name),
    exportFormats.map(({ name }) => name),
  );
  for (const { name, extension } of formats) {
    const path = join(dirname(sandbox.root), `out${extension}`);
    assert.equal(failure(ask('heatline/exportSession', { folder, format: name, path })), 'done');
    const bytes = readFileSync(path);
    assert.ok((extension.endsWith('.gz') ? gunzipSync(bytes) : bytes).length > 0);
  }
});

test('an export goes nowhere but into a file, and comes from nowhere but the history', () => {
  const { folder } = recorded('train');
  const path = join(dirname(sandbox.root), 'out');
  const outside = join(dirname(sandbox.root), 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'session.json'), readFileSync(join(folder, 'session.json')));
  symlinkSync(outside, join(sandbox.root, 'link'));
  const refused = [
    { folder, format: 'speedscope', path: 'relative.json' },
    { folder, format: 'speedscope', path: outside },
    { folder, format: 'speedscope', path: '/dev/null' },
    { folder, format: 'speedscope', path: join(outside, 'none', 'out.json') },
    { folder, format: '../x', path },
    { folder: outside, format: 'speedscope', path },
    { folder: join(sandbox.root, 'link'), format: 'speedscope', path },
  ];
  for (const params of refused) {
    assert.match(failure(ask('heatline/exportSession', params)), /^[a-z-]+: .+\.$/, JSON.stringify(params));
  }
  assert.ok(!existsSync(path));
  const nowhere = { folder, format: 'speedscope', path: join(outside, 'none', 'out.json') };
  assert.match(failure(ask('heatline/exportSession', nowhere)), /^export-failed: .*ENOENT/);
});

test('a run that is gone is named as the reason', () => {
  const { folder } = recorded('train');
  assert.equal(failure(ask('heatline/deleteSession', { folder })), 'done');
  assert.match(failure(ask('heatline/deleteSession', { folder })), /^session-missing: .*not in the history any more/);
  assert.deepEqual(ask('heatline/listSessions', {}).sessions, []);
});
