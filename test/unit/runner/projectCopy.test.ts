// The copies of a project that `heatline imports --verify` starts.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { copyProject } from '../../../src/runner/projectCopy.ts';
import { UserError } from '../../../src/base/userError.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-tools-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) => error instanceof UserError && error.parts.code === code;

test('a copy of a project has its files, without environments and caches', () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'src', '__pycache__'), { recursive: true });
  mkdirSync(join(project, '.venv', 'bin'), { recursive: true });
  writeFileSync(join(project, 'src', 'app.py'), 'x = 1\n');
  const copy = copyProject(project);
  const place = copy.placeOf(join(project, 'src', 'app.py'));
  assert.notEqual(place, join(project, 'src', 'app.py'));
  copy.write(join(project, 'src', 'app.py'), 'x = 2\n');
  assert.deepEqual(
    [readFileSync(place, 'utf8'), readFileSync(join(project, 'src', 'app.py'), 'utf8')],
    ['x = 2\n', 'x = 1\n'],
  );
  assert.equal(copy.placeOf(join(project, '.venv', 'bin', 'python')), join(project, '.venv', 'bin', 'python'));
  assert.equal(copy.placeOf('/usr/bin/env'), '/usr/bin/env');
  assert.ok(!existsSync(join(place, '..', '__pycache__')));
  for (const elsewhere of ['/usr/bin/env', join(project, '.venv', 'bin', 'python')])
    assert.throws(() => copy.write(elsewhere, ''), hasCode('OUTSIDE_COPY'));
  copy.remove();
  assert.ok(!existsSync(place));
});

test('a project that is too large is not copied', () => {
  const project = join(folder, 'large');
  mkdirSync(project);
  writeFileSync(join(project, 'data.bin'), '');
  // A hole: nothing of it is on the disk.
  truncateSync(join(project, 'data.bin'), 600 * 2 ** 20);
  assert.throws(() => copyProject(project), hasCode('PROJECT_TOO_LARGE'));
});
