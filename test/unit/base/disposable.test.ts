import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertNever } from '../../../src/base/assertNever.ts';
import { disposeTogether } from '../../../src/base/disposable.ts';

test('several are released last first, and once', () => {
  const released: string[] = [];
  const part = (name: string) => ({ dispose: () => void released.push(name) });
  const all = disposeTogether([part('a'), part('b')]);
  all.dispose();
  all.dispose();
  assert.deepEqual(released, ['b', 'a']);
});

test('a branch that the types rule out says what it met', () => {
  assert.throws(() => assertNever('surprise' as never), /surprise/);
});
