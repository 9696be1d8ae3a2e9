import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cellClass, frameKind } from '../../../src/profile/tables.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { ImportFacts } from '../../../src/session/session.ts';
import { drawHotLines } from '../../fixtures/drawHotLines.ts';
import { info, main, profileOf, scope, secondsByClass, work } from './sessionOf.ts';

const library = { file: '/usr/lib/python3.11/json/decoder.py', name: 'decode', line: 337, firstLine: 332 };

test('from bytes to hot lines', () => {
  const profile = profileOf([
    {
      threads: [
        {
          cells: [
            { stack: [main], class: 1, ns: 1e9, samples: 100 },
            { stack: [main, work], class: 2, ns: 2e9, samples: 200 },
            { stack: [main, work, library], class: 1, ns: 3e9, samples: 300 },
            { stack: [main, work, library, { library: '/lib/libz.so', start: 64 }], class: 3, ns: 2e9, samples: 200 },
            { stack: [main, work], class: 4, ns: 1e9, samples: 100 },
            { stack: [main], class: 16, ns: 1e9 },
          ],
        },
      ],
    },
  ]);
  const drawn = drawHotLines(hotLines(profile, { scope, basis: 'elapsed' })).split('\n');
  assert.deepEqual(drawn, [
    'elapsed 10.00 s, rest 0.0%',
    '/home/me/a.py',
    '3 1.00 0.00 0.00 0.00 1.00 2.00 10.00 20.0%',
    '12 2.00 3.00 2.00 1.00 0.00 8.00 8.00 80.0%',
  ]);
});

test('equal stacks of threads and processes are one node; what only differs by instruction within a line is one too', () => {
  const cells = [{ stack: [main, work], class: 1, ns: 1e9, samples: 100 }];
  const profile = profileOf([
    { threads: [{ cells }, { cells }] },
    { header: { pid: 200, ppid: 100, startMonoNs: 2e9 }, threads: [{ cells }] },
  ]);
  assert.equal(profile.nodes.length, 2);
  assert.equal(profile.functions.length, 3, 'two Python functions and the one for missing frames');
  assert.deepEqual([...profile.cells.thread], [0, 1, 2]);

  const stream = plainStream({
    threads: [{ cells: [...cells, { stack: [main, { ...work, line: 13 }], class: 1, ns: 1e9, samples: 100 }] }],
  });
  for (const code of stream.codes.values()) {
    // Every instruction on one line.
    if (stream.strings.get(code.name) === 'work') code.lineTable.fill(0);
  }
  const merged = buildProfile({ info, streams: [stream] }).profile;
  assert.equal(merged.nodes.length, 2);
  assert.equal(merged.cells.length, 1);
  assert.equal(merged.cells.seconds[0], 2);
});

test('nodes are in preorder: parents first, a subtree is a run', () => {
  const profile = profileOf([
    {
      threads: [
        {
          cells: [
            { stack: [main, work], class: 1, ns: 1e9 },
            { stack: [work], class: 1, ns: 1e9 },
            { stack: [main, library], class: 1, ns: 1e9 },
            { stack: [work, library, 'truncated'], class: 1, ns: 1e9 },
          ],
        },
      ],
    },
  ]);
  assert.deepEqual([...profile.nodes.parent], [-1, 0, 0, -1, 3, 4]);
  assert.deepEqual([...profile.nodes.depth], [0, 1, 1, 0, 1, 2]);
  assert.equal(profile.nodes.kind[5], frameKind.truncated);
});

test('a relative file is found from the process’s own working directory', () => {
  const profile = profileOf([
    {
      process: { directory: '/srv/app' },
      threads: [{ cells: [{ stack: [{ file: '../lib/./x.py', name: 'f', line: 1 }], class: 1, ns: 1e9 }] }],
    },
  ]);
  assert.equal(profile.files[0]?.path, '/srv/lib/x.py');
});

test('weights are scaled to the exact clock of a thread with enough samples', () => {
  const profile = profileOf([
    { threads: [{ cpuNs: 1.2e9, sampledNs: 1e9, cells: [{ stack: [main], class: 1, ns: 1e9, samples: 100 }] }] },
  ]);
  assert.deepEqual(secondsByClass(profile), { 1: 1.2 });
  // Squares follow: 100 weights of 10 ms, scaled by 1.2.
  assert.equal(profile.cells.squares[0]?.toFixed(9), (100 * 0.012 ** 2).toFixed(9));
});

