import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HeatChoice, HeatFilter } from '../../../src/protocol/heat.ts';
import { basisWords } from '../../../src/queries/basisWords.ts';
import { filterWords, ownName } from '../../../src/server/filterWords.ts';

const cost = { cpu_s: 1, wait_s: 0, fate: null };
const process: HeatChoice = { pid: 7, tid: null, name: 'a.py', main: true, ...cost };
const main: HeatChoice = { pid: 7, tid: 7, name: 'python3', main: true, ...cost };
const loader: HeatChoice = { pid: 7, tid: 8, name: 'loader', main: false, ...cost };
const nameless: HeatChoice = { pid: 7, tid: 9, name: 'python3', main: false, ...cost };
const choices = [process, main, loader, nameless];
const whole: HeatFilter = { basis: 'elapsed', scope: 'captured' };

test('each part of a filter has its words, the run as it is has none', () => {
  const words = (filter: Partial<HeatFilter>, among: readonly HeatChoice[] = choices): string =>
    filterWords({ ...whole, ...filter }, among).join(', ');
  assert.equal(words({}), '');
  assert.equal(words({ basis: 'wait', scope: 'all' }), 'waiting, all files');
  assert.equal(words({ basis: 'cpu', pid: 7 }), 'CPU time, process 7');
  assert.equal(words({ thread: { pid: 7, tid: 7 } }), 'main thread');
  assert.equal(words({ thread: { pid: 7, tid: 8 } }), 'thread loader');
  assert.equal(words({ thread: { pid: 7, tid: 9 } }), 'thread 9');
  assert.equal(words({ thread: { pid: 7, tid: 99 } }), 'thread 99');
  assert.equal(
    words({ thread: { pid: 7, tid: 8 } }, [...choices, { ...process, pid: 8 }]),
    'thread loader of process 7',
  );
});

test('what 100 % is follows the filter', () => {
  assert.match(basisWords(whole), /main thread plus CPU time of the others/);
  assert.equal(basisWords({ ...whole, basis: 'wait' }), 'waiting of all threads');
  assert.equal(basisWords({ ...whole, basis: 'cpu', pid: 7 }), 'CPU time of all its threads');
  assert.equal(basisWords({ ...whole, thread: { pid: 7, tid: 8 } }), 'elapsed time of this thread');
  assert.equal(basisWords({ basis: 'wait', thread: { pid: 7, tid: 8 } }, 'thread 8'), 'waiting of thread 8');
});

test('a thread has a name of its own, or none', () => {
  assert.deepEqual(
    [main, loader, nameless].map((thread) => ownName(thread, choices)),
    ['', 'loader', ''],
  );
});
