import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { CaptureFacts } from '../../../src/profile/tables.ts';
import { defaultScope, fileScope, inScope, type Scope } from '../../../src/queries/scope.ts';

const project: Scope = {
  kind: 'paths',
  roots: ['/home/me/project'],
  files: ['/opt/tool.py', '/opt/pkg/'],
  excluded: ['/home/me/project/vendor'],
};

const cases: readonly (readonly [path: string, expected: boolean, why: string])[] = [
  ['/home/me/project/a.py', true, 'below the root'],
  ['/home/me/project2/a.py', false, 'another folder whose name begins the same'],
  ['/home/me/project/.venv/lib/python3.12/site-packages/x.py', false, 'installed'],
  ['/home/me/project/env/dist-packages/x.py', false, 'installed by a distribution'],
  ['/home/me/project/build/lib/python3.11/json/decoder.py', false, 'an interpreter’s library'],
  ['/home/me/project/lib/python_tools/x.py', true, 'a folder that only resembles one'],
  ['/home/me/project/vendor/x.py', false, 'excluded'],
  ['/home/me/project/site-packages.py', true, 'a file that is named like the folder'],
  ['/opt/tool.py', true, 'the started file'],
  ['/opt/pkg/sub/x.py', true, 'in the started package'],
  ['/opt/pkgs/x.py', false, 'beside the started package'],
  ['<string>', false, 'made-up code that was not started'],
  ['<frozen importlib._bootstrap>', false, 'the import system'],
  ['relative.py', false, 'not known to be anywhere'],
];

for (const [path, expected, why] of cases) {
  test(`${path}: ${why}`, () => assert.equal(inScope(project, path), expected));
}

test('every Python frame, when asked for', () => {
  assert.ok(inScope({ kind: 'all' }, '<frozen importlib._bootstrap>'));
});

test('a root may be the file system’s root', () => {
  assert.ok(inScope({ kind: 'paths', roots: ['/'], files: [], excluded: [] }, '/a.py'));
});

test('a file on its own, wherever it lies', () => {
  assert.ok(inScope(fileScope('/usr/lib/python3.11/json/decoder.py'), '/usr/lib/python3.11/json/decoder.py'));
});

function started(capture: Partial<CaptureFacts>, files: readonly string[]): Scope {
  const drawing = ['seconds  1', ...files.map((file) => `         ${file}:1 f`)].join('\n');
  return defaultScope(profileFromDrawing(drawing, { scope: ['/home/me'], script: null, ...capture }));
}

test('the started script is in scope, even inside the interpreter’s library', () => {
  assert.ok(inScope(started({ script: '/usr/lib/python3.11/trace.py' }, []), '/usr/lib/python3.11/trace.py'));
});

test('an installed tool is in scope only where it runs nothing of the project', () => {
  const pytest = '/home/me/.venv/lib/python3.12/site-packages/pytest/__main__.py';
  const main = { module: 'pytest', interpreter: '/home/me/.venv/bin/python' };
  assert.ok(inScope(started(main, [pytest, '/usr/lib/python3.12/runpy.py']), pytest));
  const withTests = started(main, [pytest, '/home/me/tests/test_a.py']);
  assert.deepEqual(
    [pytest, '/home/me/tests/test_a.py'].map((path) => inScope(withTests, path)),
    [false, true],
  );
  // The script that a package manager wrote beside the interpreter, here below the project.
  const script = '/home/me/.venv/bin/gunicorn';
  const server = { script, interpreter: '/home/me/.venv/bin/python' };
  assert.ok(inScope(started(server, [script]), script));
  const serving = started(server, [script, '/home/me/wsgi.py']);
  assert.deepEqual(
    [script, '/home/me/wsgi.py'].map((path) => inScope(serving, path)),
    [false, true],
  );
});

test('-c: the program itself is in scope', () => {
  const scope = started({ module: null }, ['<string>']);
  assert.ok(inScope(scope, '<string>'));
  assert.ok(!inScope(scope, '<frozen runpy>'));
});

test('-m package: the package is in scope, its neighbours are not', () => {
  const scope = started({ module: 'black' }, ['/v/site-packages/black/__main__.py', '/v/site-packages/click/core.py']);
  assert.ok(inScope(scope, '/v/site-packages/black/lines.py'));
  assert.ok(!inScope(scope, '/v/site-packages/click/core.py'));
});

test('-m module: the module’s file is in scope', () => {
  const scope = started({ module: 'json.tool' }, [
    '/usr/lib/python3.11/json/tool.py',
    '/usr/lib/python3.11/json/decoder.py',
  ]);
  assert.ok(inScope(scope, '/usr/lib/python3.11/json/tool.py'));
  assert.ok(!inScope(scope, '/usr/lib/python3.11/json/decoder.py'));
});

test('--scope all', () => {
  assert.deepEqual(started({ scopeAll: true }, []), { kind: 'all' });
});
