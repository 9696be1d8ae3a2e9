/** A program ends under Heatline as it does without: status, signal, messages; and what it did before is kept. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { heatlineRun, interpreters, latestProfile, makeSandbox, run, cpuSecondsIn, type Sandbox } from './harness.ts';

const endings: readonly (readonly [how: string, what: string])[] = [
  ['exit', '7'],
  ['_exit', '9'],
  ['raise', 'its message'],
  ['signal', 'SIGTERM'],
  ['signal', 'SIGKILL'],
  ['signal', 'SIGPIPE'],
  ['signal', 'SIGABRT'],
  ['signal', 'SIGUSR1'],
  ['fault', ''],
  ['exec', '5'],
  ['recursion', ''],
];

/** Addresses and thread ids differ from run to run. */
function comparable(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+/g, '0x…');
}

for (const { name, path } of interpreters) {
  describe(`endings under ${name}`, { skip: path === undefined ? `there is no Python ${name} here` : false }, () => {
    let sandbox: Sandbox;
    before(() => (sandbox = makeSandbox()));
    after(() => sandbox.dispose());
    for (const [how, what] of endings) {
      test(`${how} ${what}`, async () => {
        const words = ['endings.py', how, what];
        const plain = await run([path ?? '', ...words], { env: sandbox.env });
        const under = await run(heatlineRun(path ?? '', ['--rate', '1000', ...words]), { env: sandbox.env });
        assert.deepEqual(
          { ...under, stderr: comparable(under.stderr) },
          { ...plain, stderr: comparable(plain.stderr) },
        );
        const profile = await latestProfile(sandbox);
        assert.equal(profile.process.exit.status, plain.status);
        assert.equal(profile.process.exit.signal, plain.signal);
        assert.ok(cpuSecondsIn(profile, 'endings.py') > 0, `no time on lines: ${JSON.stringify(profile.quality)}`);
      });
    }
    test('standard input reaches the program', async () => {
      const input = 'first\nsecond\n'.repeat(20_000);
      const code = 'import sys; data = sys.stdin.read(); print(len(data), data.count("second"), sys.stdin.isatty())';
      const plain = await run([path ?? '', '-c', code], { env: sandbox.env, input });
      const under = await run(heatlineRun(path ?? '', ['-c', code]), { env: sandbox.env, input });
      assert.deepEqual(under, plain);
    });
    test('signals and timers of its own', async () => {
      const plain = await run([path ?? '', 'signals.py'], { env: sandbox.env });
      const under = await run(heatlineRun(path ?? '', ['signals.py']), { env: sandbox.env });
      assert.equal(plain.status, 0, plain.stderr);
      assert.deepEqual(under, plain);
    });
  });
}
