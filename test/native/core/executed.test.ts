// Functions that are called after their modules were loaded, on a sample or not, and those that never are.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import type { Stream } from '../../../src/session/session.ts';
import { capture, onlyStream, programs } from '../capture.ts';
import { join } from 'node:path';

const interpreters = pickRepresentatives(await findInterpreters());
const program = join(programs, 'executed', 'main.py');

/** Module of the package -> whether one of its functions is known to have been called. */
function calledOf(stream: Stream): Record<string, boolean | null> {
  const own = stream.imports.filter(({ name }) => name.startsWith('parts.'));
  return Object.fromEntries(own.map(({ name, called }) => [name.slice('parts.'.length), called]));
}

describe('functions that were called', { concurrency: true }, () => {
  for (const { path: python, version, kind } of interpreters) {
    const on = `on ${version} (${kind})`;
    test(`once is enough, only at import is not, behind decorators and in classes ${on}`, async () => {
      const stream = onlyStream(await capture([python, program, 'all']));
      assert.deepEqual(calledOf(stream), {
        atimport: false,
        behind: true,
        inclass: true,
        never: false,
        once: true,
      });
      const functions = Object.fromEntries(stream.imports.map((facts) => [facts.name, facts.functions]));
      assert.deepEqual([functions['parts.never'], functions['parts.inclass']], [3, 4]);
    });

    test(`what is taken away while the program runs is compared before it goes ${on}`, async () => {
      const { once, never } = calledOf(onlyStream(await capture([python, program, 'removed'])));
      assert.deepEqual([once, never], [true, false]);
    });
  }

  const newest = interpreters.filter(({ kind }) => kind === 'shared').at(-1)?.path ?? assert.fail('no shared CPython');

  test('a program that ends before anything could be noted claims nothing', async () => {
    const called = calledOf(onlyStream(await capture([newest, program, 'short'])));
    assert.deepEqual(new Set(Object.values(called)), new Set([null]));
  });

  test('a process that is killed proves what was seen to go, and nothing else', async () => {
    const captured = await capture([newest, program, 'killed']);
    assert.equal(captured.signal, 'SIGKILL');
    const { once, never } = calledOf(captured.streams[0] ?? assert.fail('no stream'));
    assert.deepEqual([once, never], [null, null]);
  });

  test('a fork child notes what it loads itself', async () => {
    const captured = await capture([newest, program, 'fork']);
    const child = captured.streams.find(({ header }) => header.parentStream !== 0) ?? assert.fail('no child');
    assert.deepEqual(calledOf(child), { behind: true });
  });

  test('without the record of imports nothing is noted', async () => {
    const stream = onlyStream(await capture([newest, program, 'all'], { noImports: true }));
    assert.deepEqual(stream.imports, []);
  });
});
