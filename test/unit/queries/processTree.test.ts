import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProcessRowJson } from '../../../src/protocol/profileJson.ts';
import { processTree } from '../../../src/queries/processTree.ts';

function row(pid: number, parent: number | null, given: Partial<ProcessRowJson> = {}): ProcessRowJson {
  const what = { command: [`p${pid}`], interpreter: '', version: '3.12.1', python: true, count: 1 };
  return { pid, ppid: 1, parent, ...what, wall_s: 1, cpu_s: pid, exit: null, replaced: false, failed: 0, ...given };
}

const drawn = (rows: readonly ProcessRowJson[]) =>
  processTree(rows).rows.map(({ process, depth, total_s }) => `${' '.repeat(depth)}${process.pid} ${total_s}`);

test('each stands before what it started, with the sum of all below', () => {
  assert.deepEqual(drawn([row(1, null), row(2, 0), row(4, 4), row(8, 0), row(16, 1, { python: false })]), [
    '1 31',
    ' 2 22',
    '  16 20',
    '   4 4',
    ' 8 8',
  ]);
});

test('sums tell Python from other programs; what became another Python is one process', () => {
  const { n_python, n_programs, python_cpu_s, programs_cpu_s, cpu_s } = processTree([
    row(1, null),
    row(2, 0, { replaced: true }),
    row(2, 0, { cpu_s: 4 }),
    row(3, 0, { replaced: true, cpu_s: 0 }),
    row(3, 0, { python: false, count: 30, cpu_s: 8 }),
  ]);
  assert.deepEqual([n_python, n_programs, python_cpu_s, programs_cpu_s, cpu_s], [3, 30, 7, 8, 15]);
});

test('rows in a circle are listed once', () => {
  assert.deepEqual(drawn([row(1, null), row(2, 2), row(4, 1)]), ['1 1', '2 6', ' 4 4']);
});
