import assert from 'node:assert/strict';
import { test } from 'node:test';

import { environmentWithoutUs } from '../../../src/base/cleanEnvironment.ts';
import { decodeEnvironment, withLastCommand, withRecorder } from '../../../src/runner/childEnvironment.ts';

test('what the user set stays, whatever its name', () => {
  const env = {
    NODE_OPTIONS: '--no-warnings',
    VSCODE_GIT_IPC_HANDLE: '/x',
    npm_config_color: '1',
    HEATLINE_HOME: '/h',
    NODE: 'n',
  };
  assert.deepEqual(environmentWithoutUs(env), env);
});

test("started by the editor's host, its names go", () => {
  const host = {
    ELECTRON_RUN_AS_NODE: '1',
    VSCODE_PID: '1',
    VSCODE_NLS_CONFIG: '{}',
    NODE_OPTIONS: '--x',
    HEATLINE_EDITOR: '1',
  };
  assert.deepEqual(environmentWithoutUs({ ...host, PATH: '/bin', HOME: '/h' }), { PATH: '/bin', HOME: '/h' });
});

test('what we set for the core, the command line or the editor goes; where the user wants the sessions stays', () => {
  const own = { HEATLINE_CAPTURE: '/shm', HEATLINE_EDITOR: '1', HEATLINE_SHOW_SESSION: '/s' };
  assert.deepEqual(environmentWithoutUs({ ...own, HEATLINE_HOME: '/h' }), { HEATLINE_HOME: '/h' });
});

test('started by npm as our own starter, its names go; under a script of another package they stay', () => {
  const npm = { npm_command: 'exec', npm_config_cache: '/c', INIT_CWD: '/w', NODE: '/node' };
  assert.deepEqual(environmentWithoutUs({ ...npm, npm_lifecycle_event: 'npx', A: '1' }), { A: '1' });
  assert.deepEqual(environmentWithoutUs({ ...npm, npm_package_name: 'heatline', A: '1' }), { A: '1' });
  const theirs = { ...npm, npm_package_name: 'theirs', npm_lifecycle_event: 'dev' };
  assert.deepEqual(environmentWithoutUs(theirs), theirs);
});

test('our object comes first, and objects of the user stay', () => {
  assert.deepEqual(withRecorder({ A: '1' }, '/o.so', '/shm'), {
    A: '1',
    LD_PRELOAD: '/o.so',
    HEATLINE_CAPTURE: '/shm',
  });
  assert.equal(withRecorder({ LD_PRELOAD: '/a.so /b.so' }, '/o.so', '/shm')['LD_PRELOAD'], '/o.so:/a.so /b.so');
  assert.equal(withRecorder({ LD_PRELOAD: '' }, '/o.so', '/shm')['LD_PRELOAD'], '/o.so');
});

test('"_" names the interpreter where it named us', () => {
  assert.deepEqual(withLastCommand({ _: '/usr/bin/node' }, '/usr/bin/python3'), { _: '/usr/bin/python3' });
  assert.deepEqual(withLastCommand({ _: '/usr/bin/make' }, '/usr/bin/python3'), { _: '/usr/bin/make' });
  assert.deepEqual(withLastCommand({}, '/usr/bin/python3'), {});
});

test('an environment file: values may hold "=" and line ends, entries without a name are left out', () => {
  assert.deepEqual(decodeEnvironment('A=1=2\0B=x\ny\0\0=odd\0C=\0'), { A: '1=2', B: 'x\ny', C: '' });
});
