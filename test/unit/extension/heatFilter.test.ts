import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choiceCost, heatFilter, isWholeRun, wholeRun } from '../../../src/extension/heatFilter.ts';

test('a filter from outside keeps basis and scope where it says nothing of them', () => {
  const current = { basis: 'cpu', scope: 'all', pid: 7 } as const;
  assert.deepEqual(heatFilter({ basis: 'wait' }, current), { basis: 'wait', scope: 'all' });
  assert.deepEqual(heatFilter({ pid: 5 }, wholeRun), { basis: 'elapsed', scope: 'captured', pid: 5 });
  assert.deepEqual(heatFilter({ thread: { pid: 5, tid: 6 }, scope: 'all' }, wholeRun), {
    basis: 'elapsed',
    scope: 'all',
    thread: { pid: 5, tid: 6 },
  });
});

test('what is no filter is left out', () => {
  for (const value of [undefined, null, 'cpu', 3, []]) assert.deepEqual(heatFilter(value, wholeRun), wholeRun);
  const odd = { basis: 'heap', scope: '/etc', pid: '7', thread: { pid: 1 }, extra: 1 };
  assert.deepEqual(heatFilter(odd, wholeRun), wholeRun);
});

test('the whole run is the one without any narrowing', () => {
  assert.ok(isWholeRun(wholeRun));
  assert.ok(!isWholeRun({ ...wholeRun, basis: 'cpu' }) && !isWholeRun({ ...wholeRun, pid: 1 }));
});

test('a choice says what it cost; a process also its part, and how it ended', () => {
  const choice = { pid: 7, tid: null, name: 'a.py', main: false, cpu_s: 1.2, wait_s: 0.1 };
  const exit = { status: 3, signal: null };
  const text = choiceCost({ ...choice, fate: { cpu_share: 0.43, exit, replaced: false } });
  assert.match(text, /^1\.20 s CPU \(43\.0 %\) · .* waiting · exit 3$/);
  assert.match(choiceCost({ ...choice, fate: { cpu_share: 0.43, exit: null, replaced: false } }), / waiting$/);
  assert.match(choiceCost({ ...choice, tid: 8, fate: null }), /^1\.20 s CPU · /);
});
