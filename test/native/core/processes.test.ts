// What became of every process of a tree, and that the rows add up to what the kernel says that the tree used.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import type { ProcessJson, ProcessRowJson } from '../../../src/protocol/profileJson.ts';
import { profileJson } from '../../../src/queries/profileJson.ts';
import type { Stream } from '../../../src/session/session.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { info } from '../../unit/symbolize/sessionOf.ts';
import { capture, programs } from '../capture.ts';

const interpreters = pickRepresentatives(await findInterpreters());
const tolerance = 0.03;
/** Fields of CPU time below this are the cost of starting: what ran is not told by it. */
const noticeableSeconds = 0.05;

/** The account of a run in which everything was started in one way; its sum is compared with the kernel's. */
async function account(python: string, way: string, look?: (first: Stream) => void): Promise<ProcessJson> {
  const captured = await capture([python, join(programs, 'process_ways.py'), way], { rateHz: 100 });
  assert.equal(captured.status, 0, captured.stderr);
  assert.deepEqual(captured.problems, []);
  const [first] = captured.streams;
  assert.ok(first !== undefined);
  look?.(first);
  const { pid } = first.header;
  const { profile, problems } = buildProfile({ info: { ...info, pid }, streams: captured.streams });
  assert.deepEqual(problems, []);
  const { process } = profileJson(profile, { scope: { kind: 'all' }, basis: 'cpu' });
  const { cpu_s: truth } = JSON.parse(captured.stdout) as { cpu_s: number };
  const sum = process.processes.reduce((total, row) => total + row.cpu_s, 0);
  assert.ok(Math.abs(process.cpu_s - sum) < 1e-9, 'the sum is that of the rows');
  assert.ok(
    Math.abs(process.cpu_s - truth) <= tolerance * truth,
    `${way}: ${process.cpu_s} s of ${truth} s\n${process.processes.map(describeRow).join('\n')}`,
  );
  return process;
}

function describeRow(row: ProcessRowJson): string {
  return `${row.pid} < ${row.parent} ${row.cpu_s.toFixed(3)} s ${endOf(row)} ${row.command.join(' ').slice(0, 60)}`;
}

function endOf({ exit, replaced }: ProcessRowJson): string {
  if (replaced) return 'replaced';
  return exit === null ? 'unknown' : (exit.signal ?? String(exit.status));
}

/** How the children ended, sorted. */
function ends({ processes: [, ...children] }: ProcessJson): string[] {
  return children.map(endOf).toSorted();
}

function programsOf({ processes }: ProcessJson): readonly ProcessRowJson[] {
  return processes.filter(({ python }) => !python);
}

// What is compared are the kernel's clocks, which neighbours do not change.
describe('processes', { concurrency: 2 }, () => {
  for (const { path: python, version, minor, kind } of interpreters) {
    const name = `${version} ${kind}`;

    test(`pools of workers: ${name}`, async () => {
      for (const way of ['fork', 'spawn', 'forkserver', 'futures']) {
        const process = await account(python, way);
        assert.deepEqual(new Set(ends(process)), new Set(['0']), way);
        const busy = process.processes.filter((row) => row.cpu_s > 0.1 && row.parent !== null);
        assert.ok(busy.length > 0 && busy.every((row) => row.python && row.version !== ''), `${way}: workers are seen`);
        assert.equal(process.programs_cpu_s, 0);
      }
    });

    test(`Python and other programs by subprocess: ${name}`, async () => {
      const alone = await account(python, 'python');
      const child = alone.processes.find(
        ({ python: isPython, replaced, parent }) => isPython && !replaced && parent === 0,
      );
      assert.deepEqual(child?.exit, { status: 5, signal: null });
      assert.ok(child.cpu_s > 0.29, describeRow(child));

      const process = await account(python, 'pipeline');
      const programs = programsOf(process);
      assert.deepEqual(programs.map(({ command }) => command[0] ?? '').toSorted(), ['base64', 'gzip', 'head', 'sort']);
      assert.deepEqual(new Set(programs.map(endOf)), new Set(['0']));
      const gzip = programs.find(({ command }) => command[0] === 'gzip');
      assert.ok(gzip !== undefined && gzip.cpu_s > noticeableSeconds && gzip.wall_s > noticeableSeconds);
      assert.deepEqual(gzip.command, ['gzip', '-6']);
      assert.match(gzip.interpreter, /^\/.*\/gzip$/);
      assert.equal(process.processes[gzip.parent ?? -1]?.pid, gzip.ppid);
    });

    test(`Python below a shell is not counted twice: ${name}`, async () => {
      const { processes } = await account(python, 'shell');
      const below = processes.filter((row) => row.python && processes[row.parent ?? -1]?.python === false);
      assert.equal(below.length, 2, processes.map(describeRow).join('\n'));
      for (const row of below) assert.ok(row.cpu_s > 0.29 && (processes[row.parent ?? -1]?.cpu_s ?? 1) < 0.2);
      assert.ok(processes.some((row) => !row.python && endOf(row) === '3'));
    });

    test(`exec: ${name}`, async () => {
      const [, before, after] = (await account(python, 'exec_python')).processes;
      assert.ok(before?.replaced === true && before.pid === after?.pid && after.python);
      assert.ok(before.cpu_s > 0.09 && endOf(after) === '0', describeRow(after));

      const [, forked, shell] = (await account(python, 'exec_other')).processes;
      assert.ok(forked?.replaced === true && forked.pid === shell?.pid && !shell.python);
      assert.deepEqual(shell.command.slice(0, 2), ['sh', '-c']);
      assert.ok(forked.cpu_s > 0.09 && shell.cpu_s > noticeableSeconds && endOf(shell) === '4', describeRow(shell));
    });

    test(`every way to end, and every way to wait: ${name}`, async () => {
      const process = await account(python, 'exits');
      assert.deepEqual(ends(process), ['6', '9', 'SIGKILL', 'SIGSEGV']);
      for (const row of process.processes.slice(1)) assert.ok(row.cpu_s > 0.09, describeRow(row));
      assert.deepEqual(ends(await account(python, 'spawned')), ['2', 'SIGTERM']);
    });

    test(`many children are one row for each program: ${name}`, async () => {
      const bounded = ({ children, childGroups }: Stream): void => {
        // Up to 3.9 each is forked with a stream of its own, and then has a record of its own.
        if (minor >= 10) assert.deepEqual([children.length, childGroups.length], [64, 2]);
      };
      const rows = programsOf(await account(python, 'many', bounded));
      assert.deepEqual(
        rows.map(({ command: [path = ''], count, failed }) => [path.split('/').at(-1), count, failed]),
        [
          ['true', 300, 0],
          ['sh', 20, 20],
        ],
      );
      assert.deepEqual(rows.map(endOf), ['0', 'unknown']);
    });
  }
});
