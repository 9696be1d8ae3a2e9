// The counts of `npm test` are only worth something when no way of failing is counted as a pass.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { runNodeTests, runTestScript } from '../../../src/build/testRun.mjs';

const limits = { concurrency: 1, timeoutMs: 30_000 };

function writeScript(t: TestContext, name: string, lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-levels-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, ["import { test } from 'node:test';", 'void test;', ...lines, ''].join('\n'));
  return path;
}

async function countTests(
  t: TestContext,
  lines: readonly string[],
): Promise<{ counts: string; report: string; skips: readonly string[] }> {
  const { passed, failed, skipped, report, skips } = await runNodeTests([writeScript(t, 'a.test.mjs', lines)], limits);
  return { counts: `${passed} ${failed} ${skipped}`, report, skips };
}

test('counts a pass, a failure and a skip with its reason', async (t) => {
  const run = await countTests(t, [
    "test('good', () => {});",
    "test('bad', () => { throw new Error('the cause'); });",
    "test('absent', { skip: 'no such tool' }, () => {});",
  ]);
  assert.equal(run.counts, '1 1 1');
  assert.match(run.report, /✗ bad\n.*a\.test\.mjs:4\nError: the cause/);
  assert.deepEqual(run.skips, ['absent: no such tool']);
});

test('a file that cannot be loaded is a failure and shows its output', async (t) => {
  const run = await countTests(t, ["throw new Error('not loadable');"]);
  assert.equal(run.counts, '0 1 0');
  assert.match(run.report, /not loadable/);
});

test('a file in which no test ran is a failure', async (t) => {
  assert.equal((await countTests(t, [])).counts, '0 1 0');
  assert.equal((await countTests(t, ['process.exit(0);', "test('never', () => {});"])).counts, '0 1 0');
});

test('a file whose process is killed is a failure', async (t) => {
  const run = await countTests(t, ["test('dies', () => process.kill(process.pid, 'SIGKILL'));"]);
  assert.equal(run.counts, '0 1 0');
  assert.match(run.report, /SIGKILL/);
});

test('a run over its time is a failure', async (t) => {
  const path = writeScript(t, 'a.test.mjs', [
    "test('hangs', () => new Promise((resolve) => setTimeout(resolve, 60_000)));",
  ]);
  const { failed, report } = await runNodeTests([path], { concurrency: 1, timeoutMs: 1000 });
  assert.equal(failed, 1);
  assert.match(report, /not over after 1 s/);
});

test('a script says how it went in its last line, and fails without one', async (t) => {
  const script = (lines: readonly string[]) => runTestScript(writeScript(t, 'run.mjs', lines), limits);
  const good = await script(["console.log('skipped: desktop: not here\\n3 passed, 0 failed, 1 skipped');"]);
  assert.deepEqual([good.passed, good.failed, good.skipped, good.skips], [3, 0, 1, ['desktop: not here']]);
  assert.equal((await script(["console.log('all good');"])).failed, 1);
  assert.equal((await script(["console.log('3 passed, 0 failed, 0 skipped');", 'process.exit(3);'])).failed, 1);
});
