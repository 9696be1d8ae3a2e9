// What tasks await by line, against a program that times its own loop's rests; and the stalls of a loop that is known to stall.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineJson, ProfileJson } from '../../src/protocol/profileJson.ts';
import { capture } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';

const interpreters = pickRepresentatives(await findInterpreters());

interface Known {
  readonly line: number;
  /** Of the loop's rests, summed over the tasks, and how many of them. */
  readonly seconds: number;
  readonly rests: number;
}

/** What the program takes for rest and the recorder does not: its own clock, and ours around the call. A busy machine makes them longer. */
const aroundEachRest = 30e-6;
const kinds: Readonly<Record<string, string>> = {
  sleep: 'sleep',
  short: 'sleep',
  deep: 'sleep',
  producer: 'sleep',
  held: 'sleep',
  generator: 'sleep',
  queue: 'queue',
  lock: 'lock',
  event: 'lock',
  executor: 'executor',
  socket: 'socket',
  task: 'task',
};

function linesOf(profile: ProfileJson, script: string): ReadonlyMap<number, LineJson> {
  const file = profile.files.find(({ path }) => path.endsWith(script));
  return new Map(file?.lines.map((line) => [line.line, line]));
}

for (const { path, version, kind } of interpreters) {
  test(`awaiting by line and kind on ${version} (${kind})`, async () => {
    await capture({ python: path, script: 'truth/awaiting.py' }, async ({ profile, stdout }) => {
      const truth: Record<string, Known> = JSON.parse(stdout);
      const lines = linesOf(profile, 'awaiting.py');
      const tasks = profile.quality.tasks ?? assert.fail('no loop was seen');
      const looking = (tasks.overhead * profile.process.cpu_s) / tasks.rest_s;
      assert.deepEqual(Object.keys(truth).sort(), Object.keys(kinds).sort());
      const wrong = Object.entries(truth).flatMap(([name, { line, seconds, rests }]) => {
        const found = lines.get(line);
        const measured = found?.await_s ?? 0;
        const sigma = ((found?.await_s_ci95[1] ?? 0) - measured) / 1.96;
        const allowed = 3 * sigma + looking * seconds + aroundEachRest * rests + 0.002;
        const isRight = Math.abs(measured - seconds) <= allowed && sigma < 0.2 * seconds;
        const isKind = Object.keys(found?.awaits ?? {}).join() === kinds[name];
        const text = `${name}: measured ${measured.toFixed(4)} s ±${sigma.toFixed(4)}, truth ${seconds.toFixed(4)} s`;
        return isRight && isKind ? [] : [`${text}, ${Object.keys(found?.awaits ?? {}).join()}`];
      });
      assert.deepEqual(wrong, []);
      assert.deepEqual(profile.quality.unavailable.includes('tasks'), false);
      assert.deepEqual(profile.problems, []);
      assertThreadAccounts(profile);
    });
  });

  test(`stalls and the lines that kept them on ${version} (${kind})`, async () => {
    await capture({ python: path, script: 'truth/stalling.py' }, async ({ profile, stdout }) => {
      const truth: Record<string, Known & { kind: string }> = JSON.parse(stdout);
      const found = profile.stalls.filter(({ duration_s }) => duration_s >= 0.1).map(({ line }) => line);
      const expected = Object.values(truth).sort((a, b) => b.seconds - a.seconds);
      assert.deepEqual(
        found,
        expected.map(({ line }) => line),
      );
      for (const [index, { seconds, kind: why }] of expected.entries()) {
        const stall = profile.stalls[index];
        assert.equal(stall?.kind, why);
        assert.ok(Math.abs((stall?.duration_s ?? 0) - seconds) < 0.05, `${stall?.duration_s} s, truth ${seconds} s`);
      }
    });
  });
}

/** What tasks await is no time of any thread. */
function assertThreadAccounts({ process, quality }: ProfileJson): void {
  // Going to rest and being woken is in the poll, and is CPU time.
  const around = (quality.tasks?.rests ?? 0) * aroundEachRest;
  for (const thread of process.threads) {
    const known = thread.cpu_s + thread.wait_s + thread.scheduled_out_s;
    assert.ok(
      Math.abs(known - thread.lifetime_s) <= 0.01 * thread.lifetime_s + 0.01 + around,
      `${known} of ${thread.lifetime_s} s`,
    );
  }
}
