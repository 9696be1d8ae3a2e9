import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ageText, momentText } from '../../../src/base/ageText.ts';

const started = new Date(2026, 10, 3, 12, 3);
const at = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime();

test('the age is a time today, a date before, and counts edits', () => {
  const iso = started.toISOString();
  assert.equal(ageText(iso, 0, at(2026, 10, 3, 23, 59)), 'from 12:03');
  assert.equal(ageText(iso, 1, at(2026, 10, 3, 12, 4)), 'from 12:03, 1 edit ago');
  assert.equal(ageText(iso, 3, at(2026, 10, 4, 0, 1)), 'from 3 Nov, 12:03, 3 edits ago');
  assert.equal(ageText(iso, 0, at(2027, 0, 1, 0, 0)), 'from 3 Nov 2026, 12:03');
});

test('a session without a readable start is not given one', () => {
  assert.equal(momentText('yesterday', 0), 'an unknown time');
});
