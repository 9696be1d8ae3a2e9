// Servers, test runners and event loops of others, with several processes: they do what they do without us, and the lines of the project have what each
// process did.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ensureServers } from '../../src/build/servers.mjs';
import { hotLines } from '../../src/queries/hotLines.ts';
import { defaultScope } from '../../src/queries/scope.ts';
import { openSession, type OpenedSession } from '../../src/store/openSession.ts';
import { programs } from '../accuracy/capture.ts';
import { heatlineRun, interpreters, makeSandbox, run, type Outcome } from './harness.ts';

const folder = join(programs, 'servers');
const asked = interpreters.find(({ name }) => name === '3.13')?.path;
const skip = asked === undefined ? 'there is no Python 3.13 here, for which the packages are pinned' : false;
const sandbox = makeSandbox();
let python = '';
before(async () => {
  if (asked !== undefined) ({ python } = await ensureServers({ python: asked }));
});
after(() => sandbox.dispose());

/** As many as it takes to meet every worker of two, by all chances. */
const requests = 120;
const atOnce = 6;

/** Asks until all were answered; the processes that did. */
async function ask(url: string): Promise<Set<number>> {
  const answered = new Set<number>();
  for (let i = 0; i < requests; i += atOnce) {
    const texts = Array.from({ length: atOnce }, async () => (await fetch(url)).text());
    for (const text of await Promise.all(texts)) answered.add(Number(text));
  }
  return answered;
}

/** Runs a server until it has answered, and ends it by a signal as its manager would. */
async function serve(
  command: readonly string[],
  { announces, end, workers }: { announces: RegExp; end: NodeJS.Signals; workers: number },
): Promise<{ outcome: Outcome; answered: Set<number> }> {
  let asking: Promise<Set<number>> | undefined;
  const outcome = await run(command, {
    env: sandbox.env,
    cwd: folder,
    onStart(child) {
      let text = '';
      child.stderr?.on('data', (part: string) => {
        text += part;
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
        if (asking !== undefined || url === undefined || text.split(announces).length <= workers) return;
        asking = ask(url).finally(() => child.kill(end));
      });
    },
  });
  return { outcome, answered: (await asking) ?? assert.fail(outcome.stderr) };
}

/** Runs a command of the environment under the profiler, and opens what was recorded. */
const profiled = (name: string, words: readonly string[]): { command: string[]; open: () => OpenedSession } => {
  const session = join(sandbox.home, name);
  return {
    command: heatlineRun(python, ['--output', session, ...words]),
    open() {
      const opened = openSession(session);
      assert.ok(opened.ok);
      assert.deepEqual(opened.value.profile.problems, []);
      return opened.value;
    },
  };
};

/** CPU seconds on the lines of a file in one process, or in all. */
function cpuIn({ profile }: OpenedSession, file: string, pid?: number): number {
  const question = { scope: defaultScope(profile), basis: 'cpu', ...(pid === undefined ? {} : { pid }) } as const;
  const found = hotLines(profile, question).files.find(({ path }) => path === join(folder, file));
  return (found?.lines ?? []).reduce((sum, { cpu_s }) => sum + cpu_s, 0);
}

/** All of the project's work, and in each process that did it no more than that process used. */
function assertWorked(session: OpenedSession, pids: Iterable<number>): void {
  const used = new Map(session.profile.processes.map((process) => [process.pid, process.cpuSeconds]));
  let sum = 0;
  for (const pid of pids) {
    const worked = cpuIn(session, 'work.py', pid);
    assert.ok(worked > 0.05 && worked <= (used.get(pid) ?? 0), `${worked} s of ${used.get(pid)} s in ${pid}`);
    sum += worked;
  }
  assert.ok(Math.abs(sum - cpuIn(session, 'work.py')) < 1e-6, 'nobody else worked');
}

describe('servers and frameworks', { concurrency: false, skip }, () => {
  test('gunicorn with two workers, ended by TERM', async () => {
    const { command, open } = profiled('gunicorn', [
      join(python, '..', 'gunicorn'),
      '-w',
      '2',
      '-b',
      '127.0.0.1:0',
      'wsgi:app',
    ]);
    const { outcome, answered } = await serve(command, { announces: /Booting worker/, end: 'SIGTERM', workers: 2 });
    assert.deepEqual([outcome.status, outcome.signal], [0, null]);
    assert.match(outcome.stderr, /Shutting down: Master/);
    const session = open();
    assert.equal(session.profile.processes.length, 3);
    assertWorked(session, answered);
  });

  test('uvicorn with two workers, ended by INT', async () => {
    const { command, open } = profiled('uvicorn', ['-m', 'uvicorn', 'api:app', '--workers', '2', '--port', '0']);
    const { outcome, answered } = await serve(command, { announces: /startup complete/, end: 'SIGINT', workers: 2 });
    assert.deepEqual([outcome.status, outcome.signal], [0, null], outcome.stderr);
    const session = open();
    // The workers are spawned, and with them multiprocessing's resource tracker.
    assert.ok([3, 4].includes(session.profile.processes.length));
    assertWorked(session, answered);
  });

  test('pytest in two processes: the same words and status, the lines of tests and project', async () => {
    const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-n', '2', 'tests'];
    const plain = await run([python, ...words], { env: sandbox.env, cwd: folder });
    const { command, open } = profiled('pytest', words);
    const outcome = await run(command, { env: sandbox.env, cwd: folder });
    // Which worker is faster is chance, with us and without.
    const timeless = ({ stdout }: Outcome): string =>
      stdout
        .replaceAll(/ in [\d.]+s|\[gw\d\]/g, '')
        .replace(/^[.F]{13}/m, (marks) => marks.split('').toSorted().join(''));
    assert.deepEqual([outcome.status, timeless(outcome)], [1, timeless(plain)]);
    const session = open();
    const workers = session.profile.processes
      .filter(({ pid }) => cpuIn(session, 'work.py', pid) > 0)
      .map(({ pid }) => pid);
    assert.equal(workers.length, 2);
    assertWorked(session, workers);
    const { files } = hotLines(session.profile, { scope: defaultScope(session.profile), basis: 'cpu' });
    assert.ok(
      files.every(({ path }) => path.startsWith(folder)),
      'nothing of pytest itself',
    );
  });

  for (const program of ['greenlets.py', 'nursery.py', 'loop.py']) {
    test(`${program}: the same words, most of the time in the work`, async () => {
      const plain = await run([python, program], { env: sandbox.env, cwd: folder });
      const { command, open } = profiled(program, [program]);
      const outcome = await run(command, { env: sandbox.env, cwd: folder });
      assert.deepEqual([outcome.status, outcome.stdout, outcome.stderr], [0, plain.stdout, plain.stderr]);
      assert.equal(plain.stdout, '1225\n');
      const session = open();
      const work = cpuIn(session, 'work.py');
      const own = cpuIn(session, program);
      assert.ok(work > 0.1 && work > own / 4, `${work} s of work beside ${own} s`);
    });
  }
});
