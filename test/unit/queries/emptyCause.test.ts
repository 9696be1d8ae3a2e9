/** Which cause is found; that each is found for a real program is tested in test/causes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plainFate, profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { CaptureFacts, CaptureFate } from '../../../src/profile/tables.ts';
import type { RunCause } from '../../../src/protocol/heat.ts';
import type { ProfileJson } from '../../../src/protocol/profileJson.ts';
import { emptyCause, endCause } from '../../../src/queries/emptyCause.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';

interface Changes {
  readonly fate?: Partial<CaptureFate>;
  readonly capture?: Partial<CaptureFacts>;
  readonly question?: Partial<Question>;
  readonly quality?: Partial<ProfileJson['quality']>;
  readonly version?: string;
}

/** All of its time is in a library that the user's file did not call. */
const elsewhere = `
  seconds  0.05
           /usr/lib/python3.11/json/decoder.py:3 scan
`;

function ask(
  { fate, capture, question, quality, version }: Changes,
  drawing: string,
): { cause: RunCause; end: RunCause | undefined } {
  const profile = profileFromDrawing(drawing, { ...capture, fate: { ...plainFate, ...fate } });
  const asked: Question = { scope: defaultScope(profile), basis: 'elapsed', ...question };
  const json = profileJson(profile, asked);
  const answer: ProfileJson = {
    ...json,
    quality: { ...json.quality, signals: 0, ...quality },
    process: { ...json.process, version: version ?? json.process.version },
  };
  return { cause: emptyCause(profile, asked, answer), end: endCause(profile, answer) };
}

function codeOf(changes: Changes, drawing = elsewhere): string {
  const { cause } = ask(changes, drawing);
  assert.match(cause.message, /^[A-Z/].*\.$/s);
  return cause.code;
}

/** Longer than any interpreter needs to start. */
const longElsewhere = `
  seconds  0.5
           /usr/lib/python3.11/json/decoder.py:3 scan
`;

const none = { streams: 0, ready: 0 };
const enough = { signals: 5 };

test('a recording that is missing comes before one that is short', () => {
  assert.equal(codeOf({ fate: none }), 'NOT_LOADED');
  assert.equal(codeOf({ fate: { ...none, foreign: 1 } }), 'NOT_PYTHON');
  assert.equal(codeOf({ fate: { ...none, refused: 1 } }), 'NO_ROOM');
  assert.equal(codeOf({ fate: none, capture: { signal: 'SIGKILL' } }), 'KILLED');
  assert.equal(codeOf({ fate: { ...none, live: true } }), 'NOTHING_YET');
  assert.equal(codeOf({ fate: { ready: 0 } }), 'NO_ROOM');
  assert.equal(codeOf({ fate: { ...none, foreign: 1, pythonVersion: '2.7.18' } }), 'PYTHON_TOO_OLD');
  assert.equal(codeOf({ quality: { unavailable: ['timer'] } }), 'NO_TIMERS');
  const window = { beginSeconds: 5, endSeconds: null, opened: false };
  assert.equal(codeOf({ capture: { window } }), 'WINDOW_NOT_REACHED');
  assert.notEqual(codeOf({ capture: { window: { ...window, opened: true } } }), 'WINDOW_NOT_REACHED');
});

test('an unknown Python is told by its version', () => {
  const quality = { ...enough, unavailable: ['python-stacks'] };
  assert.equal(codeOf({ quality, version: '3.7.17' }), 'PYTHON_TOO_OLD');
  assert.equal(codeOf({ quality, version: '2.7.18' }), 'PYTHON_TOO_OLD');
  assert.equal(codeOf({ quality, version: '3.14.0' }), 'PYTHON_UNKNOWN');
  assert.equal(codeOf({ quality, version: '' }), 'PYTHON_UNKNOWN');
});

