/** What happens when the target, the runner or the machine gets in the way: the session still opens. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import {
  commandLine,
  cpuSecondsIn,
  fileAppears,
  heatlineRun,
  interpreters,
  latestProfile,
  makeSandbox,
  processEnds,
  run,
  targets,
  type Outcome,
  type Sandbox,
} from './harness.ts';

const found = interpreters.find(({ path }) => path !== undefined)?.path;
const python = found ?? '';

describe('robustness', { skip: found === undefined ? 'there is no Python to try with' : false }, () => {
  let sandbox: Sandbox;
  let ready: string;
  before(() => (sandbox = makeSandbox()));
  after(() => sandbox.dispose());

  /** Starts waiting.py under Heatline and calls `then` when it has worked and waits. */
  async function whileWaiting(
    words: readonly string[],
    then: (runner: number, target: number) => Promise<void> | void,
    options: readonly string[] = [],
  ): Promise<Outcome> {
    ready = join(sandbox.home, `ready-${words.join('-')}-${Math.random()}`);
    let acted: Promise<void> | undefined;
    const command = heatlineRun(python, [...options, 'waiting.py', ready, ...words]);
    const outcome = await run(command, {
      env: sandbox.env,
      onStart: (child) => {
        acted = fileAppears(ready).then(() => then(child.pid ?? 0, Number(readFileSync(ready, 'utf8'))));
      },
    });
    await acted;
    return outcome;
  }

  test('the target is killed', async () => {
    const outcome = await whileWaiting([], (_, target) => void process.kill(target, 'SIGKILL'));
    assert.equal(outcome.signal, 'SIGKILL');
    const profile = await latestProfile(sandbox);
    assert.ok(cpuSecondsIn(profile, 'waiting.py') > 0.2);
    assert.equal(profile.process.exit.signal, 'SIGKILL');
  });

  test('the runner is killed, then the target; nothing stays on tmpfs', async () => {
    let target = 0;
    await whileWaiting([], (runner, pid) => {
      target = pid;
      process.kill(runner, 'SIGKILL');
      // Its output is ours: the run would not end before it.
      process.kill(pid, 'SIGKILL');
    });
    await processEnds(target);
    const before = await latestProfile(sandbox);
    assert.ok(cpuSecondsIn(before, 'waiting.py') > 0.2);
    assert.ok(before.problems.some(({ code }) => code === 'runner-killed'));
    const shm = shmOf(sandbox);
    assert.ok(existsSync(shm), 'the streams are still on tmpfs');
    const pruned = await run([process.execPath, commandLine, 'prune'], { env: sandbox.env });
    assert.equal(pruned.status, 0, pruned.stderr);
    assert.ok(!existsSync(shm), `${shm} was left behind`);
    const afterwards = await latestProfile(sandbox);
    assert.deepEqual(afterwards.files, before.files);
  });

  test('the target goes on in the background after the runner has ended', async () => {
    let target = 0;
    const outcome = await run(heatlineRun(python, ['waiting.py', join(sandbox.home, 'daemon'), 'daemon']), {
      env: sandbox.env,
    });
    assert.equal(outcome.status, 0, outcome.stderr);
    await fileAppears(join(sandbox.home, 'daemon'));
    target = Number(readFileSync(join(sandbox.home, 'daemon'), 'utf8'));
    const profile = await latestProfile(sandbox);
    assert.equal(profile.process.processes.length, 2);
    assert.ok(cpuSecondsIn(profile, 'waiting.py') > 0.45, 'what it did after the end is there too');
    process.kill(target, 'SIGKILL');
  });

  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT', 'SIGINT', 'SIGWINCH'] as const) {
    test(`${signal} sent to the command line alone reaches the program once`, async () => {
      const outcome = await whileWaiting([], (runner) => void process.kill(runner, signal));
      assert.deepEqual(outcome, { status: 40, signal: null, stdout: `['${signal}']\n`, stderr: '' });
    });
  }

  test('ctrl-C in a terminal reaches the program once, and the hot lines are still shown', async () => {
    const file = join(sandbox.home, 'typed');
    const command = [process.execPath, commandLine, 'run', '--interpreter', python, 'waiting.py', file];
    const outcome = await run([python, 'terminal.py', file, ...command], {
      env: { ...sandbox.env, TERM: 'xterm-256color' },
    });
    assert.equal(outcome.status, 40, outcome.stdout + outcome.stderr);
    assert.match(outcome.stdout, /^\^C\['SIGINT'\]\r\n/);
    assert.match(outcome.stdout, /while time\.process_time\(\) < deadline/);
    assert.ok(outcome.stdout.includes('\u001b['), 'coloured on a terminal');
  });

  test("the editor's own environment stays outside, the one in its file goes in", async () => {
    const file = join(sandbox.home, 'environment');
    writeFileSync(file, ['PATH=/usr/bin', 'HOME=/nowhere', 'VALUE=a=b\nc', ''].join('\0'));
    const env = {
      ...sandbox.env,
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_PID: '1',
      NODE_OPTIONS: '--no-warnings',
      HEATLINE_EDITOR: '1',
    };
    const code = 'import os, json; print(json.dumps({k: v for k, v in os.environ.items() if k != "LC_CTYPE"}))';
    const given = await run(heatlineRun(python, ['--env-file-null', file, '-c', code]), { env });
    assert.deepEqual(JSON.parse(given.stdout), { PATH: '/usr/bin', HOME: '/nowhere', VALUE: 'a=b\nc' }, given.stderr);
    const cleaned = await run(heatlineRun(python, ['-c', code]), { env });
    assert.deepEqual(JSON.parse(cleaned.stdout), sandbox.env, cleaned.stderr);
  });

  test('a file "cancel" in the session ends the program and keeps what was recorded', async () => {
    const output = join(sandbox.home, 'cancelled');
    const outcome = await whileWaiting([], () => writeFileSync(join(output, 'cancel'), ''), ['--output', output]);
    assert.equal(outcome.stdout, "['SIGINT']\n");
    const shown = await run([process.execPath, commandLine, 'show', '--json', '-', output], { env: sandbox.env });
    assert.match(shown.stdout, /waiting\.py/);
    const info: unknown = JSON.parse(readFileSync(join(output, 'session.json'), 'utf8'));
    assert.equal((info as { end: { cancelled: boolean } }).end.cancelled, true);
  });

  test('installed under a path with a space and a colon', async () => {
    const copy = join(sandbox.home, 'a folder: with $things');
    mkdirSync(copy);
    const parts = readdirSync(dirname(commandLine)).filter((name) => /^(heatline|cli.*)\.js$|^native$/.test(name));
    for (const name of parts) cpSync(join(dirname(commandLine), name), join(copy, name), { recursive: true });
    const script = join(copy, 'a script.py');
    cpSync(join(targets, 'endings.py'), script);
    const command = [
      process.execPath,
      join(copy, 'heatline.js'),
      'run',
      '--quiet',
      '--interpreter',
      python,
      script,
      'exit',
      '7',
    ];
    const outcome = await run(command, { env: sandbox.env });
    assert.deepEqual([outcome.status, outcome.stderr], [7, '']);
    assert.ok(cpuSecondsIn(await latestProfile(sandbox), 'a script.py') > 0);
  });

  const cannotMount = process.getuid?.() === 0 ? mountRefusal() : 'mounting a tmpfs needs root';
  test('tmpfs of 4 MiB that is nearly full', { skip: cannotMount ?? false }, async () => {
    const small = join(sandbox.home, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'heatline-test', small]);
    try {
      for (const filledKib of [0, 3584, 4096]) {
        writeFileSync(join(small, 'filling'), Buffer.alloc(0));
        fill(join(small, 'filling'), filledKib * 1024);
        const env = { ...sandbox.env, XDG_RUNTIME_DIR: small };
        const outcome = await run(heatlineRun(python, ['family.py', 'fork']), { env });
        assert.deepEqual([outcome.status, outcome.stderr], [0, ''], `${filledKib} KiB filled`);
        const profile = await latestProfile(sandbox);
        assert.ok(cpuSecondsIn(profile, 'family.py') > 0.2, `${filledKib} KiB filled`);
        assert.deepEqual(readdirSync(small), ['filling']);
      }
    } finally {
      execFileSync('umount', ['--lazy', small]);
    }
  });
});

function shmOf(sandbox: Sandbox): string {
  const sessions = readdirSync(sandbox.home).filter(
    (name) => existsSync(join(sandbox.home, name, 'session.json')) && name !== 'cancelled',
  );
  const latest = sessions.toSorted().at(-1) ?? '';
  const info: unknown = JSON.parse(readFileSync(join(sandbox.home, latest, 'session.json'), 'utf8'));
  return (info as { shm: string }).shm;
}

/** Root in a container may lack the right to mount. */
function mountRefusal(): string | undefined {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'heatline-test', '/mnt'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this machine refuses to mount a tmpfs (${error instanceof Error ? error.message.split('\n').at(-2) : ''})`;
  }
}

/** As many bytes as there is room for, at most `bytes`. */
function fill(path: string, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024);
  try {
    for (let written = 0; written < bytes; written += chunk.length) writeFileSync(path, chunk, { flag: 'a' });
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
}
