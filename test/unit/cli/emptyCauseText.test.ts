/** Causes in the command line's words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { causeText } from '../../../src/cli/emptyCauseText.ts';

test('a cause is followed by its next step and its code', () => {
  const cause = { code: 'TOO_SHORT', message: 'The program ended.', nextStep: 'raise-rate', place: null } as const;
  assert.equal(
    causeText(cause),
    'The program ended. Give it more work to do, or take more samples with --rate 1000. [TOO_SHORT]',
  );
});

test('a line is named in full', () => {
  const place = { path: '/p/a.py', line: 3 };
  const cause = { code: 'EXCEPTION', message: 'It failed.', nextStep: 'go-to-line', place } as const;
  assert.equal(causeText(cause), 'It failed. See /p/a.py:3. [EXCEPTION]');
});
