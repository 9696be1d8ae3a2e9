/** PSS is read of real processes that share memory, while they run. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';

import { parsePss, type PssRound } from '../../../src/session/pssFile.ts';
import { openSession } from '../../../src/store/openSession.ts';
import { keepPss, thinned, type PssKeeper } from '../../../src/store/pss.ts';
import { makeSandbox, writeStream, type Sandbox } from './sandbox.ts';

/** No process has this id: it is above the largest that Linux gives. */
const gone = 4_194_305;

let sandbox: Sandbox;
beforeEach(() => (sandbox = makeSandbox()));
afterEach(() => sandbox.dispose());

/** Resolves to what is in the file as soon as `isThere` says so. */
async function untilSaved(keeper: PssKeeper, folder: string, isThere: (rounds: readonly PssRound[]) => boolean) {
  for (;;) {
    keeper.save();
    const path = join(folder, 'pss.json');
    const { rounds, problems } = existsSync(path) ? parsePss(readFileSync(path, 'utf8')) : { rounds: [], problems: [] };
    assert.deepEqual(problems, []);
    if (isThere(rounds)) return rounds;
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('what processes share is counted once, and the session tells it', { timeout: 30_000 }, async () => {
  const session = sandbox.newSession('shared');
  // Three processes with the same 48 MiB; they end with their standard input.
  const code = `import os, sys
data = bytearray(os.urandom(1 << 20) * 48)
children = []
for _ in range(2):
  child = os.fork()
  if child == 0:
    sys.stdin.read(); os._exit(0)
  children.append(child)
print(*children, flush=True)
sys.stdin.read()
for child in children: os.waitpid(child, 0)`;
  const program = spawn('python3', ['-c', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const keeper = keepPss(session);
  try {
    const [said] = await once(createInterface(program.stdout), 'line');
    const pids = [program.pid ?? 0, ...String(said).split(' ').map(Number)];
    const startNs = Number(process.hrtime.bigint() - 1_000_000_000n);
    for (const pid of [...pids, gone]) writeStream(session, pid, startNs);
    const rounds = await untilSaved(keeper, session.folder, (found) => (found.at(-1)?.rows.length ?? 0) >= 3);
    const { rows = [] } = rounds.at(-1) ?? {};
    assert.deepEqual(
      rows.map(({ pid, startMonoNs }) => [pid, startMonoNs]).toSorted(([a = 0], [b = 0]) => a - b),
      pids.toSorted((a, b) => a - b).map((pid) => [pid, startNs]),
      'one that has ended has no PSS',
    );
    const sumOf = (of: 'pssKib' | 'rssKib') => rows.reduce((sum, row) => sum + row[of], 0) / 1024;
    assert.ok(sumOf('rssKib') > 3 * 48, `${sumOf('rssKib')} MiB resident`);
    assert.ok(sumOf('pssKib') > 48 && sumOf('pssKib') < 80, `${sumOf('pssKib')} MiB of 48 shared ones`);
    const opened = openSession(session.folder);
    assert.ok(opened.ok);
    const { pss } = opened.value.profile.memory;
    assert.equal(Math.max(...pss.rssBytes), Math.max(...rows.map(({ rssKib }) => rssKib)) * 1024);
    assert.ok(pss.seconds.every((seconds) => seconds >= 1 && seconds < 30));
  } finally {
    keeper.stop();
    program.stdin.end();
    await once(program, 'exit');
  }
});

test('a damaged file is a problem of the session', () => {
  const session = sandbox.newSession('damaged');
  writeStream(session, gone, 5);
  writeFileSync(join(session.folder, 'pss.json'), '{"version":1');
  const opened = openSession(session.folder);
  assert.ok(opened.ok);
  assert.ok(opened.value.profile.problems.some(({ code }) => code === 'pss-damaged'));
  assert.equal(opened.value.profile.memory.pss.length, 0);
});

test('where a process cannot be read there is no PSS at all, and it is not tried for long', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const session = sandbox.newSession('unreadable');
  for (const pid of [process.pid, process.ppid]) writeStream(session, pid, 5);
  let looks = 0;
  const keeper = keepPss(session, (pid) => {
    looks += 1;
    return pid === process.pid ? { pssKib: 1, rssKib: 1 } : undefined;
  });
  for (let round = 0; round < 10; round++) t.mock.timers.tick(10_000);
  keeper.stop();
  keeper.save();
  assert.equal(looks, 6, 'three rounds of two processes');
  assert.ok(!existsSync(join(session.folder, 'pss.json')));
});

test('of too many rounds every second one stays, and the highest', () => {
  const rounds = [5, 1, 9, 2, 3, 4].map((pssKib, ms) => ({
    ms,
    rows: [{ pid: 1, startMonoNs: 1, pssKib, rssKib: 10 }],
  }));
  assert.deepEqual(
    thinned(rounds).map(({ ms }) => ms),
    [0, 2, 4],
  );
  assert.deepEqual(
    thinned(rounds.slice(1)).map(({ ms }) => ms),
    [2, 4],
  );
  assert.deepEqual(thinned([]), []);
});

test('rounds that cost much are far apart', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const session = sandbox.newSession('costly');
  writeStream(session, process.pid, 5);
  const roundsIn60Seconds = (costMs: number): number => {
    let rounds = 0;
    const keeper = keepPss(session, () => {
      rounds += 1;
      const { user, system } = process.cpuUsage();
      for (let now = process.cpuUsage(); now.user + now.system < user + system + costMs * 1000;)
        now = process.cpuUsage();
      return { pssKib: 1, rssKib: 1 };
    });
    for (let second = 0; second < 60; second++) t.mock.timers.tick(1_000);
    keeper.stop();
    return rounds;
  };
  assert.ok(roundsIn60Seconds(0) >= 55);
  // 10 ms of credit and 60 ms for the minute; the clock of the costs itself stands still here.
  const costly = roundsIn60Seconds(20);
  assert.ok(costly >= 2 && costly <= 4, `${costly} rounds of 20 ms`);
});
