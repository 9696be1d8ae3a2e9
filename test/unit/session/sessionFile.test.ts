import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSessionJson } from '../../../src/session/sessionFile.ts';

const whole = {
  version: 1,
  id: 'x',
  command: ['python3', 'a.py'],
  interpreter: '/usr/bin/python3',
  cwd: '/home/me',
  script: '/home/me/a.py',
  module: null,
  scope: ['/home/me'],
  scopeAll: false,
  rateHz: 100,
  cpuOnly: true,
  pid: 7,
  startedAt: '2024-01-01T00:00:00.000Z',
  heatline: '0.1.0',
  shm: '/dev/shm/x',
  state: 'ended',
  end: { status: null, signal: 'SIGTERM', wallNs: 5, cpuNs: 4, cancelled: true },
};

test('a whole session.json', () => {
  assert.deepEqual(parseSessionJson(JSON.stringify(whole)), { info: whole, problems: [] });
});

test('what was to be measured of memory; sessions of before have no word about it', () => {
  const memory = { allocations: true, copies: false, intervalBytes: 4096, otherAllocator: '/lib/libjemalloc.so.2' };
  const asked = { ...whole, memory };
  assert.deepEqual(parseSessionJson(JSON.stringify(asked)), { info: asked, problems: [] });
  const { info, problems } = parseSessionJson(JSON.stringify({ ...whole, memory: { allocations: 1 } }));
  assert.deepEqual(info?.memory, { allocations: false, copies: false, intervalBytes: 0, otherAllocator: null });
  assert.match(problems[0]?.message ?? '', /memory\.allocations/);
});

test('while it runs there is no end yet, and that is no problem', () => {
  const { end: _, ...running } = { ...whole, state: 'running' };
  assert.deepEqual(parseSessionJson(JSON.stringify(running)), { info: running, problems: [] });
});

test('missing and wrong fields get their empty value and are named', () => {
  const { info, problems } = parseSessionJson(
    JSON.stringify({ ...whole, command: 'python3', pid: -1, rateHz: undefined, end: { status: 'x' } }),
  );
  assert.deepEqual(info?.command, []);
  assert.equal(info?.pid, 0);
  assert.equal(problems.length, 1);
  for (const name of ['command', 'pid', 'rateHz', 'end.status', 'end.wallNs'])
    assert.match(problems[0]?.message ?? '', new RegExp(name));
});

test('what is no session is refused with its reason', () => {
  for (const text of ['', '{', '[]', 'null', '"x"'])
    assert.equal(parseSessionJson(text).problems[0]?.code, 'session-damaged');
  assert.equal(parseSessionJson('{"version": 2}').problems[0]?.code, 'session-version');
});
