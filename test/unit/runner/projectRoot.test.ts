import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { findModule, findScope } from '../../../src/runner/projectRoot.ts';

let home: string;
before(() => {
  home = mkdtempSync(join(tmpdir(), 'heatline-unit-'));
  const files = [
    '.git/HEAD',
    'project/pyproject.toml',
    'project/src/deep/script.py',
    'loose/script.py',
    'project/src/pack/__main__.py',
    'project/src/one.py',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), '');
  }
});
after(() => rmSync(home, { recursive: true, force: true }));

const scopeOf = (script: string, cwd: string): string[] =>
  findScope({ script: join(home, script), cwd, home }).map((folder) => folder.replace(home, '~'));

test("the project's root, and the working folder where that is another one", () => {
  assert.deepEqual(scopeOf('project/src/deep/script.py', join(home, 'project')), ['~/project']);
  assert.deepEqual(scopeOf('project/src/deep/script.py', join(home, 'loose')), ['~/project', '~/loose']);
});

test('the home folder and / are never a project, also with a .git in them', () => {
  assert.deepEqual(scopeOf('loose/script.py', home), ['~/loose']);
  assert.deepEqual(scopeOf('loose/script.py', '/'), ['~/loose']);
  assert.deepEqual(scopeOf('script.py', home), []);
});

test('a module is a file or a package, in the first folder that has it', () => {
  const searched = [join(home, 'loose'), join(home, 'project/src')];
  assert.equal(findModule('pack', searched), join(home, 'project/src/pack/__main__.py'));
  assert.equal(findModule('one', searched), join(home, 'project/src/one.py'));
  assert.equal(findModule('none', searched), undefined);
});
