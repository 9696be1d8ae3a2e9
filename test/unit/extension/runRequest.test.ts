import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseRunArguments } from '../../../src/cli/runArguments.ts';
import { programWords, readRunRequest, requestName, typedArguments } from '../../../src/extension/runRequest.ts';

const file = { kind: 'file', path: '/w/a b.py', arguments: ['--name', 'Ada L', '-m'] } as const;
const module = { kind: 'module', module: 'pytest', arguments: ['-q', '--', 'x'], folder: '/w' } as const;

test('the command line understands a file and a module with arguments of their own', () => {
  const options = ['--quiet', '--rate', '100'];
  for (const [request, program] of [
    [file, { kind: 'script', path: '/w/a b.py' }],
    [module, { kind: 'module', name: 'pytest' }],
  ] as const) {
    const parsed = parseRunArguments([...options, ...programWords(request)]);
    assert.ok(parsed.kind === 'run');
    assert.deepEqual(parsed.program, program);
    assert.deepEqual(parsed.arguments, request.arguments);
  }
});

test('names and arguments for people', () => {
  assert.equal(requestName(file), 'a b.py');
  assert.equal(requestName(module), '-m pytest');
  assert.equal(typedArguments(file), "--name 'Ada L' -m");
});

test('a kept request comes back; what is none is refused', () => {
  for (const request of [file, module]) assert.deepEqual(readRunRequest(JSON.parse(JSON.stringify(request))), request);
  for (const value of [undefined, null, 'x', {}, { kind: 'file', path: '/a' }, { ...module, folder: 1 }])
    assert.equal(readRunRequest(value), undefined);
});
