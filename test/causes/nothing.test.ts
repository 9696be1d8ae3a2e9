/** Runs that ended well and have nothing to show under what is asked. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';

import { commandLine, run } from '../python/harness.ts';
import type { HeatFilter } from '../../src/protocol/heat.ts';
import { showProfile } from '../../src/server/shownProfile.ts';
import { openSession } from '../../src/store/openSession.ts';
import { askServer, fewSamples, heatline, openWorkshop, tell, type Workshop } from './harness.ts';

let workshop: Workshop;
before(() => {
  workshop = openWorkshop();
});
after(() => workshop.dispose());

test('too short: more samples, and where there can’t be more, more work', async () => {
  const script = workshop.file('nothing.py', '"""Does nothing."""\n');
  const { noHeat } = await tell(workshop, [script], { options: fewSamples });
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['TOO_SHORT', 'raise-rate']);
  let again = await tell(workshop, [script], { options: ['--rate', '1000'] });
  // One in some hundred such runs has a sample on the only line.
  if (again.noHeat === null) again = await tell(workshop, [script], { options: ['--rate', '1000'] });
  assert.deepEqual([again.noHeat?.code, again.noHeat?.nextStep], ['TOO_SHORT', 'give-more-work']);
});

test('a recording that was to begin after the end', async () => {
  const script = workshop.file('brief.py', 'sum(range(10_000_000))\n');
  const { noHeat } = await tell(workshop, [script], { options: ['--delay', '3600'] });
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['WINDOW_NOT_REACHED', 'give-more-work']);
  assert.match(noHeat?.message ?? '', /^The program ended after .* \(--delay 3600\)/);
});

test('nothing in scope: all files are offered, and have heat', async () => {
  // The whole time is in the standard library, and the module that is started is one of it.
  const session = join(workshop.folder, 'outside');
  await heatline(workshop, ['-m', 'timeit', '-n', '40000000', '-r', '1', '-u', 'msec', 'x = 1'], {
    options: ['--output', session, '--scope', join(workshop.folder, 'elsewhere'), '--quiet'],
  });
  const opened = openSession(session);
  assert.ok(opened.ok);
  // As captured: a module that was named is in scope by itself, so it is taken out again.
  const profile = {
    ...opened.value.profile,
    capture: { ...opened.value.profile.capture, module: null, script: '/x.py' },
  };
  const { noHeat } = showProfile({ ...opened.value, profile }).summary;
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['NOTHING_IN_SCOPE', 'show-all-files']);
  const all: HeatFilter = { basis: 'elapsed', scope: 'all' };
  assert.equal(showProfile({ ...opened.value, profile }, all).summary.noHeat, null);
  const shown = await run([process.execPath, commandLine, 'show', session, '--scope', '/elsewhere'], workshop);
  assert.match(shown.stdout, /\[NOTHING_IN_SCOPE\]/);
});

const sleeper = 'import threading, time\nthreading.Thread(target=lambda: time.sleep(0.4)).start()\n';

// The main thread must not wait on a line of its own, not even for the other one to start, as threading does.
const onlyOthersWait = `import _thread, atexit, time
_thread.start_new_thread(lambda: time.sleep(0.4), ())
atexit.register(time.sleep, 0.6)
`;

test('it only waited: waiting is offered, and has heat', async () => {
  const session = join(workshop.folder, 'waiting');
  await heatline(workshop, [workshop.file('waiting.py', onlyOthersWait)], {
    options: [...fewSamples, '--output', session, '--quiet'],
  });
  const { noHeat } = askServer(session);
  assert.deepEqual([noHeat?.code, noHeat?.nextStep], ['ONLY_WAITED', 'show-waiting']);
  const opened = openSession(session);
  assert.ok(opened.ok);
  assert.equal(showProfile(opened.value, { basis: 'wait', scope: 'captured' }).summary.noHeat, null);
  const shown = await run([process.execPath, commandLine, 'show', session, '--basis', 'cpu'], workshop);
  assert.match(shown.stdout, /\[ONLY_WAITED\]/);
});

test('nothing waited, and a thread that did nothing', async () => {
  const session = join(workshop.folder, 'busy');
  const script = workshop.file('busy.py', `for i in range(8_000_000):\n    i * i\n${sleeper}`);
  await heatline(workshop, [script], { options: ['--output', session, '--quiet'] });
  const opened = openSession(session);
  assert.ok(opened.ok);
  const { profile } = opened.value;
  const other = profile.threads.find(({ main }) => !main);
  assert.ok(other);
  const thread = { pid: other.pid, tid: other.tid };
  const filter = { basis: 'cpu', scope: 'captured', thread } as const;
  assert.equal(showProfile(opened.value, filter).summary.noHeat?.code, 'NOTHING_IN_SELECTION');
  const shown = await run(
    [process.execPath, commandLine, 'show', session, '--basis', 'wait', '--scope', '/elsewhere'],
    workshop,
  );
  assert.match(shown.stdout, /\[NO_WAITING\]/);
});

test('a run that has only begun, and is cancelled', async () => {
  let answers = await cancelledSoon('begun');
  // One in some twenty such runs has a sample in the start of the interpreter.
  for (let n = 1; n <= 3 && answers.ended === undefined; n++) answers = await cancelledSoon(`begun-${n}`);
  assert.deepEqual(answers, { soon: 'NOTHING_YET', ended: ['CANCELLED', 'profile-again'] });
});

/** What is said of a run without samples while it runs and after it was cancelled; `undefined` where it has a sample. */
async function cancelledSoon(name: string) {
  const session = join(workshop.folder, name);
  let soon: string | undefined;
  // The system call itself, x86-64's pause: no wait that is timed.
  await heatline(workshop, ['-c', 'import ctypes; ctypes.CDLL(None).syscall(34)'], {
    options: ['--output', session, '--quiet', '--rate', '1'],
    onStart: async () => {
      while (!existsSync(join(session, 'session.json'))) await pause(20);
      soon = askServer(session).noHeat?.code;
      await pause(500);
      writeFileSync(join(session, 'cancel'), '');
    },
  });
  const { noHeat } = askServer(session);
  return { soon, ended: noHeat === null ? undefined : [noHeat.code, noHeat.nextStep] };
}
