// A project's own tests: which ones are found, what their failures are called, and that they end.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';

import { runTests, type TestRequest, type TestRun } from '../../src/tools/projectTests.ts';
import { findInterpreters, pickRepresentatives } from '../accuracy/interpreters.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-project-tests-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const interpreters = await findInterpreters();
const representatives = pickRepresentatives(interpreters).map(({ path }) => path);
const newest = representatives.at(-1) ?? assert.fail('no interpreter');
const hasPytest = (path: string): boolean => {
  try {
    execFileSync(path, ['-c', 'import pytest'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const plain = representatives.findLast((path) => !hasPytest(path)) ?? newest;
const withPytest = interpreters.find(({ path }) => hasPytest(path))?.path;

let projects = 0;
function project(files: Readonly<Record<string, string>>): string {
  const root = join(folder, `project${++projects}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function run(root: string, request: Partial<TestRequest> = {}): Promise<TestRun> {
  return runTests({ interpreter: plain, root, command: undefined, env: {}, limitSeconds: 60, ...request });
}

const cases = `import unittest
import app
class Sums(unittest.TestCase):
    def test_right(self): self.assertEqual(app.double(2), 4)
    def test_wrong(self): self.assertEqual(app.double(2), 5)
    @unittest.skip("not now")
    def test_later(self): pass
`;
const app = 'def double(x): return 2 * x\n';

describe('unittest', () => {
  for (const interpreter of representatives) {
    test(
      `finds tests in a folder with and without __init__, and at the root: ${interpreter}`,
      { skip: hasPytest(interpreter) && 'this interpreter has pytest, and unittest is used only where there is none' },
      async () => {
        for (const files of [
          { 'tests/test_app.py': cases, 'tests/__init__.py': '' },
          { 'tests/test_app.py': cases },
          { 'test_app.py': cases },
        ]) {
          const { runner, status, failed, ran } = await run(project({ 'app.py': app, ...files }), { interpreter });
          assert.deepEqual([runner, status, failed.length, ran], ['unittest', 'failed', 1, 3]);
          assert.match(failed[0] ?? '', /^test_wrong \((tests\.)?test_app\.Sums(\.test_wrong)?\)$/);
        }
      },
    );
  }

  test('says that all passed, that a file can not be imported, that there are none', async () => {
    const passing = cases.replace('5)', '4)');
    assert.equal((await run(project({ 'app.py': app, 'test_app.py': passing }))).status, 'passed');
    const broken = await run(project({ 'test_app.py': passing }));
    assert.deepEqual([broken.status, broken.failed.length], ['failed', 1]);
    assert.match(broken.failed[0] ?? '', /test_app/);
    const none = await run(project({ 'app.py': app }));
    assert.deepEqual([none.status, none.runner], ['none', '']);
    assert.match(none.reason, /no tests were found/);
    assert.equal((await run(project({ 'test_app.py': 'x = 1\n' }))).status, 'none');
    assert.match(
      (await run(project({ 'pytest.ini': '[pytest]\n', 'test_app.py': passing }))).reason,
      /pytest is configured, but .* has no pytest/,
    );
  });
});

/** What is asked of pytest, by a module of its name: the report is the real one's. */
const stand = `import os, sys
report = [word for word in sys.argv if word.startswith("--junitxml=")][0].split("=", 1)[1]
with open(report, "w") as file:
    file.write('<testsuites><testsuite><testcase classname="tests.test_app" name="test_wrong[a - b]"><failure message="no"/></testcase>'
               '<testcase classname="" name="tests.test_gone"><error message="no"/></testcase>'
               '<testcase classname="tests.test_app" name="test_later"><skipped/></testcase>'
               '<testcase classname="tests.test_app" name="test_right"/></testsuite></testsuites>')
sys.exit(int(os.environ["STATUS"]))
`;

describe('pytest', () => {
  const root = project({ 'app.py': app, 'tests/test_app.py': cases });
  const site = project({ 'pytest/__main__.py': stand, 'pytest/__init__.py': '' });
  const under = (status: number) => run(root, { env: { PYTHONPATH: site, STATUS: String(status) } });

  test('is preferred when the interpreter has it; its report names what failed', async () => {
    const { runner, status, failed, ran } = await under(1);
    assert.deepEqual([runner, status, ran], ['pytest', 'failed', 3]);
    assert.deepEqual(failed, ['tests.test_app::test_wrong[a - b]', 'tests.test_gone']);
    assert.equal((await under(2)).status, 'failed');
    assert.deepEqual(
      [(await under(0)).status, (await under(5)).status, (await under(4)).status],
      ['passed', 'none', 'broken'],
    );
  });

  test(
    'is the real one where it is installed',
    { skip: withPytest === undefined && 'no interpreter here has pytest' },
    async () => {
      const files = { 'app.py': app, 'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "-x -q"\n' };
      const functions =
        'import app\nimport pytest\n@pytest.mark.parametrize("x", [1, 2])\ndef test_all(x): assert app.double(x) == 4\ndef test_other(): assert 0\n';
      const real = await run(project({ ...files, 'tests/test_app.py': functions }), { interpreter: withPytest ?? '' });
      assert.deepEqual([real.runner, real.status, real.ran], ['pytest', 'failed', 3]);
      assert.deepEqual(real.failed, ['tests.test_app::test_all[1]', 'tests.test_app::test_other']);
      const missing = await run(project({ ...files, 'tests/test_app.py': 'import nothing_of_this_name\n' }), {
        interpreter: withPytest ?? '',
      });
      assert.deepEqual([missing.status, missing.failed], ['failed', ['tests.test_app']]);
      const passing = await run(project({ ...files, 'tests/test_app.py': 'def test_it(): pass\n' }), {
        interpreter: withPytest ?? '',
      });
      assert.deepEqual([passing.status, passing.ran], ['passed', 1]);
    },
  );
});

test("a command runs in the project's folder, with the program's interpreter first on the path", async () => {
  const root = project({ 'app.py': app });
  const command = 'python -c "import app, sys; print(sys.executable); sys.exit(app.double(0))"';
  const right = await run(root, { command });
  assert.deepEqual([right.runner, right.status, right.tail.length], [command, 'passed', 1]);
  assert.equal(dirname(right.tail[0] ?? ''), dirname(plain));
  const wrong = await run(root, { command: 'echo "FAILED tests/test_a.py::test_x - no"; exit 3' });
  assert.deepEqual([wrong.status, wrong.failed], ['failed', ['tests/test_a.py::test_x']]);
});

test('what takes too long is ended, with everything that it started', async () => {
  const root = project({ 'app.py': app });
  const late = await run(root, { command: 'sleep 600 & echo $! > child; echo begun; wait', limitSeconds: 1 });
  assert.deepEqual([late.status, late.tail], ['timeout', ['begun']]);
  const child = readFileSync(join(root, 'child'), 'utf8').trim();
  const state = existsSync(`/proc/${child}/stat`) ? readFileSync(`/proc/${child}/stat`, 'utf8') : 'gone';
  assert.match(state, /gone|\) Z /);
});
