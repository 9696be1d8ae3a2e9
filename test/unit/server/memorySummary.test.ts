import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MemoryAsked } from '../../../src/profile/tables.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { memorySummary } from '../../../src/server/memorySummary.ts';
import { madeUpProfile } from './madeUpWorld.ts';

function missing(asked: MemoryAsked): (string | undefined)[] {
  const plain = madeUpProfile();
  const profile = { ...plain, capture: { ...plain.capture, memory: asked } };
  const json = profileJson(profile, { scope: defaultScope(profile), basis: 'elapsed' });
  const { memoryMissing, copiesMissing } = memorySummary(profile, json);
  return [memoryMissing?.code, copiesMissing?.code];
}

test('what was asked for and is not there had no room', () => {
  const asked = { allocations: true, copies: true, intervalBytes: 0, otherAllocator: null };
  assert.deepEqual(missing(asked), ['MEMORY_NO_ROOM', 'MEMORY_NO_ROOM']);
  assert.deepEqual(missing({ ...asked, copies: false }), ['MEMORY_NO_ROOM', 'COPIES_OFF']);
});
