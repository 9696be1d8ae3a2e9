import assert from 'node:assert/strict';
import { test } from 'node:test';

import { preorderPositions } from '../../../src/profile/preorder.ts';
import { TripleIndex } from '../../../src/profile/tripleIndex.ts';
import { seededRandom } from '../../fixtures/random.ts';

test('children keep their order, subtrees become runs', () => {
  //   0        3
  //  / \      /
  // 1   4    5
  //      \
  //       2 comes after its parent in any case
  assert.deepEqual([...preorderPositions(Int32Array.of(-1, 0, 0, -1, 2, 3))], [0, 1, 2, 4, 3, 5]);
});

test('random forests: a permutation, parents first, each subtree without a gap', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const parents = Int32Array.from({ length: 500 }, (_, node) => Math.floor(random() * (node + 1)) - 1);
    const position = preorderPositions(parents);
    assert.equal(new Set(position).size, 500);
    const parentAt = new Int32Array(500);
    parents.forEach((parent, node) => (parentAt[position[node] ?? 0] = parent < 0 ? -1 : (position[parent] ?? 0)));
    const open: number[] = [];
    for (const [at, parent] of parentAt.entries()) {
      while (open.length > 0 && open.at(-1) !== parent) open.pop();
      assert.equal(open.at(-1) ?? -1, parent, `seed ${seed}: ${at} does not follow its parent's subtree`);
      open.push(at);
    }
  }
});

test('a chain as deep as a table is long needs no recursion', () => {
  const length = 1_000_000;
  const position = preorderPositions(Int32Array.from({ length }, (_, node) => node - 1));
  assert.equal(position[length - 1], length - 1);
});

test('triples are numbered as they come, through every growth of the table', () => {
  const index = new TripleIndex();
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 20_000; number++)
      assert.equal(index.indexOf(number % 7, -number, number * 65_537), number);
  }
  assert.equal(index.length, 20_000);
});
