/** Which processes came to the user's mark, and what their imports are after it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importFlag } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { SessionInfo, Stream, StreamHeader } from '../../../src/session/session.ts';
import { buildProfile } from '../../../src/symbolize/buildProfile.ts';
import { info } from './sessionOf.ts';

interface Process {
  readonly header: Partial<StreamHeader>;
  /** When the mark was seen. */
  readonly ready?: number;
  readonly flags?: number;
}

function stream({ header, ready, flags = 0 }: Process): Stream {
  const plain = plainStream({ header, threads: [] });
  return {
    ...plain,
    events: ready === undefined ? [] : [{ kind: 'ready', monoNs: ready, value: 0 }],
    imports: [
      {
        ...{ id: 1, parent: 0, threadRow: 0, flags, startNs: 0, totalNs: 1, ownNs: 1, nativeNs: 0, liveBytes: 0 },
        ...{ residentKib: 0, callers: [], name: 'a', path: '', functions: 0, called: null, files: null },
      },
    ],
  };
}

const marked: SessionInfo = { ...info, readyAt: 'serve' };

function afterMark(processes: readonly Process[], session = marked): (boolean | null)[] {
  return buildProfile({ info: session, streams: processes.map(stream) }).profile.imports.map((row) => row.afterMark);
}

const first: Process = { header: { pid: 10, ppid: 1, startMonoNs: 1e9 }, ready: 3e9 };

test('within a process its own flags decide', () => {
  assert.deepEqual(afterMark([first]), [false]);
  assert.deepEqual(afterMark([{ ...first, flags: importFlag.afterMark }]), [true]);
});

test('what a process starts after it came to the mark is after it as a whole, what it started before goes by itself', () => {
  const early: Process = { header: { pid: 11, ppid: 10, startMonoNs: 2e9 } };
  const late: Process = { header: { pid: 12, ppid: 10, startMonoNs: 4e9 } };
  const grandchild: Process = { header: { pid: 13, ppid: 12, startMonoNs: 5e9 } };
  const cousin: Process = { header: { pid: 14, ppid: 11, startMonoNs: 6e9 } };
  assert.deepEqual(afterMark([first, early, late, grandchild, cousin]), [false, null, true, true, null]);
});

test('a program that takes the place of another goes on from there', () => {
  const before: Process = { ...first, header: { ...first.header, endKind: 'exec' } };
  const next: Process = { header: { pid: 10, ppid: 1, startMonoNs: 4e9 } };
  assert.deepEqual(afterMark([before, next]), [false, true]);
  assert.deepEqual(afterMark([first, next]), [false, null], 'the id was used again');
});

test('where it was never seen the rule holds, and the session says so once it is over', () => {
  const unseen = [{ header: first.header }];
  const problemsOf = (session: SessionInfo): string[] =>
    buildProfile({ info: session, streams: unseen.map(stream) }).problems.map(({ code }) => code);
  assert.deepEqual(afterMark(unseen), [null]);
  assert.deepEqual(problemsOf({ ...marked, state: 'ended' }), ['ready-at-not-seen']);
  assert.deepEqual(problemsOf({ ...marked, state: 'running' }), []);
  assert.deepEqual(problemsOf({ ...info, state: 'ended' }), []);
});

test('the capture has the mark, and when it was first seen', () => {
  const readyAt = (session: SessionInfo, processes: readonly Process[]) =>
    buildProfile({ info: session, streams: processes.map(stream) }).profile.capture.readyAt;
  assert.deepEqual(readyAt(marked, [first]), { function: 'serve', seconds: 2 });
  assert.deepEqual(readyAt(marked, [{ header: first.header }]), { function: 'serve', seconds: null });
  assert.equal(readyAt(info, [first]), null);
});
