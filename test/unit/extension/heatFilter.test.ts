import assert from 'node:assert/strict';
import { test } from 'node:test';

import { heatFilter, isWholeRun, wholeRun } from '../../../src/extension/heatFilter.ts';

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