test('what was dropped keeps its share of the clock and is nobody’s', () => {
  const profile = profileOf([
    { threads: [{ cpuNs: 2e9, sampledNs: 2e9, cells: [{ stack: [main], class: 1, ns: 1.5e9, samples: 150 }] }] },
  ]);
  assert.deepEqual(secondsByClass(profile), { 1: 1.5 });
  assert.equal(profile.processes[0]?.unsampledSeconds.toFixed(9), '0.500000000');
  assert.equal(profile.threads[0]?.unsampledSeconds.toFixed(9), '0.500000000');
});

test('threads with few samples are pooled: the few that were hit stand for the many that were not', () => {
  const hit = { cpuNs: 2e6, cells: [{ stack: [work], class: 1, ns: 10e6, samples: 1 }], sampledNs: 10e6 };
  const missed = { cpuNs: 2e6, cells: [], sampledNs: 0 };
  const profile = profileOf([{ threads: [hit, missed, missed, missed, missed, hit] }]);
  // 6 x 2 ms of CPU; two samples of 10 ms are scaled to it.
  assert.deepEqual(secondsByClass(profile), { 1: 0.012 });
  assert.equal(profile.processes[0]?.unsampledSeconds, 0);
  assert.equal(profile.threads[0]?.pythonSeconds.toFixed(6), '0.002000', 'its own account stays within its own clock');
});

test('CPU time in the process’s clock that no known thread used is unsampled, and part of the basis', () => {
  const profile = profileOf([
    {
      header: { endCpuNs: 5e9, startCpuNs: 1e9 },
      threads: [{ cells: [{ stack: [main], class: 1, ns: 3e9, samples: 300 }] }],
    },
  ]);
  assert.equal(profile.processes[0]?.cpuSeconds, 4);
  assert.equal(profile.processes[0]?.unsampledSeconds, 1);
  assert.equal(hotLines(profile, { scope, basis: 'cpu' }).basis_s, 4);
  assert.equal(hotLines(profile, { scope, basis: 'elapsed' }).basis_s, 4);
});

test('threads that were never sampled are unsampled', () => {
  const profile = profileOf([{ threads: [{ cpuNs: 2e6, cells: [], sampledNs: 0 }] }]);
  assert.deepEqual(secondsByClass(profile), {});
  assert.equal(profile.processes[0]?.unsampledSeconds.toFixed(6), '0.002000');
});

test('a thread’s parts sum to its lifetime; the rest is time it was ready and did not run', () => {
  const profile = profileOf([
    {
      threads: [
        {
          lifeNs: 10e9,
          cpuNs: 3e9,
          sampledNs: 3e9,
          shortWaitNs: 0.25e9,
          cells: [
            { stack: [main], class: cellClass.native, ns: 1e9, samples: 100 },
            { stack: [main], class: cellClass.kernel, ns: 2e9, samples: 200 },
            { stack: [main], class: cellClass.gil, ns: 5e9 },
          ],
        },
      ],
    },
  ]);
  const [thread] = profile.threads;
  assert.ok(thread);
  assert.deepEqual(
    [
      thread.pythonSeconds,
      thread.nativeSeconds,
      thread.kernelSeconds,
      thread.waitSeconds,
      thread.gilWaitSeconds,
      thread.unsampledSeconds,
    ],
    [0, 1, 2, 5.25, 5, 0],
  );
  assert.equal(thread.scheduledOutSeconds.toFixed(9), '1.750000000');
  assert.equal(thread.samples, 300);
});

