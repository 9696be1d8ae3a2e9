import assert from 'node:assert/strict';
import { test } from 'node:test';

import { environmentWithoutUs } from '../../../src/base/cleanEnvironment.ts';
import {
  decodeEnvironmentChange,
  encodeEnvironmentChange,
  environmentChangeName,
  noEnvironmentChange,
  withEnvironmentChange,
} from '../../../src/runner/environmentChange.ts';

test('a change sets, removes, and puts folders first on PATH', () => {
  const change = { set: { A: '2', B: '' }, removed: ['PYTHONHOME'], pathFirst: ['/v/bin'] };
  assert.deepEqual(withEnvironmentChange({ A: '1', C: 'c', PATH: '/bin', PYTHONHOME: '/h' }, change), {
    A: '2',
    B: '',
    C: 'c',
    PATH: '/v/bin:/bin',
  });
  assert.deepEqual(withEnvironmentChange({}, { ...noEnvironmentChange, pathFirst: ['/v/bin', '/w'] }), {
    PATH: '/v/bin:/w',
  });
  assert.deepEqual(withEnvironmentChange({ A: '1' }, noEnvironmentChange), { A: '1' });
});

test('it survives the way to the command line, without a sign that VS Code would replace', () => {
  const change = { set: { A: '${workspaceFolder} "ä"\n' }, removed: ['X'], pathFirst: ['/a b'] };
  const encoded = encodeEnvironmentChange(change);
  assert.doesNotMatch(encoded, /\$/);
  assert.deepEqual(decodeEnvironmentChange(encoded), change);
  assert.throws(() => decodeEnvironmentChange('bm90aGluZw=='));
});

test('the target sees nothing of the variable itself', () => {
  assert.deepEqual(environmentWithoutUs({ [environmentChangeName]: 'x', A: '1' }), { A: '1' });
});
