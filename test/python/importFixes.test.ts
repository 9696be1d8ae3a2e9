// `heatline imports`: from a run to a proven change of the program's own file.

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import { importProject, run } from './importProject.ts';

const { app, env, interpreter, say, record } = await importProject('slow_unused', 'slow_kept');

const text = [
  '"""Says what it was asked."""',
  'import slow_unused  # for reports',
  'import slow_kept',
  '',
  '',
  'def report():',
  '    return slow_unused.go()',
  '',
  '',
  'KEPT = slow_kept.go',
  'print("done")',
  '',
].join('\n');

describe('imports that stand out', () => {
  before(async () => {
    writeFileSync(app, text, { mode: 0o640 });
    await record();
  });

  test('are listed with their cost, and the statement', async () => {
    const said = await say('imports');
    assert.match(said, /not seen +slow_unused +1 +app\.py:2/);
    assert.match(said, /app\.py:2 +\d+ ms/);
    assert.match(said, /slow_unused takes \d+\.\d % of the import time, and nothing of it was seen at work afterwards/);
  });

  test('a dry run shows the change and why another one is none, and changes nothing', async () => {
    const said = await say('imports', '--fix', '--dry-run');
    assert.match(said, /app\.py:2 .*can be moved to where it is used/);
    assert.match(said, /app\.py:3 .*stays\n .*\[module-scope[\w-]*\]/);
    assert.match(said, /^-import slow_unused/m);
    assert.match(said, /^\+ {4}import slow_unused/m);
    assert.equal(readFileSync(app, 'utf8'), text);
  });

  test('both versions are started in turns, and the change is kept', async () => {
    const said = await say('imports', '--fix', '--verify', '--runs', '4');
    assert.match(said, /The program starts and ends \d\.\d\dx \[1\.\d\d, \d\.\d\d\] faster\./);
    const changed = readFileSync(app, 'utf8');
    assert.match(changed, /def report\(\):\n {4}import slow_unused.*\n {4}return slow_unused\.go\(\)/);
    assert.match(changed, /^import slow_kept$/m);
    assert.equal(statSync(app).mode & 0o777, 0o640);
    assert.equal((await run(interpreter, [app], { env })).stdout, 'done\n');
  });

  test('a file that is not in UTF-8 is not touched', async () => {
    const latin = Buffer.from(`# -*- coding: latin-1 -*-\n# caf\u00e9\n${text}`, 'latin1');
    writeFileSync(app, latin);
    await record();
    const failed = await say('imports', '--fix').catch((error: unknown) => error);
    assert.ok(failed instanceof Error && 'stderr' in failed);
    assert.match(String(failed.stderr), /\[OTHER_ENCODING\]/);
    assert.deepEqual(readFileSync(app), latin);
  });

  test('a program that never does the same twice is left as it is', async () => {
    const other = `${text}import os\nprint(os.getpid())\n`;
    writeFileSync(app, other);
    await record();
    const failed = await say('imports', '--fix', '--verify', '--runs', '2').catch((error: unknown) => error);
    assert.ok(failed instanceof Error && 'stdout' in failed && 'code' in failed);
    assert.equal(failed.code, 1);
    assert.match(
      String(failed.stdout),
      /does not do the same every time, so nothing is claimed[^]*Nothing was changed\./,
    );
    assert.equal(readFileSync(app, 'utf8'), other);
  });
});
