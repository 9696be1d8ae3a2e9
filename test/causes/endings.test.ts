/** How a program ended, told of real programs: with heat, and without. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';

import { withMemoryGroup } from '../fixtures/machineLimits.ts';
import { interpreters } from '../python/harness.ts';
import { askServer, emptyCode, fewSamples, heatline, openWorkshop, tell, work, type Workshop } from './harness.ts';

let workshop: Workshop;
before(() => {
  workshop = openWorkshop();
});
after(() => workshop.dispose());

for (const { name, path } of interpreters) {
  test(`an exception: the heat stays, and the last own line is known (${name})`, async (context) => {
    if (path === undefined) {
      context.skip(`there is no Python ${name} here`);
      return;
    }
    const script = workshop.file('failing.py', `import json\n${work}def read():\n    json.loads("{")\nread()\n`);
    const { noHeat, unexpectedEnd, outcome } = await tell(workshop, [script], { interpreter: path });
    assert.equal(noHeat, null);
    assert.equal(outcome.status, 1);
    assert.equal(unexpectedEnd?.code, 'EXCEPTION');
    assert.deepEqual(unexpectedEnd.place, { path: script, line: 6 });
    assert.match(unexpectedEnd.message, /JSONDecodeError at failing\.py:6/);
  });
}

test('an exception right away: nothing to show, but the line is known', async () => {
  const script = workshop.file('early.py', 'first = 1\nraise ValueError("private words")\n');
  const { noHeat } = await tell(workshop, [script], { options: fewSamples });
  assert.deepEqual([noHeat?.code, noHeat?.place?.line, noHeat?.nextStep], ['EXCEPTION', 2, 'go-to-line']);
  assert.doesNotMatch(JSON.stringify(noHeat), /private words/);
});

test('a traceback in colours and in pieces', async () => {
  const script = workshop.file('colours.py', `${work}def divide():\n    return 1 / 0\ndivide()\n`);
  const env = { ...workshop.env, FORCE_COLOR: '1', PYTHONUNBUFFERED: '1' };
  const { unexpectedEnd } = await tell(workshop, [script], { env });
  assert.match(unexpectedEnd?.message ?? '', /ZeroDivisionError at colours\.py:5/);
});

test('a long traceback keeps its end', async () => {
  const names = Array.from(
    { length: 200 },
    (_, index) => `def f${index}():\n    return ${index === 0 ? 'None.x' : `f${index - 1}()`}\n`,
  );
  const script = workshop.file('deep.py', `${names.join('')}f199()\n`);
  const { noHeat } = await tell(workshop, [script], { options: fewSamples });
  assert.deepEqual([noHeat?.code, noHeat?.place?.line], ['EXCEPTION', 2]);
});

test('a traceback that was only logged is not the end', async () => {
  const script = workshop.file(
    'logged.py',
    `${work}import logging, sys\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception("no")\nsys.exit(4)\n`,
  );
  const { unexpectedEnd } = await tell(workshop, [script]);
  assert.equal(unexpectedEnd?.code, 'PROGRAM_FAILED');
});

test('a syntax error in the started file: the line, in Python’s words', async () => {
  const script = workshop.file('broken.py', 'def f():\n    return 1 +\n');
  const { noHeat } = await tell(workshop, [script]);
  assert.equal(noHeat?.code, 'SYNTAX_ERROR');
  assert.deepEqual(noHeat.place, { path: script, line: 2 });
  assert.match(noHeat.message, /broken\.py:2 has a syntax error: invalid syntax/);
  assert.ok(!existsSync(join(workshop.folder, '__pycache__')), 'compiling leaves nothing behind');
});

test('a syntax error in an imported file is an exception there', async () => {
  workshop.file('imported.py', 'x = (\n');
  const script = workshop.file('imports.py', 'import imported\n');
  const { noHeat } = await tell(workshop, [script], { options: fewSamples });
  assert.equal(noHeat?.code, 'EXCEPTION');
  assert.match(noHeat.place?.path ?? '', /\/imported\.py$/);
});

test('os._exit', async () => {
  assert.equal(await emptyCode(workshop, ['-c', 'import os; os._exit(0)']), 'OS_EXIT');
  assert.equal(await emptyCode(workshop, ['-c', 'import os; os._exit(7)']), 'OS_EXIT');
  const script = workshop.file('leaves.py', `${work}import os\nos._exit(7)\n`);
  assert.equal((await tell(workshop, [script])).unexpectedEnd?.code, 'OS_EXIT');
});

test('exec into something else', async () => {
  assert.equal(await emptyCode(workshop, ['-c', 'import os; os.execv("/bin/true", ["true"])']), 'REPLACED');
  const script = workshop.file(
    'replaced.py',
    `${work}import os, sys\nos.execve(sys.executable, ["python", "-c", "pass"], {})\n`,
  );
  assert.equal((await tell(workshop, [script])).unexpectedEnd?.code, 'REPLACED');
});

test('exec into Python again is followed', async () => {
  const script = workshop.file(
    'again.py',
    `import os, sys\nif len(sys.argv) == 1:\n    os.execv(sys.executable, ["python", __file__, "again"])\n${work}`,
  );
  const { noHeat, unexpectedEnd } = await tell(workshop, [script]);
  assert.deepEqual([noHeat, unexpectedEnd], [null, null]);
});

test('killed by a signal', async () => {
  assert.equal(await emptyCode(workshop, ['-c', 'import os; os.kill(os.getpid(), 9)']), 'KILLED');
  const script = workshop.file('killed.py', `${work}import os\nos.kill(os.getpid(), 15)\n`);
  const { unexpectedEnd } = await tell(workshop, [script]);
  assert.match(unexpectedEnd?.message ?? '', /ended by SIGTERM\. The heat shows the time up to there\./);
});

test('memory that Python could not get', async () => {
  const script = workshop.file('hungry.py', `${work}x = "x" * (1 << 60)\n`);
  const { unexpectedEnd } = await tell(workshop, [script]);
  assert.equal(unexpectedEnd?.code, 'OUT_OF_MEMORY');
  assert.equal(unexpectedEnd.place?.line, 4);
});

test('killed for lack of memory', async (context) => {
  await withMemoryGroup(context, 256, async (group) => {
    // The file counts for the group too, and the kernel takes the largest process, which is not the command line.
    const text = `import os\nopen("${group}/cgroup.procs", "w").write(str(os.getpid()))\n${work}x = []\nwhile True:\n    x.append(bytearray(1 << 22))\n`;
    const { unexpectedEnd } = await tell(workshop, [workshop.file('eater.py', text)]);
    assert.equal(unexpectedEnd?.code, 'OUT_OF_MEMORY');
    assert.match(unexpectedEnd.message, /by SIGKILL, and counted a kill for lack of memory/);
  });
});

/** Starts an endless program, and does something to its session once it is there. */
async function during(name: string, act: (session: string, runner: number) => Promise<void>): Promise<string> {
  const session = join(workshop.folder, name);
  const script = workshop.file(`${name}.py`, 'import time\nwhile True:\n    time.sleep(60)\n');
  await heatline(workshop, [script], {
    options: ['--output', session, '--quiet'],
    onStart: async (child) => {
      while (!existsSync(join(session, 'session.json')) || !isStarted(session)) await pause(50);
      await act(session, child.pid ?? 0);
    },
  });
  return session;
}

function isStarted(session: string): boolean {
  return askServerQuietly(session) !== undefined;
}

function askServerQuietly(session: string): ReturnType<typeof askServer> | undefined {
  try {
    return askServer(session);
  } catch {
    // Half written.
    return undefined;
  }
}

test('cancelled: no complaint, and what there is is shown', async () => {
  const session = await during('cancelled', async (folder) => {
    await pause(500);
    writeFileSync(join(folder, 'cancel'), '');
  });
  assert.deepEqual(askServer(session), { noHeat: null, unexpectedEnd: null });
});

test('Heatline itself is killed', async () => {
  let told: ReturnType<typeof askServer> | undefined;
  await during('orphan', async (session, runner) => {
    await pause(500);
    process.kill(runner, 'SIGKILL');
    await pause(100);
    told = askServer(session);
    const { pid, shm }: { pid: number; shm: string } = JSON.parse(readFileSync(join(session, 'session.json'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    if (/\/heatline-[^/]+$/.test(shm)) rmSync(shm, { recursive: true, force: true });
  });
  assert.equal((told?.noHeat ?? told?.unexpectedEnd)?.code, 'RUNNER_KILLED');
});
