/** Every instruction of real stdlib modules, line by line against what each interpreter itself says. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { decodeLineTable, lineAt } from '../../../../src/symbolize/pythonLines.ts';
import type { LineTableKind } from '../../../../src/session/session.ts';

interface Dumped {
  readonly module: string;
  readonly name: string;
  readonly kind: LineTableKind;
  readonly firstLine: number;
  readonly table: string;
  readonly lines: readonly number[];
}

function interpreters(version: string): string[] {
  const root = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith(`${version}.`)) : [];
  const found = installed.map((name) => join(root, name, 'bin', 'python'));
  return [...found, `/usr/bin/python${version}`].filter((path) => existsSync(path));
}

for (const version of ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13']) {
  const [python] = interpreters(version);
  const skip = python === undefined ? `no Python ${version} on this machine` : false;
  test(`line tables of Python ${version}`, { skip }, () => {
    const run = spawnSync(python ?? '', [join(import.meta.dirname, 'dumpLines.py')], {
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
      timeout: 60_000,
    });
    assert.equal(run.status, 0, run.stderr);
    const dumped = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Dumped);
    assert.ok(new Set(dumped.map((code) => code.module)).size >= 20);
    for (const code of dumped) {
      const bytes = new Uint8Array(Buffer.from(code.table, 'base64'));
      const runs = decodeLineTable({ kind: code.kind, bytes, firstLine: code.firstLine });
      const lines = code.lines.map((_, index) => lineAt(runs, index * 2));
      assert.deepEqual(lines, code.lines, `${code.module} ${code.name}`);
    }
  });
}
