// Some 100 modules of the standard library and of installed packages for each of three interpreters: every import of theirs is asked for at once, and
// what comes out must differ in nothing but imports, compile, and leave no function that looks for a moved name in the module.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';

import { ensurePrograms } from '../../src/build/programs.mjs';
import { interpreters, run } from './engine.ts';

interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** The standard library, and the packages of the real programs. */
async function foldersOf(name: string, python: string): Promise<string[]> {
  const library = (home: string): string => join(home, 'lib', `python${name}`);
  const environment = await ensurePrograms({ python });
  const packages = join(library(dirname(dirname(environment.python))), 'site-packages');
  return [library(dirname(dirname(python))), packages].filter((folder) => existsSync(folder));
}

suite('imports of real modules', { concurrency: 2 }, () => {
  for (const { name, path } of interpreters) {
    const skip = path === undefined && `Python ${name} is not installed`;
    test(`with Python ${name}`, { skip }, async (context) => {
      const folders = await foldersOf(name, path ?? '');
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
