/** Children of every kind behave as without Heatline, and their time is in the profile. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import {
  commandLine,
  heatlineRun,
  interpreters,
  latestProfile,
  makeSandbox,
  run,
  cpuSecondsIn,
  type Sandbox,
} from './harness.ts';

/** `seconds`: CPU time that the program and its followed children use in `burn`, by construction. */
const families: readonly { readonly how: string; readonly processes: number; readonly seconds: number }[] = [
  { how: 'fork', processes: 3, seconds: 0.4 },
  { how: 'pool fork', processes: 3, seconds: 0.4 },
  { how: 'pool spawn', processes: 3, seconds: 0.4 },
  { how: 'subprocess', processes: 2, seconds: 0.2 },
  { how: 'shell', processes: 2, seconds: 0.2 },
  { how: 'own environment', processes: 1, seconds: 0.1 },
  { how: 'closed descriptors', processes: 2, seconds: 0.2 },
  { how: 'threads', processes: 1, seconds: 0.5 },
];

for (const { name, path } of interpreters) {
  describe(`families under ${name}`, { skip: path === undefined ? `there is no Python ${name} here` : false }, () => {
    let sandbox: Sandbox;
    before(() => (sandbox = makeSandbox()));
    after(() => sandbox.dispose());
    for (const { how, processes, seconds } of families) {
      test(how, async () => {
        // Warnings are errors: a second thread of ours would make os.fork warn from 3.12 on.
        const words = ['-W', 'error', 'family.py', how];
        const plain = await run([path ?? '', ...words], { env: sandbox.env });
        const under = await run(heatlineRun(path ?? '', ['--rate', '500', ...words]), { env: sandbox.env });
        assert.equal(plain.status, 0, plain.stderr);
        assert.deepEqual(under, plain);
        const profile = await latestProfile(sandbox);
        assert.ok(profile.process.processes.length >= processes, `${profile.process.processes.length} processes`);
        const found = cpuSecondsIn(profile, 'family.py');
        assert.ok(Math.abs(found - seconds) < 0.1 + 0.3 * seconds, `${found} s found, ${seconds} s by construction`);
      });
    }

    test('the tree of processes, and the lines of one of them', async () => {
      const under = await run(heatlineRun(path ?? '', ['--rate', '500', 'family.py', 'shell']), { env: sandbox.env });
      assert.equal(under.status, 0, under.stderr);
      const show = (...words: string[]) =>
        run([process.execPath, commandLine, 'show', ...words], { env: { ...sandbox.env, COLUMNS: '140' } });
      const tree = await show('--processes');
      assert.match(tree.stdout, /exit 0 +Python 3\.\d+\.\d+ +\d+ {2}python\S* .*family\.py shell\n/);
      assert.match(tree.stdout, /\n2 Python processes: .* CPU\. 1 other program: .*\. Together .*\.\n$/);

      const { process: all } = await latestProfile(sandbox);
      const child = all.processes.find(({ python, parent }) => python && parent !== null);
      const shell = all.processes.find(({ python }) => !python);
      assert.ok(child !== undefined && shell !== undefined);
      const one = await latestProfile(sandbox, ['--process', String(child.pid)]);
      const found = cpuSecondsIn(one, 'family.py');
      assert.ok(found > 0.05 && found < 0.15, `${found} s of 0.1 s by construction`);

      const refused = await show('--process', String(shell.pid));
      assert.deepEqual([refused.status, refused.stdout], [2, '']);
      assert.match(refused.stderr, new RegExp(`Process ${shell.pid} is no Python`));
      assert.match((await show('--process', '1')).stderr, /no process 1; "heatline show --processes" lists them/);
    });

    test('what they share is counted once by PSS, and the report says so', async () => {
      const said = await run([process.execPath, commandLine, 'run', '--interpreter', path ?? '', 'sharing.py'], {
        env: sandbox.env,
      });
      const { process: all } = await latestProfile(sandbox);
      const shared = 64 * 2 ** 20;
      assert.ok(all.peak_rss_bytes > 2 * shared, `${all.peak_rss_bytes} bytes resident`);
      assert.ok(all.pss_differs && all.peak_pss_bytes !== null, `${all.peak_pss_bytes}`);
      assert.ok(all.peak_pss_bytes > shared && all.peak_pss_bytes < 2 * shared, `${all.peak_pss_bytes} bytes of PSS`);
      assert.match(said.stderr, / resident \([\d.]+ MB PSS: what processes share, counted once\) · /);
    });
  });
}
