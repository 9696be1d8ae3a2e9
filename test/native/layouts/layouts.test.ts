// The tables about CPython versions against the versions themselves: struct offsets by their headers, opcodes by their own list.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { findInterpreters } from '../../accuracy/interpreters.ts';
import { compileProgram, nativeFolder } from '../builtObject.ts';

const runFile = promisify(execFile);
const here = import.meta.dirname;
const leastFields = 18;
const precallPyfunc = 143;
const interpreters = await findInterpreters();

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-layouts-'));
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Lines of "<number> <word>". */
function parseRows(text: string): ReadonlyMap<number, string> {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(rows.map(([number = '', word = '']) => [Number(number), word]));
}

/** What the table of the core has to say about an instruction of this name: 0 no call, 1 calls anything, 2 calls C directly. */
function kindOfName(name: string): '0' | '1' | '2' {
  if (/INTRINSIC|FINALLY|UNPACK_WITH_CALL/.test(name)) return '0';
  return /BUILTIN|METHOD_DESCRIPTOR|CALL_(?:NO_KW_)?(?:ISINSTANCE|LEN|LIST_APPEND|STR_1|TUPLE_1|TYPE_1)$/.test(name)
    ? '2'
    : '1';
}

async function includeFolder(python: string): Promise<string> {
  const { stdout } = await runFile(python, ['-c', "import sysconfig; print(sysconfig.get_path('include'))"]);
  return stdout.trim();
}

describe('layouts', { concurrency: 2 }, () => {
  for (const { path, version, kind } of interpreters) {
    test(`offsets of ${version} ${kind}`, async (context) => {
      const include = await includeFolder(path);
      if (!existsSync(join(include, 'internal'))) {
        context.skip(`no internal headers in ${include}`);
        return;
      }
      const output = await compileProgram({
        sources: [join(here, 'offsets.c'), join(nativeFolder, 'walker', 'layouts.c')],
        output: join(folder, `offsets-${version}-${kind}`),
        // CPython's headers are not written for our warnings.
        flags: [
          '-Wno-unused-parameter',
          '-Wno-sign-compare',
          '-isystem',
          include,
          '-isystem',
          join(include, 'internal'),
        ],
      });
      const { stdout } = await runFile(output).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
      const lines = stdout.trim().split('\n');
      assert.deepEqual(
        lines.filter((line) => !line.startsWith('ok ')),
        [],
      );
      assert.ok(lines.length >= leastFields, `${lines.length} fields`);
    });
  }

  for (const { path, version, minor, kind } of interpreters) {
    test(`opcodes that call, ${version} ${kind}`, async () => {
      const sources = [join(here, 'opcodes.c'), join(nativeFolder, 'core', 'opcodes.c')];
      const program = await compileProgram({ sources, output: join(folder, `opcodes-${version}-${kind}`) });
      const table = parseRows((await runFile(program, [(0x300 + minor).toString(16)])).stdout);
      const named = parseRows((await runFile(path, [join(here, 'opcodes.py')])).stdout);
      assert.ok(named.size >= 4, `${named.size} opcodes call`);
      for (const [opcode, name] of named) assert.equal(table.get(opcode), kindOfName(name), `${opcode} ${name}`);
      for (const [opcode, kindInTable] of table)
        assert.ok(kindInTable === '0' || named.has(opcode) || opcode === precallPyfunc, `${opcode} calls nothing`);
    });
  }
});
