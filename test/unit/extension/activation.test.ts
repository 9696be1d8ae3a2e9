import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { silentLog } from '../../../src/base/log.ts';
import { noEnvironmentChange } from '../../../src/runner/environmentChange.ts';
import { activationOf, knownActivation } from '../../../src/extension/activation.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-activation-'));
after(() => rmSync(folder, { recursive: true }));

function prefix(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'bin'), { recursive: true });
  return path;
}

test("a virtual environment's folder comes first on PATH, and programs can see it", () => {
  const venv = prefix('.venv');
  writeFileSync(join(venv, 'pyvenv.cfg'), "home = /usr/bin\nversion = 3.11.2\nprompt = 'mine'\n");
  assert.deepEqual(knownActivation(join(venv, 'bin', 'python')), {
    set: { VIRTUAL_ENV: venv, VIRTUAL_ENV_PROMPT: 'mine' },
    removed: ['PYTHONHOME'],
    pathFirst: [join(venv, 'bin')],
  });
});

test('a conda environment likewise; an interpreter of its own changes nothing', () => {
  const conda = prefix('env1');
  mkdirSync(join(conda, 'conda-meta'));
  const { set, pathFirst } = knownActivation(join(conda, 'bin', 'python'));
  assert.deepEqual(set, { CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: 'env1' });
  assert.deepEqual(pathFirst, [join(conda, 'bin')]);
  assert.deepEqual(knownActivation(join(prefix('plain'), 'bin', 'python')), noEnvironmentChange);
  assert.deepEqual(knownActivation('python3'), noEnvironmentChange);
});

test('commands that activate are run, and what they change is taken', async () => {
  const script = join(folder, "it's activate");
  writeFileSync(
    script,
    'echo talking\nexport PROJECT="$1 x"\nunset OLD\nPATH=/first:$PATH\nexport SAME\nlocal_only=1\n',
  );
  const env = { PATH: process.env['PATH'], OLD: '1', SAME: '1', VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1' };
  const commands = [{ executable: 'source', args: [script, 'a'] }];
  assert.deepEqual(await activationOf({ path: '/p', origin: 'o', activation: commands }, env, silentLog), {
    set: { PROJECT: 'a x', PATH: `/first:${process.env['PATH'] ?? ''}` },
    removed: ['OLD'],
    pathFirst: [],
  });
});

test('when they fail, what is known without them counts', async () => {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (text: string) => warnings.push(text) };
  const venv = prefix('other');
  writeFileSync(join(venv, 'pyvenv.cfg'), 'home = /usr/bin\n');
  const python = join(venv, 'bin', 'python');
  const activation = [{ executable: 'false' }];
  const change = await activationOf({ path: python, origin: 'o', activation }, process.env, log);
  assert.equal(change.set['VIRTUAL_ENV'], venv);
  assert.equal(warnings.length, 1);
});
