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
});
