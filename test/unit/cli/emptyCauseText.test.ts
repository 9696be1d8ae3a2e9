/** Never an empty result without one named cause. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyCauseText } from '../../../src/cli/emptyCauseText.ts';
import type { ProfileJson } from '../../../src/protocol/profileJson.ts';
import type { CaptureFate } from '../../../src/store/openSession.ts';

const fate: CaptureFate = {
  streams: 1,
  ready: 1,
  foreign: 0,
  refused: 0,
  replaced: false,
  running: false,
  cancelled: false,
};

interface Facts {
  readonly signals?: number;
  readonly unavailable?: readonly string[];
  readonly status?: number | null;
  readonly signal?: string;
  readonly basis?: 'elapsed' | 'cpu' | 'wait';
}

function codeFor(facts: Facts, changes: Partial<CaptureFate> = {}): string {
  const profile: ProfileJson = {
    schema: 'heatline-profile',
    version: 1,
    quality: {
      signals: facts.signals ?? 0,
      effective_samples: 0,
      dropped: {},
      truncated: 0,
      unsampled_s: 0,
      scheduled_out_s: 0,
      overhead: 0,
      handler_ns_mean: 0,
      estimator: 'unwind',
      unavailable: facts.unavailable ?? [],
    },
    process: {
      command: ['python', 'a.py'],
      interpreter: '/usr/bin/python3',
      version: '3.13.0',
      wall_s: 0.02,
      cpu_s: 0.01,
      basis: facts.basis ?? 'elapsed',
      basis_s: 0.02,
      rate_hz: 100,
      exit: { status: facts.status ?? (facts.signal === undefined ? 0 : null), signal: facts.signal ?? null },
      threads: [],
      processes: [],
    },
    files: [],
    functions: [],
    native: [],
    problems: [],
  };
  const found = emptyCauseText(profile, { ...fate, ...changes });
  assert.match(found.message, /^[A-Z/].*\.$/s);
  assert.match(found.nextStep, /^[A-Z].*\.$/s);
  return found.code;
}

test('each kind of nothing has its own cause', () => {
  assert.equal(codeFor({}, { streams: 0, ready: 0 }), 'NOT_LOADED');
  assert.equal(codeFor({}, { streams: 0, ready: 0, foreign: 1 }), 'NOT_PYTHON');
  assert.equal(codeFor({}, { streams: 0, ready: 0, refused: 1 }), 'NO_ROOM');
  assert.equal(codeFor({ signal: 'SIGKILL' }, { streams: 0, ready: 0 }), 'KILLED');
  assert.equal(codeFor({ unavailable: ['python-stacks'], signals: 5 }), 'PYTHON_UNKNOWN');
  assert.equal(codeFor({ status: 1 }, { ready: 0 }), 'NOT_READY');
  assert.equal(codeFor({}), 'TOO_SHORT');
  assert.equal(codeFor({ status: 1 }), 'FAILED_EARLY');
  assert.equal(codeFor({ signal: 'SIGTERM' }), 'KILLED');
  assert.equal(codeFor({ signal: 'SIGINT' }, { cancelled: true }), 'CANCELLED');
  assert.equal(codeFor({}, { replaced: true }), 'REPLACED');
  assert.equal(codeFor({}, { running: true }), 'NOTHING_YET');
  assert.equal(codeFor({ signals: 9 }), 'NOTHING_IN_SCOPE');
  assert.equal(codeFor({ signals: 9, basis: 'cpu' }), 'NO_CPU_IN_SCOPE');
  assert.equal(codeFor({ signals: 9, basis: 'wait' }), 'NO_WAITING');
});
