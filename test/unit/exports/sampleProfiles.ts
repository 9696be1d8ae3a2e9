/** Profiles with everything an export has to cope with. */
import { ProfileBuilder } from '../../../src/profile/profileBuilder.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { plainFate } from '../../../src/profile/profileFromDrawing.ts';
import {
  cellClass,
  frameKind,
  type CaptureFacts,
  type ProcessRow,
  type ThreadRow,
} from '../../../src/profile/tables.ts';

export const files = ['/home/me/app/main.py', '/home/me/app/ünï;cödé 100%.py', '/usr/lib/python3.11/json/decoder.py'];
export const libraries = [
  { path: '/usr/lib/x86_64-linux-gnu/libz.so.1', buildId: 'abcdef0123' },
  { path: '', buildId: '' },
];

/** Two processes, four threads (one without time), recursion, native, kernel, waiting, odd names, a truncated stack, an empty one. */
export function sampleProfile(): Profile {
  const builder = new ProfileBuilder();
  const python = (name: string, file: number, firstLine: number) =>
    builder.addFunction({ kind: frameKind.python, name, file, library: -1, firstLine });
  const native = (name: string, library: number) =>
    builder.addFunction({ kind: frameKind.native, name, file: -1, library, firstLine: 0 });

  const main = builder.addNode(-1, python('<module>', 0, 1), 40);
  const fib = python('fib', 0, 10);
  const fibOnce = builder.addNode(main, fib, 12);
  const fibTwice = builder.addNode(fibOnce, fib, 12);
  const fibLeaf = builder.addNode(fibTwice, fib, 11);
  const odd = builder.addNode(main, python('größe;\n数 %3B', 1, 3), 5);
  const decode = builder.addNode(odd, python('decode', 2, 330), 337);
  const inflate = builder.addNode(builder.addNode(decode, native('', 0), 0), native('inflate', 0), 0);
  const nameless = builder.addNode(odd, native('', 1), 0);
  const truncated = builder.addFunction({ kind: frameKind.truncated, name: '', file: -1, library: -1, firstLine: 0 });
  const deep = builder.addNode(builder.addNode(-1, truncated, 0), fib, 12);
  // The same name twice in one file: two functions.
  const firstLambda = builder.addNode(main, python('<lambda>', 0, 20), 20);
  const secondLambda = builder.addNode(main, python('<lambda>', 0, 30), 30);

  const sampled = (seconds: number) => ({
    seconds,
    samples: Math.ceil(seconds * 100),
    squares: seconds / 100,
    longest: 0,
  });
  const waited = (seconds: number, waits: number) => ({
    seconds,
    samples: waits,
    squares: 0,
    longest: seconds / waits,
  });
  builder.addCell(main, cellClass.eval, 0, sampled(0.1));
  builder.addCell(fibLeaf, cellClass.eval, 0, sampled(1.25));
  builder.addCell(fibTwice, cellClass.runtime, 0, sampled(0.05));
  builder.addCell(fibTwice, cellClass.eval, 0, sampled(0.200_000_1));
  builder.addCell(fibTwice, cellClass.kernel, 0, sampled(0.03));
  builder.addCell(odd, cellClass.native, 0, sampled(0.07));
  builder.addCell(odd, cellClass.sleep, 0, waited(2, 4));
  builder.addCell(odd, cellClass.gil, 0, waited(0.001, 1));
  builder.addCell(inflate, cellClass.native, 0, sampled(0.5));
  builder.addCell(inflate, cellClass.kernel, 0, sampled(0.02));
  builder.addCell(inflate, cellClass.file, 0, waited(0.000_000_4, 1));
  builder.addCell(nameless, cellClass.native, 0, sampled(0.01));
  builder.addCell(firstLambda, cellClass.eval, 0, sampled(0.04));
  builder.addCell(secondLambda, cellClass.eval, 0, sampled(0.06));
  builder.addCell(fibLeaf, cellClass.eval, 1, sampled(0.3));
  builder.addCell(decode, cellClass.lock, 1, waited(3, 7));
  builder.addCell(deep, cellClass.unsplit, 2, sampled(0.4));
  builder.addCell(decode, cellClass.child, 2, waited(0.25, 1));
  builder.addCell(-1, cellClass.native, 2, sampled(0.15));
  builder.addCell(-1, cellClass.poll, 2, waited(0.5, 1));
  builder.addCell(-1, cellClass.runtime, 2, sampled(0.015));
  builder.addCell(main, cellClass.eval, 2, { seconds: 0, samples: 0, squares: 0, longest: 0 });

  return {
    ...emptyProfile(),
    processes: [process(100, 2.330_000_1), process(200, 0.565)],
    threads: [
      thread({
        process: 0,
        pid: 100,
        tid: 100,
        name: 'MainThread',
        main: true,
        cpuSeconds: 2.330_000_1,
        waitSeconds: 2.001_000_4,
      }),
      thread({ process: 0, pid: 100, tid: 101, name: 'würker;1', main: false, cpuSeconds: 0.3, waitSeconds: 3 }),
      thread({ process: 1, pid: 200, tid: 200, name: '', main: true, cpuSeconds: 0.565, waitSeconds: 0.75 }),
      thread({ process: 1, pid: 200, tid: 201, name: 'idle', main: false, cpuSeconds: 0, waitSeconds: 0 }),
    ],
    files: files.map((path) => ({ path, sha256: null })),
    libraries,
    ...builder.finish(),
  };
}

