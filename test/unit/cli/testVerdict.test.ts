// What two runs of a project's tests say of the change between them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startChange } from '../../../src/cli/recordedStarts.ts';
import { testVerdict } from '../../../src/cli/testVerdict.ts';
import type { TestRun, TestStatus } from '../../../src/tools/projectTests.ts';

const ended = (status: TestStatus, ...failed: string[]): TestRun => ({
  runner: 'pytest',
  status,
  reason: status,
  failed,
  ran: 3,
  wallSeconds: 1,
  tail: [],
});
const verdict = (before: TestRun, after?: TestRun): string => {
  const found = testVerdict(before, after);
  return found.kind === 'broken' ? `broken ${found.tests.join(' ')}`.trim() : found.kind;
};

test('a change breaks what passed before it', () => {
  assert.equal(verdict(ended('passed'), ended('passed')), 'pass');
  assert.equal(verdict(ended('passed'), ended('failed', 'a::x')), 'broken a::x');
  assert.equal(verdict(ended('failed', 'a::y'), ended('failed', 'a::x', 'a::y')), 'broken a::x');
  for (const status of ['timeout', 'broken', 'none', 'failed'] as const)
    assert.equal(verdict(ended('passed'), ended(status)), 'broken', status);
  assert.equal(verdict(ended('failed', 'a::y'), ended('timeout')), 'broken');
});

test('what failed before is not held against it, nor what names no tests and failed', () => {
  assert.equal(verdict(ended('failed', 'a::y'), ended('failed', 'a::y')), 'pass');
  assert.equal(verdict(ended('failed', 'a::y'), ended('passed')), 'pass');
  assert.equal(verdict(ended('failed'), ended('failed')), 'pass');
});

test('tests that are not there, or do not end without the change, say nothing', () => {
  assert.equal(verdict(ended('none')), 'none');
  assert.equal(verdict(ended('timeout')), 'unknown');
  assert.equal(verdict(ended('broken')), 'unknown');
});

test('what functions load instead of the start has moved, when it is half of it and more than noise', () => {
  const change = (before: readonly [number, number], after: readonly [number, number]) =>
    startChange(
      [1, 1.1].map((factor) => [
        { initSeconds: before[0] * factor, laterSeconds: before[1] * factor },
        { initSeconds: after[0] * factor, laterSeconds: after[1] * factor },
      ]),
    );
  const moved = change([0.3, 0], [0.1, 0.19]);
  assert.ok(moved.moved && Math.abs(moved.init.value - 3) < 1e-9 && Math.abs(moved.movedSeconds - 0.1995) < 1e-9);
  assert.equal(change([0.3, 0], [0.1, 0.02]).moved, false);
  assert.equal(change([0.003, 0], [0.002, 0.001]).moved, false);
  assert.equal(change([0.1, 0], [0.1, 0.5]).movedSeconds, 0);
  assert.equal(change([0.1, 0], [0, 0]).init.value > 100, true);
});
