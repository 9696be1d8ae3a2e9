// `heatline imports`: from a run to a proven change of the program's own file.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { heatline } from '../accuracy/capture.ts';
import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'heatline-fixes-'));
const site = join(folder, 'lib', 'site-packages');
const project = join(folder, 'project');
const app = join(project, 'app.py');
const env = { ...process.env, HEATLINE_HOME: join(folder, 'home'), PYTHONPATH: site, NO_COLOR: '1', COLUMNS: '200' };
const interpreter = pickRepresentatives(await findInterpreters()).at(-1)?.path ?? assert.fail('no interpreter');
after(() => rmSync(folder, { recursive: true, force: true }));

const slow =
  'import time\n_end = time.perf_counter() + 0.15\nwhile time.perf_counter() < _end: pass\ndef go(): return 1\n';
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

async function heatlineSays(...args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [heatline, ...args], { env, cwd: project })).stdout;
}

describe('imports that stand out', () => {
  before(async () => {
    for (const path of [site, project]) mkdirSync(path, { recursive: true });
    writeFileSync(join(site, 'slow_unused.py'), slow);
    writeFileSync(join(site, 'slow_kept.py'), slow);
    writeFileSync(app, text, { mode: 0o640 });
    await heatlineSays('run', '--quiet', '--interpreter', interpreter, app);
  });

  test('are listed with their cost, and the statement', async () => {
    const said = await heatlineSays('imports');
    assert.match(said, /not seen +slow_unused +1 +app\.py:2/);
    assert.match(said, /app\.py:2 +\d+ ms/);
    assert.match(said, /slow_unused takes \d+\.\d % of the import time, and nothing of it was seen at work afterwards/);
  });

  test('a dry run shows the change and why another one is none, and changes nothing', async () => {
    const said = await heatlineSays('imports', '--fix', '--dry-run');
    assert.match(said, /app\.py:2 .*can be moved to where it is used/);
    assert.match(said, /app\.py:3 .*stays\n .*\[module-scope[\w-]*\]/);
    assert.match(said, /^-import slow_unused/m);
    assert.match(said, /^\+ {4}import slow_unused/m);
    assert.equal(readFileSync(app, 'utf8'), text);
  });

  test('both versions are started in turns, and the change is kept', async () => {
    const said = await heatlineSays('imports', '--fix', '--verify', '--runs', '4');
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
    await heatlineSays('run', '--quiet', '--interpreter', interpreter, app);
    const failed = await heatlineSays('imports', '--fix').catch((error: unknown) => error);
    assert.ok(failed instanceof Error && 'stderr' in failed);
    assert.match(String(failed.stderr), /\[OTHER_ENCODING\]/);
    assert.deepEqual(readFileSync(app), latin);
  });

  test('a program that never does the same twice is left as it is', async () => {
    const other = `${text}import os\nprint(os.getpid())\n`;
    writeFileSync(app, other);
    await heatlineSays('run', '--quiet', '--interpreter', interpreter, app);
    const failed = await heatlineSays('imports', '--fix', '--verify', '--runs', '2').catch((error: unknown) => error);
    assert.ok(failed instanceof Error && 'stdout' in failed && 'code' in failed);
    assert.equal(failed.code, 1);
    assert.match(
      String(failed.stdout),
      /does not do the same every time, so nothing is claimed[^]*Nothing was changed\./,
    );
    assert.equal(readFileSync(app, 'utf8'), other);
  });
});
