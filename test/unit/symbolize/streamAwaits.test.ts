import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileJson } from '../../../src/queries/profileJson.ts';
import { awaitClass, counterCount, counterIndex } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import { awaitKind } from '../../../src/symbolize/awaitKinds.ts';
import { main, profileOf, scope, secondsByClass, work } from './sessionOf.ts';

const asyncio = '/usr/lib/python3.9/asyncio';
const sleep = { file: `${asyncio}/tasks.py`, name: 'sleep', line: 659, firstLine: 640 };
const get = { file: `${asyncio}/queues.py`, name: 'get', line: 166, firstLine: 155 };
const runOnce = { file: `${asyncio}/base_events.py`, name: '_run_once', line: 1890, firstLine: 1880 };
const question = { scope, basis: 'elapsed' } as const;

function counters(given: Partial<Record<keyof typeof counterIndex, number>>): Float64Array {
  const all = new Float64Array(counterCount);
  for (const name of Object.keys(counterIndex) as (keyof typeof counterIndex)[])
    all[counterIndex[name]] = given[name] ?? 0;
  return all;
}

test('what tasks await stands on the innermost line in scope, by kind, and in no account of time', () => {
  const profile = profileOf([
    {
      header: { counters: counters({ loopRests: 9, loopRestNs: 4e9, taskLooks: 8, tasksNs: 2e6 }) },
      threads: [
        {
          cells: [
            { stack: [main], class: 1, ns: 1e9, samples: 100 },
            { stack: [main, work, sleep], class: awaitClass.future, ns: 6e9, squares: 4e10 },
            { stack: [main, work, get], class: awaitClass.future, ns: 2e9, squares: 1e10 },
            { stack: [work], class: awaitClass.executor, ns: 1e9, squares: 0 },
          ],
        },
      ],
    },
  ]);
  assert.deepEqual(secondsByClass(profile), { 1: 1 });
  const json = profileJson(profile, question);
  const line = json.files[0]?.lines.find((each) => each.line === work.line);
  assert.equal(line?.self_s, 0);
  assert.equal(line?.total_s, 0);
  assert.equal(line?.await_s, 9);
  assert.deepEqual(Object.entries(line?.awaits ?? {}), [
    ['sleep', 6],
    ['queue', 2],
    ['executor', 1],
  ]);
  assert.equal(line?.tasks_mean, 9 / 4);
  // Standard deviations of 0.2 and 0.1 s that add up.
  assert.deepEqual(
    line?.await_s_ci95.map((each) => each.toFixed(3)),
    ['8.412', '9.588'],
  );
  assert.equal(json.functions.find(({ name }) => name === 'work')?.await_s, 9);
  assert.equal(json.process.threads[0]?.wait_s, 0);
  assert.equal(json.quality.tasks?.rest_s, 4);
  assert.equal(json.quality.tasks?.overhead, 0.002);
});

test('a program without a loop has no tasks, one with trio says that its are not seen', () => {
  const cells = [{ stack: [main], class: 1, ns: 1e9 }];
  assert.equal(profileJson(profileOf([{ threads: [{ cells }] }]), question).quality.tasks, null);
  const trio = { file: '/v/lib/python3.9/site-packages/trio/_core/_run.py', name: 'run', line: 5 };
  const json = profileJson(
    profileOf([{ threads: [{ cells: [{ ...cells[0], stack: [main, trio], class: 1, ns: 1 }] }] }]),
    question,
  );
  assert.deepEqual(json.quality.tasks?.not_seen, ['trio']);
});

test('a stall is its heaviest line in scope; a pause between two runs of a loop is none', () => {
  const cells = [
    { stack: [main, runOnce, work], class: 1, ns: 1e8 },
    { stack: [main, runOnce, { ...work, line: 14 }, sleep], class: 16, ns: 3e8 },
    { stack: [main], class: 16, ns: 9e8 },
  ];
  const { cells: rows } = plainStream({ threads: [{ cells }] });
  const [computing = 0, blocked = 0, outside = 0] = rows.node;
  const profile = profileOf([
    {
      threads: [{ cells }],
      stalls: [
        {
          startNs: 1e9,
          durationNs: 4e8,
          thread: 0,
          spent: [
            { node: computing, class: 1, ns: 1e8 },
            { node: blocked, class: 16, ns: 3e8 },
          ],
        },
        {
          startNs: 2e9,
          durationNs: 9e8,
          thread: 0,
          spent: [
            { node: computing, class: 1, ns: 1e8 },
            { node: outside, class: 16, ns: 8e8 },
          ],
        },
        { startNs: 3e9, durationNs: 5e8, thread: 0, spent: [{ node: computing, class: 1, ns: 5e8 }] },
        { startNs: 4e9, durationNs: 6e7, thread: 0, spent: [] },
      ],
    },
  ]);
  assert.deepEqual(profileJson(profile, question).stalls, [
    { pid: 100, tid: 100, t_s: 3, duration_s: 0.5, path: work.file, line: work.line, kind: 'cpu' },
    { pid: 100, tid: 100, t_s: 1, duration_s: 0.4, path: work.file, line: 14, kind: 'wait' },
  ]);
});

test("asyncio's own coroutines say what is awaited, others what kind of future it is", () => {
  const of = (path: string, name: string, kind: number = awaitClass.future): string => awaitKind(path, name, kind);
  assert.equal(of(`${asyncio}/tasks.py`, 'sleep'), 'sleep');
  assert.equal(of(`${asyncio}/tasks.py`, 'wait_for'), 'task');
  assert.equal(of(`${asyncio}/locks.py`, 'Condition.wait'), 'lock');
  assert.equal(of(`${asyncio}/streams.py`, 'StreamReader._wait_for_data'), 'socket');
  assert.equal(of(`${asyncio}/selector_events.py`, 'sock_recv'), 'socket');
  assert.equal(of(`${asyncio}/base_events.py`, 'BaseEventLoop.getaddrinfo', awaitClass.executor), 'socket');
  assert.equal(of(`${asyncio}/base_events.py`, 'BaseEventLoop.shutdown_default_executor'), 'executor');
  assert.equal(of(`${asyncio}/threads.py`, 'to_thread', awaitClass.executor), 'executor');
  assert.equal(of(`${asyncio}/base_subprocess.py`, '_wait'), 'child');
  assert.equal(of('/home/me/queues.py', 'get'), 'other');
  assert.equal(of('/home/me/a.py', 'main', awaitClass.task), 'task');
});
