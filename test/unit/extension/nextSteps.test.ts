/** Every cause has a button, every button a command, every refusal of the command line a message. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import { nextStepsOf, type NextStep } from '../../../src/extension/nextSteps.ts';
import { captureFailed, runMessage } from '../../../src/extension/userErrors.ts';
import type { RunCause } from '../../../src/protocol/heat.ts';
import { causeCodes, describeCause, type CauseCode, type CauseFacts } from '../../../src/queries/causes.ts';
import { refusalStatus } from '../../../src/runner/userErrors.ts';
import { showProfile } from '../../../src/server/shownProfile.ts';
import { madeUpProfile } from '../server/madeUpWorld.ts';

const { summary } = showProfile({ folder: '/s', profile: madeUpProfile(), live: false });
const table = readFileSync(
  join(resolve(import.meta.dirname, '..', '..', '..'), 'src', 'extension', 'commands.ts'),
  'utf8',
);
const isCause = (code: string): code is CauseCode => causeCodes.includes(code);

const facts: CauseFacts = {
  left: 'heat',
  interpreter: '/usr/bin/python3',
  version: '3.7.1',
  wall_s: 1,
  begin_s: 0,
  cpu_s: 0.05,
  rate_hz: 100,
  status: 1,
  signal: null,
  exception: 'ValueError',
  place: { path: '/p/a.py', line: 3 },
  syntax: 'invalid syntax',
};

function checkSteps(steps: readonly NextStep[], about: string): void {
  assert.ok(steps.length >= 1 && steps.length <= 2, about);
  assert.equal(new Set(steps.map(({ label }) => label)).size, steps.length, about);
  for (const { command } of steps) {
    const isKnown = command.startsWith('workbench.') || command.endsWith('.focus') || table.includes(`'${command}'`);
    assert.ok(isKnown, `${about}: there is no command ${command}`);
  }
}

test('every cause has one or two buttons whose commands there are', () => {
  for (const code of causeCodes.filter(isCause)) {
    for (const place of [facts.place, null]) {
      for (const rate_hz of [100, 1000]) {
        const message = runMessage(summary, describeCause(code, { ...facts, place, rate_hz }));
        assert.equal(message.code, code);
        checkSteps(message.nextSteps, code);
      }
    }
  }
});

test('buttons carry what they are about', () => {
  const cause: RunCause = { code: 'X', message: 'x', nextStep: 'go-to-line', place: { path: '/p/a.py', line: 3 } };
  const first = (nextStep: RunCause['nextStep']): NextStep | undefined =>
    nextStepsOf(summary, { ...cause, nextStep })[0];
  assert.deepEqual(first('go-to-line')?.args, ['/p/a.py', 3]);
  assert.deepEqual(first('show-waiting')?.args, [{ basis: 'wait', scope: 'captured' }]);
  assert.deepEqual(first('show-all-files')?.args, [{ basis: 'elapsed', scope: 'all' }]);
  assert.deepEqual(first('raise-rate')?.args, [{ rateHz: 1000 }]);
});

test('a refusal of the command line is named by its status', () => {
  for (const [code, status] of Object.entries(refusalStatus)) {
    const message = captureFailed(status);
    assert.equal(message.code, code);
    assert.match(message.text, /^[A-Z].*\.$/);
    checkSteps(message.nextSteps, code);
  }
  assert.equal(captureFailed(1).code, 'CAPTURE_FAILED');
  assert.equal(captureFailed(undefined).code, 'CAPTURE_FAILED');
});
