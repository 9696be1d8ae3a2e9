import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isWithin, keyTarget, pathTo, siblingsOf } from '../../../media/importFlame/boxTree.ts';
import { drawBoxes } from './drawnBoxes.ts';

const tree = drawBoxes(`
  all
    numpy
      core
        umath
      fft
    json
      scan
    re
`);
const names = tree.boxes.map(({ module }) => module || 'all');

function pressed(keys: string): string {
  let at = 0;
  for (const key of keys.split(' ')) at = keyTarget(tree, at, key) ?? at;
  return names[at] ?? '?';
}

test('arrows lead to the first box below, the one above, and those beside', () => {
  assert.equal(pressed('ArrowDown'), 'numpy');
  assert.equal(pressed('ArrowDown ArrowDown ArrowRight'), 'fft');
  assert.equal(pressed('ArrowDown ArrowRight ArrowDown'), 'scan');
  assert.equal(pressed('ArrowDown ArrowDown ArrowDown ArrowUp ArrowUp'), 'numpy');
  assert.equal(pressed('ArrowDown End'), 're');
  assert.equal(pressed('ArrowDown End ArrowLeft'), 'json');
  assert.equal(pressed('ArrowDown End Home'), 'numpy');
});

test('where nothing is, keys lead nowhere', () => {
  assert.equal(keyTarget(tree, 0, 'ArrowUp'), undefined);
  assert.equal(keyTarget(tree, 0, 'ArrowRight'), undefined);
  assert.equal(keyTarget(tree, names.indexOf('scan'), 'ArrowDown'), undefined);
  assert.equal(keyTarget(tree, names.indexOf('scan'), 'ArrowRight'), undefined);
  assert.equal(keyTarget(tree, 0, 'x'), undefined);
});

test('a box knows its place among those beside it, and what it lies in', () => {
  const { position, count } = siblingsOf(tree, names.indexOf('json'));
  assert.deepEqual([position, count], [2, 3]);
  assert.deepEqual([siblingsOf(tree, 0).position, siblingsOf(tree, 0).count], [1, 1]);
  assert.deepEqual(
    pathTo(tree, names.indexOf('umath')).map((box) => names[box]),
    ['all', 'numpy', 'core', 'umath'],
  );
  assert.ok(isWithin(tree, names.indexOf('fft'), names.indexOf('numpy')));
  assert.ok(!isWithin(tree, names.indexOf('json'), names.indexOf('numpy')));
});
