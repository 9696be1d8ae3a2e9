import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';
import { hotList } from '../../../src/queries/hotList.ts';
import { functions } from '../../../src/queries/functions.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { generatedInfo, generateStream } from '../../fixtures/generateSession.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';

const profile = profileFromDrawing(`
  seconds  1               2                3                 0.5               8
  class    eval            native           kernel            gil               sleep
  thread   main            main             main              main              worker
           /p/a.py:3 f@2   /p/a.py:3 f@2    /p/a.py:4 f@2     /p/a.py:4 f@2     /p/b.py:7 idle
                           libz.so!inflate  libc.so.6!read
`);
const question: Question = { scope: defaultScope(profile), basis: 'elapsed' };

test('functions have the time of their lines', () => {
  const rows = functions(profile, question).map(({ name, path, line, self_s, total_s, share }) => [
    name,
    path,
    line,
    self_s,
    total_s,
    share,
  ]);
  assert.deepEqual(rows, [
    ['f', '/p/a.py', 2, 6.5, 6.5, 1],
    ['idle', '/p/b.py', 1, 8, 8, 0],
  ]);
});

test('native functions stand under the line that called them', () => {
  assert.deepEqual(profileJson(profile, question).native, [
    { path: '/p/a.py', line: 4, library: 'libc.so.6', symbol: 'read', seconds: 3 },
    { path: '/p/a.py', line: 3, library: 'libz.so', symbol: 'inflate', seconds: 2 },
  ]);
});

test('the list of the hottest lines goes by share, then by time', () => {
  const top = hotList(hotLines(profile, question), 2).map(({ path, line }) => `${path}:${line}`);
  assert.deepEqual(top, ['/p/a.py:4', '/p/a.py:3']);
});

test('waiting is listed by cause, and of it the GIL', () => {
  const [a, b] = profileJson(profile, question).files;
  assert.deepEqual(a?.lines[1]?.waits, { gil: 0.5 });
  assert.equal(a?.lines[1]?.gil_wait_s, 0.5);
  assert.deepEqual(b?.lines[0]?.waits, { sleep: 8 });
});

test('an interval holds its share, and exact waiting shifts it without widening it', () => {
  const [a] = profileJson(profile, question).files;
  const [three, four] = a?.lines ?? [];
  assert.ok(three && four);
  for (const { share, ci95 } of [three, four]) assert.ok(ci95[0] < share && share < ci95[1]);
  // Both lines have half of the sampled 6 s; line 4 also waited half a second of the 6.5 s.
  const shift = 0.5 / 6.5;
  assert.ok(Math.abs(four.ci95[0] - three.ci95[0] - shift) < 1e-12);
  assert.ok(Math.abs(four.ci95[1] - three.ci95[1] - shift) < 1e-12);
  const [byWait] = profileJson(profile, { ...question, basis: 'wait' }).files;
  assert.deepEqual(byWait?.lines[0]?.ci95, [8 / 8.5, 8 / 8.5]);
});

test('quality: signals, effective samples and the account of every thread', () => {
  const { quality, process } = profileJson(profile, question);
  assert.equal(quality.signals, 600);
  assert.equal(quality.effective_samples.toFixed(6), '600.000000');
  assert.equal(quality.estimator, 'unwind');
  for (const thread of process.threads) {
    const parts =
      thread.python_s + thread.native_s + thread.kernel_s + thread.wait_s + thread.scheduled_out_s + thread.unsampled_s;
    assert.equal(parts.toFixed(9), thread.lifetime_s.toFixed(9));
  }
});

test('every sum agrees with every other in a large session', () => {
  const large = buildProfile({
    info: generatedInfo,
    streams: [
      generateStream({ seed: 5, threads: 6, seconds: 60, rateHz: 100, nodes: 20_000, cells: 8000, codes: 800 }),
    ],
  }).profile;
  for (const basis of ['elapsed', 'cpu', 'wait'] as const) {
    const json = profileJson(large, { scope: { kind: 'all' }, basis });
    const lines = json.files.flatMap((file) => file.lines);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    assert.ok(sum(lines.map((line) => line.share)) <= 1 + 1e-9, basis);
    assert.ok(Math.abs(sum(lines.map((line) => line.cpu_s)) - json.process.cpu_s) < 1e-6 * json.process.cpu_s);
    assert.ok(Math.abs(sum(json.functions.map((each) => each.self_s)) - sum(lines.map((line) => line.self_s))) < 1e-6);
    for (const line of lines) {
      assert.ok(Math.abs(line.cpu_s - (line.python_s + line.library_s + line.native_s + line.kernel_s)) < 1e-9);
      assert.ok(Math.abs(line.wait_s - sum(Object.values(line.waits))) < 1e-9);
      assert.ok(line.total_s >= line.self_s - 1e-9);
    }
  }
});

test('every field of the schema is in its documentation', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/profile-json.md'), 'utf8');
  const json = profileJson(profile, question);
  const objects = [
    json,
    json.quality,
    json.process,
    json.files[0],
    json.files[0]?.lines[0],
    json.functions[0],
    json.native[0],
    json.process.threads[0],
    json.process.processes[0],
  ];
  for (const name of new Set(objects.flatMap((each) => Object.keys(each ?? {})))) {
    assert.ok(
      text.includes(`\`${name}`) || text.includes(`"${name}"`) || text.includes(`${name} +`),
      `${name} is not documented`,
    );
  }
});
