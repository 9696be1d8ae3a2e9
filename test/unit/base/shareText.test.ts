import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plusMinusText, shareText, shareWithinText } from '../../../src/base/shareText.ts';

test('shares in percent, and how far their intervals reach in points', () => {
  assert.deepEqual([0, 0.4213, 1].map(shareText), ['0.0 %', '42.1 %', '100.0 %']);
  assert.deepEqual([plusMinusText(0.5, [0.46, 0.53]), plusMinusText(0.5, [0.5, 0.5])], ['±4.0', '']);
  assert.deepEqual([shareWithinText(0.5, [0.46, 0.53]), shareWithinText(0.5, [0.5, 0.5])], ['50.0 % ±4.0', '50.0 %']);
});
