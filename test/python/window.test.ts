// A part of a run, as a person asks the command line for it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';

import type { ProfileJson } from '../../src/protocol/profileJson.ts';
import { windowEndAt } from '../../src/session/captureFile.ts';
import { heatline } from '../accuracy/capture.ts';
import { importProject } from './importProject.ts';

const { app, project, home, env, interpreter, say, record } = await importProject();

async function profileOf(session: string): Promise<ProfileJson> {
  const profile: ProfileJson = JSON.parse(await say('show', session, '--json', '-'));
  return profile;
}

const seconds = ({ functions }: ProfileJson, name: string): number =>
  functions.find((each) => each.name === name)?.self_s ?? 0;

/** Resolves when the end stands where the program looks for it. */
async function isTold(session: string): Promise<void> {
  const { shm }: { shm: string } = JSON.parse(readFileSync(join(session, 'session.json'), 'utf8'));
  while (readFileSync(join(shm, 'capture')).readBigUInt64LE(windowEndAt) === 0n)
    await new Promise((resolve) => setImmediate(resolve));
}

describe('heatline run of a part', () => {
  test('--delay and --duration: only what ran in between, and the program goes on', async () => {
    const spin = (name: string, s: number): string =>
      `def ${name}():\n    end = time.monotonic() + ${s}\n    while time.monotonic() < end: pass\n${name}()\n`;
    writeFileSync(app, `import time\n${spin('first', 1.5)}${spin('second', 1.5)}print("done")\n`);
    const said = await record({ session: 'part', options: ['--delay', '0.8', '--duration', '0.4'] });
    assert.match(said, /elapsed · recorded from 800 ms to 1\.20 s · /);
    const profile = await profileOf('part');
    const { process } = profile;
    assert.deepEqual(process.window, { begin_s: 0.8, end_s: 1.2 });
    assert.ok(process.wall_s >= 3, `${process.wall_s}`);
    assert.ok(Math.abs(process.basis_s - 0.4) < 0.01, `${process.basis_s}`);
    assert.ok(process.cpu_s > 0.02 && process.cpu_s <= 0.42, `${process.cpu_s}`);
    assert.ok(seconds(profile, 'first') > 0.9 * process.cpu_s, JSON.stringify(profile.functions));
    assert.equal(seconds(profile, 'second'), 0);
    assert.deepEqual(profile.problems, []);
  });

  test('--until-signal: it is for Heatline, and never reaches the program', async () => {
    writeFileSync(
      app,
      `import signal, sys, time
signal.signal(signal.SIGUSR1, lambda *_: print("the program got it", flush=True))
def early():
    print("early", flush=True)
    for line in sys.stdin:
        if line == "on\\n": break
def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end: pass
def late(): busy(0.5)
busy(0.3)
early()
late()
print("done", flush=True)
`,
    );
    const session = join(home, 'until');
    const args = [heatline, 'run', '--interpreter', interpreter, '--until-signal', 'USR1', '--output', session, app];
    const child = spawn(process.execPath, args, { env, cwd: project, stdio: ['pipe', 'pipe', 'ignore'] });
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    reader.on('line', (line) => {
      lines.push(line);
      if (line !== 'early') return;
      child.kill('SIGUSR1');
      void isTold(session).then(() => child.stdin.end('on\n'));
    });
    const [status] = await once(child, 'close');
    assert.deepEqual([status, lines], [0, ['early', 'done']]);
    const profile = await profileOf('until');
    const { window } = profile.process;
    assert.ok(window && window.begin_s === 0 && window.end_s !== null && window.end_s < profile.process.wall_s);
    assert.ok(profile.process.cpu_s > 0.25 && profile.process.cpu_s < 0.6, `${profile.process.cpu_s}`);
    assert.equal(seconds(profile, 'late'), 0);
  });
});
