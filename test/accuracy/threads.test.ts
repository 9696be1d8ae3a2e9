// Short threads and native ones: every thread's CPU time arrives, and what sums to what.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ThreadJson } from '../../src/protocol/profileJson.ts';
import { captureTruth } from './capture.ts';
import { findInterpreters, pickRepresentatives } from './interpreters.ts';
import { groupSeconds, requireGroup } from '../../src/queries/oracles/measured.ts';
import { truthSeconds } from '../../src/queries/oracles/truth.ts';

const interpreters = pickRepresentatives(await findInterpreters());

const accountedSeconds = (thread: ThreadJson): number =>
  thread.python_s + thread.native_s + thread.kernel_s + thread.wait_s + thread.scheduled_out_s + thread.unsampled_s;

for (const { path, version, kind } of interpreters) {
  test(`threads of 2 ms are all seen on ${version} (${kind})`, async () => {
    const args = ['--what', 'short', '--threads', '500'];
    const { profile, truth } = await captureTruth({ python: path, script: 'manythreads.py', args });
    const group = requireGroup(truth, 'short');
    const expected = truthSeconds(group, 'cpu');
    const measured = groupSeconds(profile, truth, group).cpu_s;
    // 500 first expiries, each uniform in one period of 4 ms: the sum of 2 ms threads has a relative sd of 1 / sqrt(500 * 0.5).
    assert.ok(Math.abs(measured / expected - 1) < 0.03 + 3 / Math.sqrt(250), `${measured} s of ${expected} s`);
    const threads = profile.process.threads.reduce((total, { count }) => total + count, 0);
    assert.equal(threads, 501, `${threads} threads`);
  });

  test(`every second of every thread is accounted for on ${version} (${kind})`, async () => {
    const args = ['--what', 'native', '--seconds', '0.6'];
    const { profile, truth } = await captureTruth({ python: path, script: 'manythreads.py', args });
    for (const thread of profile.process.threads) {
      const accounted = accountedSeconds(thread);
      const text = `thread ${thread.tid}: ${accounted} s of ${thread.lifetime_s} s`;
      assert.ok(Math.abs(accounted - thread.lifetime_s) <= 0.01 * thread.lifetime_s + 0.001, text);
    }
    const cpu = profile.process.threads.reduce((total, { cpu_s }) => total + cpu_s, 0);
    assert.ok(Math.abs(cpu / profile.process.cpu_s - 1) < 0.01, `threads ${cpu} s, process ${profile.process.cpu_s} s`);
    // The program reads its own clock shortly before its end; what comes after is a few milliseconds of finalisation.
    assert.ok(
      Math.abs(profile.process.cpu_s - truth.cpu_s) < 0.01 * truth.cpu_s + 0.03,
      `${profile.process.cpu_s}, ${truth.cpu_s}`,
    );
    const native = groupSeconds(profile, truth, requireGroup(truth, 'native'));
    assert.ok(native.native_s >= 0.97 * native.cpu_s, `${native.native_s} native of ${native.cpu_s} s`);
  });
}
