// Programs with event loops of other libraries: they run as ever, and the profile says that their tasks are not seen.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { ensureEnvironment, readInterpreter } from '../../src/build/pythonEnvironment.mjs';
import { capture, programs } from './capture.ts';
import { findInterpreters } from './interpreters.ts';

const newest = (await findInterpreters()).filter(({ kind }) => kind === 'shared').at(-1);
const requirements = join(programs, 'loops', 'requirements.txt');
const purpose = { folder: 'loops', what: 'other event loops' };

describe("event loops that are not asyncio's", () => {
  let python = '';

  before(async () => {
    const interpreter = await readInterpreter(newest?.path ?? assert.fail('no interpreter'), purpose);
    const identity = readFileSync(requirements, 'utf8');
    const pipArguments = ['--no-deps', '-r', requirements];
    ({ python } = await ensureEnvironment({ purpose, interpreter, identity, pipArguments }));
  });

  for (const name of ['trio', 'uvloop']) {
    test(`${name} runs unharmed, and its tasks are said not to be seen`, async () => {
      await capture({ python, script: `loops/with_${name}.py` }, async ({ profile, stdout, stderr }) => {
        assert.equal(stdout, 'done\n');
        assert.equal(stderr, '');
        assert.deepEqual(profile.quality.tasks?.not_seen, [name]);
        assert.equal(profile.quality.tasks?.rests, 0);
        assert.deepEqual(profile.problems, []);
        const awaited = profile.files.flatMap(({ lines }) => lines).filter(({ await_s }) => await_s > 0);
        assert.deepEqual(awaited, []);
      });
    });
  }
});
