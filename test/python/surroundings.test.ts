/** A program sees the same surroundings with and without Heatline. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { heatlineRun, interpreters, makeSandbox, run, type Sandbox } from './harness.ts';

const cases: readonly {
  readonly name: string;
  readonly options: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}[] = [
  { name: 'plain', options: [] },
  { name: '-I', options: ['-I'] },
  { name: '-S -E', options: ['-S', '-E'] },
  { name: '-X dev', options: ['-X', 'dev'] },
  { name: 'PYTHONMALLOC=debug', options: [], env: { PYTHONMALLOC: 'debug' } },
  {
    name: 'LD_PRELOAD, NODE_OPTIONS and VSCODE_ names of its own',
    options: [],
    env: {
      LD_PRELOAD: '/lib/x86_64-linux-gnu/libm.so.6',
      NODE_OPTIONS: '--no-warnings',
      VSCODE_MINE: '1',
      PYTHONMALLOC: 'malloc',
    },
  },
];

/** As a shell starts programs: with a lower limit of open files, an ignored signal, and open descriptors. */
const shellStart = [
  '/bin/bash',
  '-c',
  'ulimit -Sn 512; trap "" HUP; exec 5</dev/null 40</dev/null; "$@"; exit $?',
  'bash',
];

for (const { name, path } of interpreters) {
  describe(
    `surroundings under ${name}`,
    { skip: path === undefined ? `there is no Python ${name} here` : false },
    () => {
      let sandbox: Sandbox;
      before(() => (sandbox = makeSandbox()));
      after(() => sandbox.dispose());
      for (const { name: what, options, env } of cases) {
        test(what, async () => {
          const program = path ?? '';
          const words = [...options, 'surroundings.py', 'one', '--json', '-m', '--', 'two words'];
          const together = { ...sandbox.env, ...env };
          const plain = await run([...shellStart, program, ...words], { env: together });
          const under = await run([...shellStart, ...heatlineRun(program, words)], { env: together });
          assert.equal(plain.status, 0, plain.stderr);
          assert.equal(under.stderr, plain.stderr);
          assert.deepEqual(JSON.parse(under.stdout), JSON.parse(plain.stdout));
          assert.equal(under.status, 0);
        });
      }
    },
  );
}
