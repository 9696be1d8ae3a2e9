/** Which cause is found; the command line's and the editor's words for it are tested with them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyCause, type RecordingFacts } from '../../../src/queries/emptyCause.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { madeUpProfile } from '../server/madeUpWorld.ts';

const recorded: RecordingFacts = {
  streams: 1,
  ready: 1,
  foreign: 0,
  refused: 0,
  replaced: false,
  running: false,
  cancelled: false,
};

const made = madeUpProfile();
const whole = profileJson(made, { scope: defaultScope(made), basis: 'elapsed' });

function causeOf(signals: number, enoughSamples: number, facts: Partial<RecordingFacts> = {}): string {
  const exit = { status: 3, signal: null };
  const profile = { ...whole, process: { ...whole.process, exit }, quality: { ...whole.quality, signals } };
  const { kind, code } = emptyCause(profile, { ...recorded, ...facts }, enoughSamples);
  return `${kind} ${code}`;
}

test('how many samples are enough is the question’s', () => {
  assert.equal(causeOf(4, 5), 'early FAILED_EARLY');
  assert.equal(causeOf(5, 5), 'out-of-scope NOTHING_IN_SCOPE');
  assert.equal(causeOf(0, 1), 'early FAILED_EARLY');
  assert.equal(causeOf(1, 1), 'out-of-scope NOTHING_IN_SCOPE');
});

test('a recording that is missing comes before one that is short', () => {
  assert.equal(causeOf(0, 5, { streams: 0, ready: 0 }), 'not-recorded NOT_LOADED');
  assert.equal(causeOf(0, 5, { streams: 0, ready: 0, running: true }), 'early NOTHING_YET');
  assert.equal(causeOf(0, 5, { ready: 0 }), 'not-recorded NOT_READY');
});
