// `heatline imports --contexts`: real runs of a program that reaches one library from one function, and is called back by another.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import type { ContextRow, ImportContexts } from '../../src/protocol/importContexts.ts';
import { heatline } from '../accuracy/capture.ts';
import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'heatline-contexts-'));
const site = join(folder, 'lib', 'site-packages');
const project = join(folder, 'project');
const app = join(project, 'report.py');
const env = { ...process.env, HEATLINE_HOME: join(folder, 'home'), PYTHONPATH: site, NO_COLOR: '1', COLUMNS: '160' };
const interpreters = pickRepresentatives(await findInterpreters());
after(() => rmSync(folder, { recursive: true, force: true }));

const spin = `import time
def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end: pass
`;
const files = {
  [join(site, 'busy_web', '__init__.py')]: `from busy_web.serving import serve\n`,
  [join(site, 'busy_web', 'serving.py')]: `${spin}def serve(handler):\n    spin(0.2)\n    handler()\n`,
  [join(site, 'slow_yaml', '__init__.py')]: `from slow_yaml.reader import read, spin\nspin(0.3)\n`,
  [join(site, 'slow_yaml', 'reader.py')]: `${spin}def read():\n    spin(0.1)\n`,
  [app]: `import busy_web
import slow_yaml
from slow_yaml.reader import spin

def handler():
    for left in (3, 2, 1): own(left)

def own(left):
    if left: return own(left - 1)
    spin_here()

def spin_here():
    import time
    end = time.thread_time() + 0.2
    while time.thread_time() < end: pass

def export():
    slow_yaml.read()

def main():
    busy_web.serve(handler)
    export()

main()
`,
};

async function say(...args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [heatline, 'imports', ...args], { env, cwd: project })).stdout;
}

async function fails(...args: readonly string[]): Promise<string> {
  const failed: unknown = await run(process.execPath, [heatline, 'imports', ...args], { env, cwd: project }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return failed instanceof Error && 'stderr' in failed ? String(failed.stderr) : assert.fail('did not fail');
}

for (const { path: interpreter, version } of interpreters)
  describe(`who uses which library on ${version}`, () => {
    before(async () => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, text);
      }
      await run(process.execPath, [heatline, 'run', '--quiet', '--interpreter', interpreter, app], {
        env,
        cwd: project,
      });
    });

    test('is a tree from the program to the library, with what that costs, and sums that hold', async () => {
      const { contexts, own_share, use_s }: ImportContexts = JSON.parse(await say('--contexts', '--json'));
      const named = (name: string): ContextRow => contexts.find((row) => row.name === name) ?? assert.fail(name);
      const way = (row: ContextRow): string[] => [
        ...(row.parent === null ? [] : way(contexts[row.parent] ?? assert.fail())),
        row.name,
      ];
      assert.deepEqual(way(named('slow_yaml')), ['<module>', 'main', 'export', 'slow_yaml']);
      assert.deepEqual(way(named('slow_yaml.reader')).slice(-2), ['slow_yaml', 'slow_yaml.reader']);
      assert.deepEqual(way(named('spin_here')), ['<module>', 'main', 'busy_web', 'handler', 'own', 'spin_here']);
      const yaml = named('slow_yaml');
      assert.deepEqual(yaml.calls, [{ path: app, line: 18, name: 'export' }]);
      assert.equal(yaml.library?.n_contexts, 1);
      // Elapsed: as long as the machine takes for 0.3 s on the CPU.
      assert.ok((yaml.cost?.init_s ?? 0) > 0.28, String(yaml.cost?.init_s));
      assert.equal(yaml.cost?.init_s, yaml.cost?.load_s);
      // 0.1 s of 0.9: own() runs three times.
      assert.ok(use_s > 0.8 && use_s < 1.5, String(use_s));
      assert.ok(yaml.ci95[0] <= 0.111 && yaml.ci95[1] >= 0.1, JSON.stringify(yaml.ci95));
      assert.equal(contexts.filter(({ name }) => name === 'own').length, 1);
      const outermost = contexts.filter(({ parent }) => parent === null);
      const sum = outermost.reduce((all, { share }) => all + share, own_share);
      assert.ok(Math.abs(sum - 1) < 1e-9);
    });

    test('reads as an indented tree, also narrowed to one library', async () => {
      const all = await say('--contexts');
      assert.match(all, /^Who uses which library: [\d.]+ m?s of CPU time after the imports, \d+ samples\n/);
      assert.match(all, /^ *[\d.]+ % +±[\d.]+ +[\d.]+ m?s .*  {4}slow_yaml {2}report\.py:18 {2}used nowhere else$/m);
      const narrowed = await say('--contexts', '--library', 'slow_yaml');
      assert.match(narrowed, /^Who uses slow_yaml: [\d.]+ % ±[\d.]+ of /);
      assert.doesNotMatch(narrowed, /busy_web/);
      assert.match(await say('--contexts', '--top', '2'), /\d+ more$/m);
    });
  });

test('questions that make no sense are refused', async () => {
  assert.match(await fails('--library', 'slow_yaml'), /--library narrows --contexts\..*\[USAGE\]/s);
  assert.match(await fails('--contexts', '--fix'), /takes no --against, --fix or --verify\..*\[USAGE\]/s);
  assert.match(
    await fails('--contexts', '--library', 'nobody'),
    /No library named "nobody" was loaded in .*\[USAGE\]/s,
  );
  await run(process.execPath, [heatline, 'run', '--quiet', '--no-imports', app], { env, cwd: project });
  assert.match(
    await fails('--contexts'),
    /Imports were not recorded .*Who uses which library is not known.*\[IMPORTS_OFF\]/s,
  );
});
