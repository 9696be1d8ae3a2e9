import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';

test('columns become stacks that share their common part', () => {
  const profile = profileFromDrawing(`
    seconds  1              2          0.25
    class    eval           kernel     lock
    thread   main           main       worker
    samples  7              200        1
             a.py:3 f@2     a.py:3 f@2 …
             libz.so!crc32
  `);
  assert.deepEqual([...profile.nodes.parent], [-1, 0, -1]);
  assert.deepEqual([...profile.nodes.line], [3, 0, 0]);
  assert.deepEqual([...profile.cells.samples], [7, 200, 1]);
  assert.deepEqual(profile.functions.name, ['f', 'crc32', '']);
  assert.deepEqual(
    profile.threads.map(({ name, main, cpuSeconds, waitSeconds }) => [name, main, cpuSeconds, waitSeconds]),
    [
      ['main', true, 3, 0],
      ['worker', false, 0, 0.25],
    ],
  );
});

test('a drawing that is out of line or unknown is refused', () => {
  assert.throws(() => profileFromDrawing('seconds  1  2\n         a.py:1 f   a.py:1 f'), /aligned/);
  assert.throws(() => profileFromDrawing('seconds  1\nclass    lunch\n         a.py:1 f'), /lunch/);
  assert.throws(() => profileFromDrawing('seconds  1\n         nothing'), /not a frame/);
});