test('too few samples are explained by the end', () => {
  assert.equal(codeOf({}), 'TOO_SHORT');
  assert.equal(codeOf({ capture: { status: 3 } }), 'PROGRAM_FAILED');
  assert.equal(codeOf({ capture: { signal: 'SIGTERM', status: null } }), 'KILLED');
  assert.equal(codeOf({ capture: { signal: 'SIGKILL', status: null }, fate: { outOfMemory: true } }), 'OUT_OF_MEMORY');
  assert.equal(codeOf({ capture: { signal: 'SIGINT', status: null, cancelled: true } }), 'CANCELLED');
  assert.equal(codeOf({ capture: { running: true, status: null } }), 'RUNNER_KILLED');
  assert.equal(codeOf({ fate: { endKind: 'exec' } }), 'REPLACED');
  assert.equal(codeOf({ fate: { endKind: '_exit' } }), 'OS_EXIT');
  assert.equal(codeOf({ fate: { endKind: '_exit' }, capture: { status: 9 } }), 'OS_EXIT');
});

test('what ran for long is explained by the question', () => {
  const quality = enough;
  assert.equal(codeOf({ quality, capture: { status: 3 } }, longElsewhere), 'NOTHING_IN_SCOPE');
  assert.equal(codeOf({ quality, question: { basis: 'wait' } }, longElsewhere), 'NO_WAITING');
  assert.equal(codeOf({ quality, question: { scope: { kind: 'all' } } }, longElsewhere), 'TOO_SHORT');
  assert.equal(codeOf({ quality, question: { pid: 100 } }, longElsewhere), 'NOTHING_IN_SELECTION');
});

test('waiting in scope that is not counted is offered', () => {
  const worker = `
    seconds  0.5         0.01
    class    sleep       eval
    thread   worker      main
             /p/a.py:3 f /usr/lib/python3.11/threading.py:9 join
  `;
  const { cause } = ask({}, worker);
  assert.deepEqual([cause.code, cause.nextStep], ['ONLY_WAITED', 'show-waiting']);
});

test('more samples are only offered where there can be more', () => {
  assert.equal(ask({}, elsewhere).cause.nextStep, 'raise-rate');
  assert.equal(ask({ capture: { rateHz: 1000 } }, elsewhere).cause.nextStep, 'give-more-work');
});

const traceback = {
  exception: 'ValueError',
  frames: [
    { path: '/p/a.py', line: 3 },
    { path: '/p/b.py', line: 7 },
    { path: '/usr/lib/python3.11/json/decoder.py', line: 355 },
  ],
};

test('an exception leads to the last line of the own code', () => {
  const { end } = ask({ capture: { status: 1 }, fate: { traceback } }, elsewhere);
  assert.deepEqual(end, {
    code: 'EXCEPTION',
    message: 'The program ended with status 1 after ValueError at b.py:7. The heat shows the time up to there.',
    nextStep: 'go-to-line',
    place: { path: '/p/b.py', line: 7 },
  });
});

test('a traceback that the program survived says nothing about its end', () => {
  assert.equal(ask({ fate: { traceback } }, elsewhere).end, undefined);
  assert.equal(ask({ capture: { status: 2 }, fate: { traceback } }, elsewhere).end?.code, 'PROGRAM_FAILED');
});

test('an end that was asked for is not explained', () => {
  assert.equal(ask({}, elsewhere).end, undefined);
  assert.equal(ask({ fate: { endKind: '_exit' } }, elsewhere).end, undefined);
  assert.equal(ask({ capture: { cancelled: true, signal: 'SIGTERM' } }, elsewhere).end, undefined);
  assert.equal(ask({ capture: { signal: 'SIGINT', status: null } }, elsewhere).end, undefined);
  assert.equal(ask({ fate: { live: true }, capture: { running: true } }, elsewhere).end, undefined);
});

test('memory that Python could not get is told as such', () => {
  const fate = { traceback: { ...traceback, exception: 'MemoryError' } };
  assert.equal(ask({ capture: { status: 1 }, fate }, elsewhere).end?.code, 'OUT_OF_MEMORY');
});
