/** What the editor says of the function with which initialisation ends: the cause, and the setting to see to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseReadyMark } from '../../../src/base/readyMark.ts';
import { readyAtNotSeen, readyAtNotUnderstood } from '../../../src/extension/userErrors.ts';

test('a setting that names no function is told why, before anything is started', () => {
  const reason = parseReadyMark('app:serve');
  assert.ok(typeof reason === 'string');
  const { code, text, nextSteps } = readyAtNotUnderstood('app:serve', reason).shown;
  assert.equal(code, 'READY_AT_NOT_UNDERSTOOD');
  assert.match(text, /not "app:serve": .*"app\.py:serve"\. Nothing was started\.$/);
  assert.deepEqual(nextSteps[0]?.args, ['heatline.imports.readyAt']);
});

test('a function that was never at work leads to the setting', () => {
  const { code, severity, nextSteps } = readyAtNotSeen('It was not seen.');
  assert.deepEqual([code, severity, nextSteps[0]?.label], ['READY_AT_NOT_SEEN', 'warning', 'Open Setting']);
});
