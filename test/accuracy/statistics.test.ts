// The checkers check themselves first: a wrong ruler would make every accuracy test worthless.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bootstrap, createRandom, klDivergence, mean, median, quantile, shuffle } from '../bench/stats.ts';
import { allowedDifference } from '../../src/queries/oracles/allowance.ts';
import { checkCallTree } from '../../src/queries/oracles/callTree.ts';

test('median and quantiles interpolate between values in any order', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(quantile([10, 0], 0.25), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('random numbers are uniform and depend on the seed alone', () => {
  const random = createRandom(5);
  const values = Array.from({ length: 20_000 }, random);
  assert.ok(Math.abs(mean(values) - 0.5) < 0.01);
  assert.ok(Math.abs(mean(values.map((value) => value * value)) - 1 / 3) < 0.01);
  assert.equal(createRandom(5)(), values[0]);
  assert.notEqual(createRandom(6)(), values[0]);
});

test('shuffling keeps every value and puts each first equally often', () => {
  const random = createRandom(1);
  const firsts = new Map<string, number>();
  for (let round = 0; round < 6000; round++) {
    const order = shuffle(['a', 'b', 'c'], random);
    assert.deepEqual([...order].sort(), ['a', 'b', 'c']);
    firsts.set(order[0] ?? '', (firsts.get(order[0] ?? '') ?? 0) + 1);
  }
  for (const count of firsts.values()) assert.ok(Math.abs(count - 2000) < 200, `${count} of 2000`);
});

test('the bootstrap interval of a mean is that of theory', () => {
  const random = createRandom(9);
  const values = Array.from({ length: 400 }, random);
  const estimate = bootstrap(values, mean, createRandom(2));
  // A uniform value has a standard deviation of 1/sqrt(12).
  const half = 1.96 / Math.sqrt(12 * 400);
  assert.ok(Math.abs((estimate.high - estimate.low) / 2 / half - 1) < 0.1);
  assert.ok(estimate.low < estimate.value && estimate.value < estimate.high);
});

test('divergence is 0 for equal shares, grows with the error and is infinite for a missed part', () => {
  assert.equal(klDivergence([1, 3], [2, 6]), 0);
  assert.ok(Math.abs(klDivergence([1, 1], [3, 1]) - (0.5 * Math.log(2 / 3) + 0.5 * Math.log(2))) < 1e-12);
  assert.equal(klDivergence([1, 1], [1, 0]), Infinity);
});

test('the allowed difference shrinks to the bound of the product as samples grow', () => {
  assert.ok(allowedDifference(0.5, 100) > 0.17);
  assert.ok(allowedDifference(0.5, 1e9) < 0.0301);
  assert.ok(allowedDifference(1, 50) < 0.15);
  assert.ok(allowedDifference(0, 0) < 3);
});

test('a stack that mixes two branches of the oracle is found, a real one is not', () => {
  const collapsed = [
    'main (x.py:3);run (x.py:1);oracle_a (<oracle_a>:2);[C] map;oracle_a_0 (<oracle_a>:9) 12',
    'run;oracle_a;oracle_a_1;oracle_a_1_g;oracle_a_1_g_2 1.5',
    'run;oracle_a;oracle_a_1;oracle_a_0_g 1',
    'run;oracle_b_0 1',
    'run;oracle_a;oracle_b_0 1',
    'run;oracle_a;oracle_a_0_0 1',
    'run;nothing 7',
  ].join('\n');
  const result = checkCallTree(collapsed);
  assert.equal(result.checked, 6);
  assert.equal(result.deepest, 4);
  assert.deepEqual(
    result.impossible.map((line) => line.split(' ')[0]),
    ['run;oracle_a;oracle_a_1;oracle_a_0_g', 'run;oracle_b_0', 'run;oracle_a;oracle_b_0', 'run;oracle_a;oracle_a_0_0'],
  );
});
