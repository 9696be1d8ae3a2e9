import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UserError } from '../../../src/base/userError.ts';
import { formatProcesses } from '../../../src/cli/processTable.ts';
import { readQuestion } from '../../../src/cli/question.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { ProgramRow } from '../../../src/profile/tables.ts';
import { processes } from '../../../src/queries/processes.ts';

const drawn = profileFromDrawing(`
seconds  1
         /p/a.py:1 <module>
`);
const gzip: ProgramRow = {
  pid: 300,
  ppid: 100,
  parent: 0,
  path: '/usr/bin/gzip',
  command: ['/usr/bin/gzip', '-9\n'],
  wallSeconds: 0.75,
  cpuSeconds: 0.5,
  count: 1,
  failed: 0,
  exit: { status: 0, signal: null },
};
const killed: ProgramRow = {
  ...gzip,
  pid: 301,
  command: ['sleep'],
  cpuSeconds: 0,
  exit: { status: null, signal: 'SIGKILL' },
};
const many: ProgramRow = { ...gzip, pid: 0, command: ['/bin/true'], count: 900, failed: 3, exit: null, cpuSeconds: 2 };
const nameless: ProgramRow = { ...gzip, pid: 302, path: '', command: [], wallSeconds: 0, exit: null };
const profile: Profile = { ...drawn, programs: [gzip, killed, many, nameless] };

const asked = { basis: undefined, scope: [], cwd: '/p', thread: undefined, process: undefined };

test('the tree: what each used with what it started, how it ended, and the sums', () => {
  const lines = formatProcesses(processes(profile), { width: 100, colour: false });
  assert.deepEqual(lines, [
    '   CPU  with started  elapsed  ended                    process  command',
    '1.00 s        4.00 s   1.00 s  exit 0    Python 3.12.1      100  python3 a.py',
    '500 ms                 750 ms  exit 0                       300    gzip -9',
    '   0 s                 750 ms  SIGKILL                      301    sleep',
    '2.00 s                 750 ms  3 failed                    ×900    true',
    '500 ms                                                      302    (unknown)',
    '',
    '1 Python process: 1.00 s CPU. 903 other programs: 3.00 s. Together 4.00 s.',
  ]);
  const greyed = formatProcesses(processes(profile), { width: 100, colour: true });
  assert.ok(greyed[2]?.includes('\u001b[2m  gzip -9'));
  assert.ok(!greyed[1]?.includes('\u001b'));
});

test('a question about one process', () => {
  const question = readQuestion(profile, { ...asked, process: '100' }, 'show');
  assert.equal(question.pid, 100);
  assert.equal(readQuestion(profile, asked, 'show').pid, undefined);
});

test('a process that is not there, or is no Python, is refused with what to do', () => {
  const refusal = (words: Partial<typeof asked> | { process?: string; thread?: string }) => {
    try {
      readQuestion(profile, { ...asked, ...words }, 'show');
    } catch (error) {
      assert.ok(error instanceof UserError);
      return error.message;
    }
    return undefined;
  };
  assert.match(refusal({ process: '7' }) ?? '', /no process 7; "heatline show --processes" lists them/);
  assert.match(refusal({ process: 'abc' }) ?? '', /no process abc/);
  assert.match(refusal({ process: '0' }) ?? '', /no process 0/);
  assert.match(refusal({ process: '300' }) ?? '', /Process 300 is no Python \(\/usr\/bin\/gzip\)/);
  // Up to 3.9 it was Python for the moment between fork and exec.
  const stubs = drawn.processes.map((row) => ({ ...row, pid: 301, passing: true }));
  const forked = { ...profile, processes: [...drawn.processes, ...stubs] };
  assert.throws(() => readQuestion(forked, { ...asked, process: '301' }, 'show'), /301 is no Python \(sleep\)/);
  assert.match(refusal({ process: '100', thread: '100' }) ?? '', /do not go together/);
});
