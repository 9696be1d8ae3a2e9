import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatBytes } from '../../../src/extension/format.ts';
import {
  endText,
  exportName,
  formatAge,
  historyDescription,
  mostNameCharacters,
  runDescription,
  runTooltip,
} from '../../../src/extension/runTexts.ts';
import type { SessionRow } from '../../../src/protocol/heat.ts';
import * as store from '../../../src/store/sessionName.ts';

const minuteMs = 60_000;
const nowMs = new Date(2026, 5, 15, 12).getTime();
const good: SessionRow = {
  folder: '/s/1',
  name: '',
  command: 'train.py --fast',
  startedAt: new Date(nowMs - 5 * minuteMs).toISOString(),
  wall_s: 12.34,
  state: 'ended',
  end: { status: 0, signal: null, cancelled: false },
  sizeBytes: 340 * 1024,
};

test('what went well needs no words, everything else says how it ended', () => {
  const end = (status: number | null, signal: string | null, cancelled = false): SessionRow => ({
    ...good,
    end: { status, signal, cancelled },
  });
  assert.equal(runDescription(good, nowMs), '5 min ago · 12.3 s');
  assert.equal(runDescription(end(3, null), nowMs), '5 min ago · 12.3 s · status 3');
  assert.equal(runDescription(end(null, 'SIGKILL'), nowMs), '5 min ago · 12.3 s · SIGKILL');
  assert.equal(runDescription(end(null, 'SIGINT', true), nowMs), '5 min ago · 12.3 s · cancelled');
  const interrupted: SessionRow = { ...good, state: 'interrupted', end: null, wall_s: null };
  assert.equal(runDescription(interrupted, nowMs), '5 min ago · Heatline was killed');
  assert.equal(runDescription({ ...interrupted, state: 'running' }, nowMs), 'running');
  assert.equal(endText(end(null, null)), 'unknown how');
  const damaged: SessionRow = { ...interrupted, state: 'damaged' };
  assert.equal(runDescription(damaged, nowMs), "5 min ago · damaged, can't be opened");
  assert.match(runTooltip(damaged, 'today'), /\nThis run is damaged, can't be opened\n/);
  assert.match(runDescription({ ...damaged, state: 'other-version' }, nowMs), /of another version of Heatline$/);
});

test('a name stands in the place of what ran, which comes last', () => {
  const named = { ...good, name: 'before the fix' };
  assert.equal(runDescription(named, nowMs), '5 min ago · 12.3 s · train.py --fast');
  assert.equal(
    runTooltip(named, 'today, 11:55'),
    'before the fix\ntrain.py --fast\ntoday, 11:55, 12.3 s elapsed\nEnded: status 0\n340 KB in /s/1',
  );
});

test('ages', () => {
  const age = (ms: number): string => formatAge(nowMs - ms, nowMs);
  assert.deepEqual(
    [0, 59_000, minuteMs, 59.9 * minuteMs, 60 * minuteMs, 30 * 60 * minuteMs, 6.9 * 24 * 60 * minuteMs].map(age),
    ['just now', 'just now', '1 min ago', '59 min ago', '1 h ago', '1 d ago', '6 d ago'],
  );
  assert.equal(formatAge(new Date(2026, 4, 2).getTime(), nowMs), '2 May');
  assert.equal(formatAge(new Date(2024, 10, 12).getTime(), nowMs), '12 Nov 2024');
  assert.equal(age(-5000), 'just now');
  assert.equal(formatAge(Number.NaN, nowMs), '');
});

test('the history says what it takes and what it may take', () => {
  const of = (n: number): string =>
    historyDescription({ sessions: Array(n).fill(good), totalBytes: 34.4 * 2 ** 20, budgetBytes: 2 ** 30 });
  assert.deepEqual([of(0), of(1), of(12)], ['', '1 run · 34 MB of 1 GB', '12 runs · 34 MB of 1 GB']);
  assert.deepEqual([0, 1023, 1024, 1536, 10 * 1024, 2 ** 20 - 1, 2.5 * 2 ** 30].map(formatBytes), [
    '0 B',
    '1023 B',
    '1 KB',
    '1.5 KB',
    '10 KB',
    '1 MB',
    '2.5 GB',
  ]);
});

test('an export has a file name without surprises', () => {
  assert.equal(exportName(good), 'train');
  assert.equal(exportName({ ...good, name: 'before / after: the fix' }), 'before-after-the-fix');
  assert.equal(exportName({ ...good, command: '-m pytest -x' }), 'pytest');
  assert.equal(exportName({ ...good, command: 'src/deep/train.py' }), 'train');
  assert.equal(exportName({ ...good, command: '-c' }), 'c');
  assert.equal(exportName({ ...good, name: '../..' }), 'profile');
});

test('the input box and the store agree on how long a name may be', () => {
  assert.equal(mostNameCharacters, store.mostNameCharacters);
});
