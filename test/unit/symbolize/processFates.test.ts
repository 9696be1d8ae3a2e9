import assert from 'node:assert/strict';
import { test } from 'node:test';

import { counterIndex } from '../../../src/session/layout.ts';
import { plainStream, type PlainProcess } from '../../../src/session/plainStream.ts';
import type { ChildEnd, ChildGroup, SessionInfo } from '../../../src/session/session.ts';
import { processes } from '../../../src/queries/processes.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { info, profileOf } from './sessionOf.ts';

type Header = NonNullable<PlainProcess['header']>;

const secondNs = 1e9;

/** A Python process whose clock ran `cpu` seconds; seconds since the machine's start. */
function python(header: Header & { cpu?: number }, more: Partial<PlainProcess> = {}): PlainProcess {
  const { cpu = 1, ...given } = header;
  const startMonoNs = given.startMonoNs ?? secondNs;
  const end = { endMonoNs: startMonoNs + secondNs, endCpuNs: cpu * secondNs };
  return { threads: [{ cells: [] }], ...more, header: { ...end, ppid: 100, ...given, startMonoNs } };
}

function child(pid: number, at: number, cpu: number, given: Partial<ChildEnd> = {}): ChildEnd {
  const times = { monoNs: at * secondNs, startMonoNs: 0, cpuNs: cpu * secondNs };
  return { ...times, pid, waitStatus: 0, path: '', command: [], ...given };
}

function rowsOf(streams: readonly PlainProcess[], given: Partial<SessionInfo> = {}): string[] {
  const rows = processes(profileOf(streams, given));
  return rows.map(({ pid, parent, python: isPython, count, cpu_s, exit, replaced, failed, command }) => {
    const ended = replaced ? 'exec' : exit === null ? '?' : (exit.signal ?? `exit ${exit.status}`);
    const what = isPython ? 'python' : command.join(' ');
    return `${pid} <${parent ?? '-'} ${what} ×${count} ${Number(cpu_s.toFixed(6))} s ${ended}${failed > 0 ? `, ${failed} failed` : ''}`;
  });
}

const first = { pid: 100, ppid: 1, startMonoNs: secondNs };

test('whoever waited for a process knows best what it used and how it ended', () => {
  const killed = { pid: 200, startMonoNs: 2e9, endMonoNs: 0, endCpuNs: 0, endKind: 'none', endStatus: null } as const;
  assert.deepEqual(
    rowsOf([
      python(
        { ...first, cpu: 2 },
        { children: [child(200, 9, 7, { waitStatus: 9 }), child(300, 9.5, 1.5, { waitStatus: 0x8b })] },
      ),
      python(killed),
      python({ pid: 300, startMonoNs: 3e9, cpu: 1 }),
    ]),
    [
      '100 <- python ×1 2 s exit 0',
      '200 <0 python ×1 7 s SIGKILL, 1 failed',
      '300 <0 python ×1 1.5 s SIGSEGV, 1 failed',
    ],
  );
});

test('what a process waited for itself is not its own', () => {
  const gzip = child(300, 5, 2, { path: '/bin/gzip', command: ['gzip', '-9'], waitStatus: 1 << 8 });
  assert.deepEqual(
    rowsOf([
      python(first, { children: [child(200, 9, 6)] }),
      python({ pid: 200, startMonoNs: 2e9, cpu: 3.9 }, { children: [gzip] }),
    ]),
    ['100 <- python ×1 1 s exit 0', '200 <0 python ×1 4 s exit 0', '300 <1 gzip -9 ×1 2 s exit 1, 1 failed'],
  );
});

test('without anybody who waited, its own clock and its own word count', () => {
  const own = (endStatus: number | null, endKind: 'exit' | '_exit') =>
    python({ pid: 200, startMonoNs: 2e9, startCpuNs: 0.5e9, cpu: 3, endKind, endStatus });
  assert.deepEqual(rowsOf([python(first), own(4, '_exit')])[1], '200 <0 python ×1 3 s exit 4, 1 failed');
  assert.deepEqual(rowsOf([python(first), own(null, 'exit')])[1], '200 <0 python ×1 3 s ?');
});

test('the first process ended as the runner saw it', () => {
  const end = { status: null, signal: 'SIGTERM', wallNs: 1, cpuNs: 5e9, cancelled: false };
  const cut = { ...first, endMonoNs: 0, endCpuNs: 0, endKind: 'none', endStatus: null } as const;
  assert.deepEqual(rowsOf([python(cut, { children: [child(200, 3, 1)] })], { end }), [
    '100 <- python ×1 4 s SIGTERM, 1 failed',
    '200 <0  ×1 1 s exit 0',
  ]);
});