/** A capture in which nothing was seen, not even a process. */
export function emptyProfile(): Profile {
  return {
    capture,
    processes: [],
    programs: [],
    threads: [],
    files: [],
    libraries: [],
    imports: [],
    problems: [],
    ...new ProfileBuilder().finish(),
  };
}

/** One thread that is `depth` calls deep, and spent a millisecond at every depth. */
export function deepProfile(depth: number): Profile {
  const builder = new ProfileBuilder();
  const func = builder.addFunction({ kind: frameKind.python, name: 'deeper', file: 0, library: -1, firstLine: 1 });
  let node = -1;
  for (let level = 0; level < depth; level++) {
    node = builder.addNode(node, func, 2);
    builder.addCell(node, cellClass.eval, 0, { seconds: 0.001, samples: 1, squares: 0.000_001, longest: 0 });
  }
  const cpuSeconds = depth / 1000;
  return {
    ...emptyProfile(),
    processes: [process(100, cpuSeconds)],
    threads: [thread({ process: 0, pid: 100, tid: 100, name: 'MainThread', main: true, cpuSeconds, waitSeconds: 0 })],
    files: [{ path: '/home/me/app/main.py', sha256: null }],
    ...builder.finish(),
  };
}

const capture: CaptureFacts = {
  id: 'sample',
  command: ['python3', '/home/me/app/main.py'],
  interpreter: '/usr/bin/python3.11',
  cwd: '/home/me/app',
  script: '/home/me/app/main.py',
  module: null,
  scope: ['/home/me/app'],
  scopeAll: false,
  rateHz: 100,
  cpuOnly: false,
  memory: null,
  readyAt: null,
  window: null,
  pid: 100,
  startedAt: '2024-01-01T00:00:00.000Z',
  running: false,
  status: 0,
  signal: null,
  cancelled: false,
  wallSeconds: 5,
  cpuSeconds: 2.895,
  fate: plainFate,
};

function process(pid: number, cpuSeconds: number): ProcessRow {
  return {
    pid,
    ppid: 1,
    parent: -1,
    command: ['python3', `/home/me/app/${pid}.py`],
    executable: '/usr/bin/python3.11',
    version: '3.11.2',
    wallSeconds: 5,
    cpuSeconds,
    usedSeconds: cpuSeconds,
    program: -1,
    exit: { status: 0, signal: null },
    replaced: false,
    passing: false,
    unsampledSeconds: 0,
    loss: {
      signals: 0,
      handlerSeconds: 0,
      droppedByReason: {},
      droppedSeconds: 0,
      truncated: 0,
      torn: 0,
      unreadable: 0,
      withoutPythonState: 0,
      nativeChainLost: 0,
      threadsWithoutTimer: 0,
      childrenNotFollowed: 0,
    },
    unavailable: [],
  };
}

type ThreadFacts = Pick<ThreadRow, 'process' | 'pid' | 'tid' | 'name' | 'main' | 'cpuSeconds' | 'waitSeconds'>;

function thread(facts: ThreadFacts): ThreadRow {
  return {
    count: 1,
    lifetimeSeconds: facts.cpuSeconds + facts.waitSeconds,
    pythonSeconds: facts.cpuSeconds,
    nativeSeconds: 0,
    kernelSeconds: 0,
    shortWaitSeconds: 0,
    gilWaitSeconds: 0,
    scheduledOutSeconds: 0,
    unsampledSeconds: 0,
    samples: 0,
    ...facts,
  };
}
