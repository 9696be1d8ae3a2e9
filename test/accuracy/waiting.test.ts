// Waiting in every blocking call of the main thread, against elapsed time minus the thread's own CPU clock.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { captureTruth } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { groupSeconds, requireGroup } from '../../src/queries/oracles/measured.ts';
import { truthSeconds } from '../../src/queries/oracles/truth.ts';

const interpreters = pickRepresentatives(await findInterpreters());

/** Around each call there are a few hundred microseconds of Python, and on a busy machine of the run queue, that are no waiting in it. */
const slackSeconds = 0.002;

/** Shorter waits for the interpreter are sampled, each chosen one counting this long. A busy machine makes up to half of the time of them. */
const briefSeconds = 0.004;

for (const { path, version, kind } of interpreters) {
  test(`every kind of waiting is within 1 % on ${version} (${kind})`, async () => {
    const { profile, truth } = await captureTruth({ python: path, script: 'waiting.py' });
    const wrong = Object.entries(truth.groups).flatMap(([name, group]) => {
      const expected = truthSeconds(group, 'wait');
      const measured = groupSeconds(profile, truth, group).wait_s;
      const allowed = 0.01 * expected + slackSeconds + truthSeconds(group, 'scheduled_out');
      const isRight = Math.abs(measured - expected) <= allowed;
      return isRight ? [] : [`${name}: measured ${measured.toFixed(4)} s, truth ${expected.toFixed(4)} s`];
    });
    assert.deepEqual(wrong, []);
  });

  test(`waiting for the interpreter is told apart on ${version} (${kind})`, async () => {
    const { profile, truth } = await captureTruth({ python: path, script: 'waiting.py', args: ['--what', 'gil'] });
    const group = requireGroup(truth, 'gil');
    const measured = groupSeconds(profile, truth, group);
    // Off the CPU it either waited for the lock or for a processor; the latter may fall inside or outside of the wait.
    const most = truthSeconds(group, 'wait');
    const least = most - truthSeconds(group, 'scheduled_out');
    const slack = 0.03 * most + slackSeconds + 3 * Math.sqrt(briefSeconds * (most / 2));
    const text = `measured ${measured.gil_wait_s.toFixed(3)} s, truth ${least.toFixed(3)} to ${most.toFixed(3)} s`;
    assert.ok(measured.gil_wait_s >= least - slack && measured.gil_wait_s <= most + slack, text);
    assert.ok(measured.gil_wait_s >= 0.95 * measured.wait_s, `${measured.wait_s} s of waiting in all`);
  });
}