test('a wait that was still blocked when the process was killed lasts until its end', () => {
  const killed = {
    header: { endMonoNs: 0, endCpuNs: 0, state: 'ready', endKind: 'none', startMonoNs: 5e9 } as const,
    threads: [
      {
        state: 'live',
        startNs: 5e9,
        lifeNs: 0,
        cpuNs: 0,
        blockedSinceNs: 6e9,
        blockedClass: cellClass.lock,
        cells: [],
      } as const,
    ],
    blockedStacks: { 0: [main, work] },
  };
  // The runner saw the end 4 s after the beginning of the recording.
  const end = { status: null, signal: 'SIGKILL', wallNs: 4e9, cpuNs: 0, cancelled: false };
  const profile = profileOf([killed], { end });
  assert.deepEqual(secondsByClass(profile), { [cellClass.lock]: 3 });
  assert.equal(profile.threads[0]?.lifetimeSeconds.toFixed(6), '4.000000');
  assert.equal(profile.nodes.line[profile.cells.node[0] ?? -1], 12);
  // Of a child nobody saw the end: it was last seen when it began to wait.
  const child = profileOf([{ ...killed, header: { ...killed.header, pid: 300 } }], { end });
  assert.deepEqual(secondsByClass(child), {});
  const seenLater = {
    ...killed.header,
    pid: 300,
    checkpoint: { monoNs: 8e9, processCpuNs: 0, userUs: 0, systemUs: 0 },
  };
  assert.deepEqual(secondsByClass(profileOf([{ ...killed, header: seenLater }], { end })), { [cellClass.lock]: 2 });
});

test('children know their parent, also when process ids are used again', () => {
  const cells = [{ stack: [main], class: 1, ns: 1e9, samples: 100 }];
  const profile = profileOf([
    { header: { pid: 100, startMonoNs: 1e9 }, threads: [{ cells }] },
    { header: { pid: 200, ppid: 100, startMonoNs: 2e9 }, threads: [{ cells }] },
    { header: { pid: 200, ppid: 100, startMonoNs: 4e9 }, threads: [{ cells }] },
    { header: { pid: 300, ppid: 200, startMonoNs: 5e9, parentStream: 2e9 }, threads: [{ cells }] },
    { header: { pid: 301, ppid: 200, startMonoNs: 6e9 }, threads: [{ cells }] },
  ]);
  assert.deepEqual(
    profile.processes.map((process) => process.parent),
    [-1, 0, 0, 1, 2],
  );
});

test('the recorder’s own functions are no part of a stack', () => {
  const own = { library: '/opt/heatline/native/linux-x64/libheatline.so', start: 64 };
  const profile = profileOf([
    {
      threads: [
        {
          cells: [
            { stack: [main, own, { library: '/lib/libc.so.6', start: 128 }], class: 4, ns: 1e9 },
            { stack: [main, own], class: 3, ns: 1e9 },
          ],
        },
      ],
    },
  ]);
  assert.deepEqual(
    profile.libraries.map(({ path }) => path),
    ['/lib/libc.so.6'],
  );
  assert.deepEqual([...profile.nodes.parent], [-1, 0]);
});

test('a file is known by its import statement alone', () => {
  const stream = plainStream({ threads: [{ cells: [{ stack: [main, work], class: 0, ns: 1e9 }] }] });
  const [code] = stream.codes.values();
  assert.ok(code);
  const loaded: ImportFacts = {
    id: 1,
    parent: 0,
    threadRow: 0,
    flags: 0,
    startNs: 0,
    totalNs: 1e6,
    ownNs: 1e6,
    nativeNs: 0,
    liveBytes: 0,
    residentKib: 0,
    callers: [{ code: 900, offset: 0 }],
    name: 'parcels',
    path: '',
    functions: 0,
    called: null,
    files: null,
  };
  const { profile } = buildProfile({
    info,
    streams: [
      {
        ...stream,
        codes: new Map([...stream.codes, [900, { ...code, filename: 901 }]]),
        strings: new Map([...stream.strings, [901, 'shelf.py']]),
        imports: [loaded],
      },
    ],
    sources: [{ path: '/home/me/shelf.py', sha256: 'kept' }],
  });
  assert.equal(profile.imports[0]?.importer?.path, '/home/me/shelf.py');
  assert.deepEqual(profile.files.at(-1), { path: '/home/me/shelf.py', sha256: 'kept' });
});

test('a session without a stream says so', () => {
  const { profile, problems } = buildProfile({ info, streams: [] });
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ['session-empty'],
  );
  assert.equal(profile.nodes.length, 0);
});