test('a process that became another program has a row for each, and each its part of the clock', () => {
  const before = python({ pid: 200, startMonoNs: 2e9, cpu: 1, endKind: 'exec', endStatus: null, origin: 'fork' });
  const after = python({ pid: 200, startMonoNs: 4e9, startCpuNs: 1.1e9, cpu: 3 });
  assert.deepEqual(rowsOf([python(first, { children: [child(200, 9, 3.5)] }), before, after]).slice(1), [
    '200 <0 python ×1 1 s exec',
    '200 <0 python ×1 2.5 s exit 0',
  ]);
  const shell = { ...before, process: { replacement: ['/bin/sh', 'sh', '-c', 'x'] } };
  const waited = child(200, 9, 3.5, { waitStatus: 4 << 8 });
  assert.deepEqual(rowsOf([python(first, { children: [waited] }), shell]).slice(1), [
    '200 <0 python ×1 1 s exec',
    '200 <0 sh -c x ×1 2.5 s exit 4, 1 failed',
  ]);
});

test('a child that was forked only to exec is no row of its own', () => {
  const forked = { pid: 200, startMonoNs: 2e9, cpu: 0.002, endKind: 'exec', endStatus: null, origin: 'fork' } as const;
  const stub = python(forked, { process: { replacement: ['/bin/gzip', 'gzip'] } });
  const rows = [
    python(first, { children: [child(200, 9, 3)] }),
    stub,
    python({ pid: 300, startMonoNs: 4e9, ppid: 100 }),
  ];
  assert.deepEqual(rowsOf(rows), [
    '100 <- python ×1 1 s exit 0',
    '300 <0 python ×1 1 s exit 0',
    '200 <0 gzip ×1 3 s exit 0',
  ]);
});

test('Python below a program that is none is taken off the nearest that is known', () => {
  const shell = child(200, 9, 5, { path: '/bin/sh', command: ['sh'] });
  const below = (given: Partial<Header>) =>
    python({ pid: 300, ppid: 250, startMonoNs: 3e9, cpu: 4, ...given }, { process: { ancestors: [250, 200, 100] } });
  const whole = python(first, { children: [shell] });
  assert.deepEqual(rowsOf([whole, below({})]), [
    '100 <- python ×1 1 s exit 0',
    '300 <2 python ×1 4 s exit 0',
    '200 <0 sh ×1 1 s exit 0',
  ]);
  // It outlived the shell, which therefore did not wait for it.
  assert.deepEqual(rowsOf([whole, below({ endMonoNs: 20e9 })]).at(-1), '200 <0 sh ×1 5 s exit 0');
});

test('process ids are used again', () => {
  const children = [child(200, 3.5, 1.5, { waitStatus: 1 << 8 }), child(200, 6, 2.5, { waitStatus: 2 << 8 })];
  const again = (startMonoNs: number) => python({ pid: 200, startMonoNs, origin: 'fork' });
  assert.deepEqual(rowsOf([python(first, { children }), again(2e9), again(4e9)]).slice(1), [
    '200 <0 python ×1 1.5 s exit 1, 1 failed',
    '200 <0 python ×1 2.5 s exit 2, 1 failed',
  ]);
});

test('many programs of one process are put together by what they ran', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    child(1000 + index, 2, 0.1, { path: index % 2 === 0 ? '/bin/a' : '/bin/b', command: ['x', String(index)] }),
  );
  const group: ChildGroup = {
    lastMonoNs: 3e9,
    cpuNs: 5e9,
    wallNs: 6e9,
    count: 30,
    failed: 2,
    killed: 1,
    path: '/bin/a',
  };
  assert.equal(rowsOf([python(first, { children: many })]).length, 41);
  assert.deepEqual(rowsOf([python(first, { children: many, childGroups: [group] })]).slice(1), [
    '0 <0 /bin/a ×50 7 s ?, 3 failed',
    '0 <0 /bin/b ×20 2 s exit 0',
  ]);
});

test('rows that damaged data makes each other’s parents are still rows', () => {
  const looped = python(
    { pid: 300, ppid: 200, startMonoNs: 3e9 },
    { process: { ancestors: [200] }, children: [child(200, 9, 1)] },
  );
  assert.equal(rowsOf([python(first), looped]).length, 3);
});

test('children for which there was no room are told of', () => {
  const stream = plainStream(python(first));
  stream.header.counters[counterIndex.childrenNoRoom] = 12;
  const { problems } = buildProfile({ info, streams: [stream] });
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['children-not-stored'],
  );
  assert.match(problems[0]?.message ?? '', /12 children/);
});
