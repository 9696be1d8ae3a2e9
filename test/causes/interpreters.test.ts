/** Interpreters that are missing, too old, no Python, or can't be looked into. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { supportedPython } from '../../src/base/supportedPython.ts';
import { ensureNewestPython } from '../../src/build/newestPython.mjs';
import { refusalStatus } from '../../src/runner/userErrors.ts';
import { emptyCode, heatline, openWorkshop, pyenv, python, tell, work, type Workshop } from './harness.ts';

let workshop: Workshop;
let script = '';
before(() => {
  workshop = openWorkshop();
  script = workshop.file('busy.py', work);
});
after(() => workshop.dispose());

for (const version of ['2.7', '3.6', '3.7']) {
  test(`Python ${version} is too old`, async (context) => {
    const interpreter = pyenv(version);
    if (interpreter === undefined) {
      context.skip(`there is no Python ${version} here`);
      return;
    }
    const { noHeat } = await tell(workshop, [script], { interpreter });
    assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['PYTHON_TOO_OLD', 'choose-interpreter']);
    assert.match(noHeat?.message ?? '', new RegExp(`Python ${version}\\.`));
  });
}

test('a Python that is newer than those that Heatline knows', async (context) => {
  let newest;
  try {
    newest = await ensureNewestPython();
  } catch (error) {
    context.skip(`the newest Python can't be had: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const { noHeat, outcome } = await tell(workshop, [script], { interpreter: newest.python });
  assert.equal(outcome.status, 0);
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['PYTHON_UNKNOWN', 'choose-interpreter']);
  const said = noHeat?.message ?? '';
  assert.ok(said.startsWith(`Python ${newest.version}.`) && said.includes(supportedPython.text), said);
});

test('a program that is no Python', async () => {
  assert.equal(await emptyCode(workshop, [script], { interpreter: '/bin/cat' }), 'NOT_PYTHON');
});

test('an interpreter that can’t start says why itself', async () => {
  const env = { ...workshop.env, PYTHONHOME: '/nowhere' };
  assert.equal(await emptyCode(workshop, [script], { env }), 'PROGRAM_FAILED');
});

/** Nothing is started: the status says why, and so does the code. */
async function refused(code: keyof typeof refusalStatus, interpreter: string, words = [script]): Promise<void> {
  const { status, stderr, stdout } = await heatline(workshop, words, { interpreter });
  assert.deepEqual([status, stdout], [refusalStatus[code], '']);
  assert.ok(stderr.includes(`[${code}]`), stderr);
}

test('a missing interpreter', async () => refused('INTERPRETER_NOT_FOUND', '/nowhere/python'));

test('an interpreter that may not be run', async () => {
  await refused('INTERPRETER_NOT_EXECUTABLE', workshop.file('python-text', 'no program'));
});

test('a script that names no interpreter', async () => {
  const shim = workshop.file('python-shim', '#!/bin/sh\nexit 3\n');
  chmodSync(shim, 0o755);
  await refused('INTERPRETER_FAILED', shim);
});

test('a missing program', async () => {
  await refused('SCRIPT_NOT_FOUND', python, [join(workshop.folder, 'gone.py')]);
});

test('a static program', async (context) => {
  const source = workshop.file('static.c', 'int main(void) { return 0; }\n');
  const program = join(workshop.folder, 'static-python');
  try {
    execFileSync('gcc', ['-static', '-o', program, source], { stdio: 'pipe' });
  } catch {
    context.skip('there is no compiler with a static libc here');
    return;
  }
  await refused('RECORDER_REFUSED', program);
});

/** A copy under its own name; it finds its library by the absolute path in it. */
function copyOfPython(name: string): string {
  const path = join(workshop.folder, name);
  copyFileSync(realpathSync(python), path);
  chmodSync(path, 0o755);
  return path;
}

test('an interpreter with the rights of its owner', async () => {
  const path = copyOfPython('python-setuid');
  chmodSync(path, 0o4755);
  await refused('RECORDER_REFUSED', path);
});

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

test('capabilities make the loader drop the recorder', async (context) => {
  const path = join(workshop.folder, 'python-capable');
  const home = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : python;
  copyFileSync(realpathSync(home), path);
  chmodSync(path, 0o755);
  try {
    execFileSync('setcap', ['cap_net_bind_service+ep', path], { stdio: 'pipe' });
  } catch {
    context.skip('setting capabilities needs root and setcap');
    return;
  }
  chmodSync(workshop.folder, 0o777);
  chmodSync(workshop.home, 0o777);
  const told = await tell(workshop, [script], { interpreter: path, under: nobody });
  assert.deepEqual([told.noHeat?.code, told.noHeat?.nextStep], ['NOT_LOADED', 'run-doctor']);
});

/** Lets a program run on without timer_create, as a strict sandbox does. x86-64: system call 222. */
const withoutTimers = `
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
code = [(0x20, 0, 0, 0), (0x15, 0, 1, 222), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)]
text = b"".join(struct.pack("HBBI", *each) for each in code)
held = ctypes.create_string_buffer(text)
program = struct.pack("HxxxxxxQ", len(code), ctypes.addressof(held))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0) == 0
os.execv(sys.argv[1], sys.argv[1:])
`;

test('a system that refuses timers', async () => {
  const wrapper = workshop.file('without_timers.py', withoutTimers);
  const { noHeat } = await tell(workshop, [script], { under: [python, wrapper] });
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['NO_TIMERS', 'run-doctor']);
});
