import assert from 'node:assert/strict';
import { test } from 'node:test';

import { globMatcher } from '../../../src/server/glob.ts';
import { toLocalPath, toRecordedPaths } from '../../../src/server/pathMapping.ts';
import { parseShownFiles, shownFiles } from '../../../src/server/shownFiles.ts';

const container = [
  { recorded: '/app', local: '/home/me/project' },
  { recorded: '/app/vendor/', local: '/home/me/vendored' },
  { recorded: '/srv/app', local: '/home/me/project/' },
];

test('the longest recorded folder says where a file is', () => {
  assert.equal(toLocalPath('/app/a/b.py', container), '/home/me/project/a/b.py');
  assert.equal(toLocalPath('/app/vendor/b.py', container), '/home/me/vendored/b.py');
  assert.equal(toLocalPath('/app', container), '/home/me/project');
  assert.equal(toLocalPath('/application/b.py', container), '/application/b.py');
  assert.equal(toLocalPath('<string>', container), '<string>');
  assert.equal(toLocalPath('/x/y.py', [{ recorded: '/', local: '/mnt' }]), '/mnt/x/y.py');
});

test('a local file may have been recorded under several paths', () => {
  assert.deepEqual(toRecordedPaths('/home/me/project/a.py', container), ['/app/a.py', '/srv/app/a.py']);
  assert.deepEqual(toRecordedPaths('/home/me/vendored/a.py', container), ['/app/vendor/a.py']);
  // /app/vendor is elsewhere, so only the other mapping leads there.
  assert.deepEqual(toRecordedPaths('/home/me/project/vendor/a.py', container), ['/srv/app/vendor/a.py']);
  assert.deepEqual(toRecordedPaths('/elsewhere/a.py', container), []);
});

test('globs', () => {
  const table: [pattern: string, matches: string, not: string][] = [
    ['*.py', 'a.py', 'b/a.py'],
    ['**/*.py', 'a.py b/a.py b/c/a.py', 'a.pyi'],
    ['tests', 'tests/a.py tests', 'my_tests/a.py a/tests/b.py'],
    ['tests/', 'tests/b/a.py', 'test/a.py'],
    ['**/tests/**', 'tests/a.py x/tests/a.py', 'x/a.py'],
    ['src/{a,b*}.py', 'src/a.py src/bcd.py', 'src/c.py'],
    ['v[0-9].py', 'v1.py', 'vx.py'],
    ['v[!0-9].py', 'vx.py', 'v1.py'],
    ['a?.py', 'ab.py', 'a.py a/.py'],
    ['a+(b).py', 'a+(b).py', 'aab.py'],
    ['./src', 'src/a.py', 'a.py'],
    ['{', '{', 'a'],
    ['', '', 'a.py'],
  ];
  for (const [pattern, matches, not] of table) {
    for (const path of matches.split(' ').filter(Boolean)) assert.ok(globMatcher(pattern)(path), `${pattern} ${path}`);
    for (const path of not.split(' ')) assert.ok(!globMatcher(pattern)(path), `${pattern} not ${path}`);
  }
});

test('the deepest folder decides about a file; below none it is shown', () => {
  const files = shownFiles({
    folders: [
      { path: '/w', include: ['src'], exclude: ['**/gen_*.py'] },
      { path: '/w/src/inner', include: [], exclude: ['a.py'] },
    ],
    mappings: [],
  });
  assert.ok(files.isShown('/w/src/a.py'));
  assert.ok(!files.isShown('/w/other/a.py'));
  assert.ok(!files.isShown('/w/src/gen_a.py'));
  assert.ok(files.isShown('/w/src/inner/gen_b.py'));
  assert.ok(!files.isShown('/w/src/inner/a.py'));
  assert.ok(files.isShown('/elsewhere/a.py'));
});

test('options that make no sense are left out', () => {
  assert.deepEqual(parseShownFiles(undefined), { folders: [], mappings: [] });
  assert.deepEqual(
    parseShownFiles({
      folders: [{ path: '/w', include: ['a', 1] }, { path: 2 }],
      mappings: [{ recorded: '/a' }, null],
    }),
    { folders: [{ path: '/w', include: ['a'], exclude: [] }], mappings: [] },
  );
});
