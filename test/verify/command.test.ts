// `heatline verify` as a command: what it refuses, what it says, what the JSON has.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import type { VerificationJson } from '../../src/protocol/verification.ts';
import { commandLine, interpreters, plainEnvironment, run, type Outcome } from '../python/harness.ts';

const python = interpreters.findLast(({ path }) => path !== undefined)?.path ?? '/usr/bin/python3';
const folder = mkdtempSync(join(tmpdir(), 'heatline-verify-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...plainEnvironment, HEATLINE_HOME: folder };

const verify = (words: readonly string[]): Promise<Outcome> =>
  run([process.execPath, commandLine, 'verify', '--quick', ...words], { env });

/** Answers what it is asked about itself, and ends with 3 when it is to run anything. */
function standIn(name: string, facts: Readonly<Record<string, unknown>>): string {
  const path = join(folder, name);
  const paths = { stdlib: '/s', platstdlib: '/s', purelib: '/s', platlib: '/s' };
  const all = {
    executable: path,
    implementation: 'cpython',
    version: '3.12.1',
    bits: 64,
    freeThreaded: false,
    ...paths,
  };
  const answer = JSON.stringify({ ...all, ...facts });
  const script = `#!/bin/sh\ncase "$*" in *sysconfig*) echo '${answer}';; *environb*) printf '%s\\0' "$0";; *) exit 3;; esac\n`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

test('interpreters that nothing is promised for are refused', async () => {
  for (const [name, facts] of Object.entries({
    pypy: { implementation: 'pypy' },
    old: { version: '3.7.16' },
    free: { version: '3.13.0', freeThreaded: true },
  })) {
    const { status, stdout, stderr } = await verify(['--interpreter', standIn(name, facts)]);
    assert.deepEqual([status, stdout], [1, ''], stderr);
    assert.match(stderr, /\[VERIFY_UNSUPPORTED\]\n$/);
  }
});

test('a program that does not run ends it with a sentence', async () => {
  const { status, stdout, stderr } = await verify(['--interpreter', standIn('broken', {})]);
  assert.deepEqual([status, stdout], [1, ''], stderr);
  assert.match(stderr, /ended with 3\)\. Nothing is said .*\[VERIFY_RUN_FAILED\]\n$/);
});

test('words that it does not know', async () => {
  for (const words of [['--only', 'shares,speed'], ['--only', ''], ['--fast'], ['script.py']]) {
    const { status, stderr } = await verify(words);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /heatline verify --help.*\[USAGE\]\n$/);
  }
});

test('on a terminal it says what it is doing', async () => {
  const words = [process.execPath, commandLine, 'verify', '--quick', '--interpreter', python, '--only', 'copies'];
  const spawn = 'import os, pty, sys; sys.exit(os.WEXITSTATUS(pty.spawn(sys.argv[1:])))';
  const { status, stdout } = await run([python, '-c', spawn, ...words], { env });
  assert.equal(status, 0, stdout);
  assert.ok(stdout.startsWith('\r\u001b[K[1/1] copying\r\u001b[K'), JSON.stringify(stdout));
});

test('one measure, as text and as JSON', async () => {
  const words = ['--interpreter', python, '--only', 'copies'];
  const text = await verify(words);
  assert.equal(text.status, 0, text.stdout);
  assert.equal(text.stderr, '', 'no progress where nobody looks');
  assert.match(
    text.stdout,
    /^✓ Bytes copied: errors of at most [\d.]+ %, .* parts\)\n {4}against bytes that .*\n {4}promised: 2\.0 %$/m,
  );
  assert.match(text.stdout, /All of it holds on this machine and interpreter\.\n$/);

  const { status, stdout } = await verify([...words, '--json']);
  const verification: VerificationJson = JSON.parse(stdout);
  assert.equal(status, 0);
  assert.deepEqual([verification.schema, verification.version], ['heatline-verification', 1]);
  assert.deepEqual([verification.quick, verification.verdict], [true, 'ok']);
  assert.deepEqual(
    verification.measures.map(({ name }) => name),
    ['copies'],
  );
  const [measure] = verification.measures;
  assert.ok((measure?.parts.length ?? 0) >= 6);
  assert.ok(measure?.parts.every(({ ok, error, allowed }) => ok === Math.abs(error) <= allowed));
});
