// `heatline imports --verify` on real projects with tests: a change that breaks one is refused, a cost that only moves is said to.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';

import { heatline } from '../accuracy/capture.ts';
import { importProject, run } from './importProject.ts';

const { folder, site, project, app, env, interpreter, say, record } = await importProject('slow_unused');

const text = `import slow_unused
def report():
    return slow_unused.go()
def main():
    print("done")
if __name__ == "__main__":
    main()
`;
/** Reaches for the name in a way that no reader of the sources can see. */
const breaking = `import unittest
import app
class App(unittest.TestCase):
    def test_report(self): self.assertEqual(app.report(), 1)
    def test_name(self): self.assertTrue(getattr(app, "slow_" + "unused"))
`;

const verify = async (...args: readonly string[]): Promise<string> =>
  say('imports', '--verify', '--runs', '2', ...args);

/** How much faster the imports at the start are. */
function startRatio(said: string): number {
  return Number(/imports at the start from \S+ m?s to \S+ m?s: (\d+\.\d\d)x/.exec(said)?.[1]);
}

async function refused(...args: readonly string[]): Promise<string> {
  const failed: unknown = await verify(...args).catch((error: unknown) => error);
  assert.ok(failed instanceof Error && 'stdout' in failed && 'stderr' in failed && 'code' in failed, String(failed));
  assert.notEqual(failed.code, 0);
  return `${String(failed.stdout)}${String(failed.stderr)}`;
}

async function recorded(source: string, tests: string): Promise<void> {
  writeFileSync(app, source);
  writeFileSync(join(project, 'test_app.py'), tests);
  await record();
}

describe('a change of imports in a project with tests', () => {
  beforeEach(() => recorded(text, breaking));

  test('is refused when a test that passed fails, which is named', async () => {
    const said = await refused('--fix');
    assert.match(said, /Tests that pass before the change fail after it, so nothing is claimed\./);
    assert.match(said, /tests \(unittest\) that the change breaks:\n +test_name \(test_app\.App/);
    assert.ok(!said.includes('test_report'));
    assert.match(said, /Nothing was changed\./);
    assert.equal(readFileSync(app, 'utf8'), text);
  });

  test('is kept when the test failed before already, and by those that are named instead', async () => {
    writeFileSync(join(project, 'test_app.py'), breaking.replace('"slow_" + "unused"', '"missing"'));
    const said = await verify();
    assert.match(
      said,
      /unittest, 2 run\): 1 test fails before the change already, which is not held against it; the change breaks none of the others\n +test_name/,
    );
    writeFileSync(join(project, 'test_app.py'), breaking);
    const other = await verify('--fix', '--tests', 'python -m unittest test_app.App.test_report');
    assert.match(other, /tests \(python -m unittest test_app\.App\.test_report\) pass before and after the change/);
    assert.ok(startRatio(other) > 2, other);
    assert.match(other, /Changed: app\.py/);
    assert.match(readFileSync(app, 'utf8'), /def report\(\):\n {4}import slow_unused\n/);
  });

  test('is tried without tests when that is asked for; tests that do not end say nothing', async () => {
    assert.ok(!(await verify('--no-tests')).includes('tests'));
    const late = await verify('--tests', 'sleep 600', '--test-limit', '1');
    assert.match(
      late,
      /tests: sleep 600 was ended because it took more than 1\.00 s \(--test-limit\) without the change already/,
    );
    assert.match(await refused('--no-tests', '--tests', 'true'), /contradict each other.*\[USAGE\]/);
  });

  test('that only moves the cost to first use is said to', async () => {
    await recorded(text.replace('    print("done")', '    report()\n    print("done")'), 'import unittest\n');
    const said = await verify();
    assert.ok(startRatio(said) > 2, said);
    assert.match(
      said,
      /\d{3} ms of that moved to first use: imports by functions take \d{3} ms, before 0\.0 ms(; the run as a whole is not faster)?/,
    );
    assert.match(said, /tests: unittest found no tests, so none were run/);
  });
});

test('a project that is installed in place is tried in the copy', async () => {
  const root = join(folder, 'installed');
  const source = join(root, 'src', 'tool', '__init__.py');
  mkdirSync(join(root, 'src', 'tool'), { recursive: true });
  writeFileSync(join(root, 'pyproject.toml'), '[project]\nname = "tool"\n');
  writeFileSync(source, text);
  const started = join(root, 'start.py');
  writeFileSync(started, 'import tool\ntool.main()\n');
  const installed = { ...env, PYTHONPATH: `${site}:${join(root, 'src')}` };
  const options = { env: installed, cwd: root };
  await run(process.execPath, [heatline, 'run', '--quiet', '--interpreter', interpreter, started], options);
  const { stdout } = await run(process.execPath, [heatline, 'imports', '--verify', '--runs', '3'], options);
  assert.match(stdout, /src\/tool\/__init__\.py:1 .*can be moved/);
  assert.ok(startRatio(stdout) > 2, stdout);
});
