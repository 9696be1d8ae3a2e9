// The tools behind `heatline imports --fix` and `--verify`, where they can't do their work.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { UserError } from '../../../src/base/userError.ts';
import { callPythonTool } from '../../../src/tools/pythonTool.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-tools-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) => error instanceof UserError && error.parts.code === code;

test('an interpreter that fails, is not there, could be of anybody, answers no JSON or takes too long is named', async () => {
  const call = (interpreter: string, timeoutMs = 5000) =>
    callPythonTool({ interpreter, tool: 'tool', input: {}, timeoutMs });
  const slow = join(folder, 'slow');
  writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  await assert.rejects(call('/bin/false'), hasCode('PYTHON_TOOL_FAILED'));
  await assert.rejects(call('/bin/echo'), hasCode('PYTHON_TOOL_FAILED'));
  await assert.rejects(call(join(folder, 'missing')), hasCode('PYTHON_TOOL_FAILED'));
  const anybodys = join(folder, 'python3');
  writeFileSync(anybodys, '#!/bin/sh\necho {}\n');
  chmodSync(anybodys, 0o755);
  assert.deepEqual(await call(anybodys), {});
  chmodSync(anybodys, 0o757);
  await assert.rejects(call(anybodys), hasCode('PYTHON_TOOL_FAILED'));
  await assert.rejects(call(slow, 100), hasCode('PYTHON_TOOL_FAILED'));
});

test('a tool that is not wanted any more is ended', async () => {
  const stuck = join(folder, 'stuck');
  writeFileSync(stuck, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  const controller = new AbortController();
  const call = { interpreter: stuck, tool: 'tool', input: {}, timeoutMs: 60_000, signal: controller.signal };
  const answer = callPythonTool(call);
  const startedMs = performance.now();
  controller.abort(new Error('edited'));
  await assert.rejects(answer, /^Error: edited$/);
  assert.ok(performance.now() - startedMs < 30_000);
  await assert.rejects(callPythonTool(call), /^Error: edited$/);
});
