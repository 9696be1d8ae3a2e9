import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { heatChoices } from '../../../src/queries/heatChoices.ts';

const drawn = profileFromDrawing(`
  seconds  1            2            3            4
  class    eval         eval         sleep        eval
  thread   main         light        light        heavy
           /p/a.py:1 f  /p/a.py:2 f  /p/a.py:3 f  /p/a.py:4 f
`);

function draw(profile: Profile): string[] {
  return heatChoices(profile).map(({ pid, tid, name, main, cpu_s, wait_s }) =>
    [pid, tid === null ? 'process' : name, main ? 'main' : '', cpu_s, wait_s].join(' '),
  );
}

test('a process is followed by its threads: the main one, then by cost', () => {
  assert.deepEqual(draw(drawn), ['100 process main 7 3', '100 main main 1 0', '100 heavy  4 0', '100 light  2 3']);
});

test('the first process comes first, and one that became another program is one', () => {
  const [process] = drawn.processes;
  const [thread] = drawn.threads;
  assert.ok(process && thread);
  const child = { ...process, pid: 50, ppid: 100, cpuSeconds: 9, command: ['python3', 'child.py'] };
  const busy = { ...process, pid: 60, ppid: 100, cpuSeconds: 5, command: ['python3', 'busy.py'] };
  const threads = [...drawn.threads, { ...thread, pid: 50 }, { ...thread, pid: 60 }];
  const choices = heatChoices({ ...drawn, processes: [busy, child, { ...child, command: ['sh'] }, process], threads });
  const processes = choices.filter(({ tid }) => tid === null);
  assert.deepEqual(
    processes.map(({ pid, name, cpu_s }) => [pid, name, cpu_s]),
    [
      [100, 'python3 a.py', 7],
      [50, 'sh', 18],
      [60, 'python3 busy.py', 5],
    ],
  );
  assert.ok(choices.every(({ tid, fate }) => (tid === null) === (fate !== null)));
});

test('a process has its part of all CPU time, and how it ended: as what it was last', () => {
  const [process] = drawn.processes;
  assert.ok(process);
  const before = { ...process, pid: 50, cpuSeconds: 1, exit: null, replaced: true };
  const after = { ...before, cpuSeconds: 2, exit: { status: null, signal: 'SIGKILL' }, replaced: false };
  const stub = { ...before, pid: 60, passing: true };
  const choices = heatChoices({ ...drawn, processes: [process, before, after, stub] });
  assert.deepEqual(
    choices.filter(({ tid }) => tid === null).map(({ pid, fate }) => [pid, fate?.cpu_share.toFixed(3), fate?.exit]),
    [
      [100, '0.636', { status: 0, signal: null }],
      [50, '0.273', { status: null, signal: 'SIGKILL' }],
    ],
  );
});
