// Some 100 modules of the standard library and of installed packages for each of three interpreters: every import of theirs is asked for at once, and
// what comes out must differ in nothing but imports, compile, and leave no function that looks for a moved name in the module.

import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';

import { interpreters, root, run } from './engine.ts';

interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

function foldersOf(name: string, python: string): string[] {
  const library = join(dirname(dirname(python)), 'lib', `python${name}`);
  const [packages] = globSync(`.cache/programs/${name}-*/lib/python${name}/site-packages`, { cwd: root }).sort();
  return [library, ...(packages === undefined ? [] : [join(root, packages)])].filter((folder) => existsSync(folder));
}

suite('imports of real modules', { concurrency: 2 }, () => {
  for (const { name, path } of interpreters) {
    const skip = path === undefined && `Python ${name} is not installed`;
    test(`with Python ${name}`, { skip }, async (context) => {
      const folders = foldersOf(name, path ?? '');
      const script = join(import.meta.dirname, 'checkModules.py');
      const outcome = await run([path ?? '', '-I', script, ...folders]);
      assert.equal(outcome.status, 0, outcome.stderr);
      const { counts, problems } = JSON.parse(outcome.stdout) as Checked;
      assert.deepEqual(problems, []);
      context.diagnostic(`Python ${name}: ${JSON.stringify(counts)}`);
      assert.ok((counts['changed modules'] ?? 0) >= 30, 'enough modules were changed for this to mean something');
    });
  }
});
