// A part of a run is recorded: what lies before and after it leaves nothing, and what crosses its edges is cut there.

import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { windowEndAt, type CaptureWindow } from '../../../src/session/captureFile.ts';
import type { Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { buildObject } from '../builtObject.ts';
import { capture, onlyStream, programs, type Captured, type CaptureSettings } from '../capture.ts';
import { memoryByFunction } from '../memory/memoryFacts.ts';
import { cpuByFunction, functionNames, sumCells, threadCpuNs } from '../streamFacts.ts';

// Compiled before a window is laid in time.
for (const variant of ['cpu', 'memory'] as const) await buildObject(variant);
const interpreters = pickRepresentatives(await findInterpreters());
const newest = interpreters.filter(({ kind }) => kind === 'shared').at(-1)?.path ?? assert.fail('no shared CPython');
const program = join(programs, 'windowed.py');

interface Phase {
  readonly begin: number;
  readonly end: number;
  readonly cpu: number;
}
type Phases = Readonly<Record<string, Phase>>;

const now = (): number => Number(process.hrtime.bigint());

/** A window far enough off that the program has started by then. */
const soon = (): CaptureWindow => ({ beginNs: now() + 700e6, endNs: now() + 1_200e6 });

async function windowed(
  python: string,
  mode: string,
  settings: CaptureSettings = {},
): Promise<Captured & { window: CaptureWindow }> {
  const window = soon();
  const command = [python, program, mode, String(window.beginNs), String(window.endNs)];
  return { ...(await capture(command, { window, ...settings })), window };
}

const phasesOf = ({ stdout }: Captured): Phases => JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');

/** ns of a phase that lie in the window. */
const part = ({ begin, end }: Phase, window: CaptureWindow): number =>
  Math.min(end, window.endNs) - Math.max(begin, window.beginNs);

const lives = ({ header, threads }: Stream): number[] =>
  threads.map((row) => row.lifeNs + (row.state === 'live' ? header.endMonoNs - row.startNs : 0));

/** Two ticks of a slow kernel: when a sample notices the edge, and the clock that is read then. */
const tickNs = 20e6;

function assertNear(actual: number, expected: number, room: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= room, `${what}: ${actual} is not ${expected}, give or take ${room}`);
}

describe('the part of a run that is recorded', { concurrency: false }, () => {
  for (const { path: python, version, kind } of interpreters) {
    test(`CPU time and waiting: ${version} ${kind}`, async () => {
      const captured = await windowed(python, 'spin');
      const { window } = captured;
      const stream = onlyStream(captured);
      const { during, sleeps_into: into, sleeps_out: out } = phasesOf(captured);
      assert.ok(during && into && out);
      const cpu = cpuByFunction(stream);
      assert.equal(cpu.get('before'), undefined);
      assert.equal(cpu.get('after'), undefined);
      assertNear(threadCpuNs(stream), during.cpu, tickNs, 'CPU time of the threads');
      assertNear(stream.header.endCpuNs - stream.header.startCpuNs, during.cpu, tickNs, 'CPU time of the process');
      // What was asked for is exact, and so are waits: to the time that reading a clock in Python takes.
      assert.deepEqual([stream.header.windowBeginNs, stream.header.windowEndNs], [window.beginNs, window.endNs]);
      assert.equal(stream.header.endMonoNs, window.endNs);
      assertNear(sumCells(stream, 'wait').ns, part(into, window) + part(out, window), 2e6, 'waiting');
      assert.deepEqual(
        lives(stream).filter((ns) => ns > 0),
        [window.endNs - window.beginNs],
      );
    });
  }

  test('threads that end before it, cross its edge, and start behind it', async () => {
    const captured = await windowed(newest, 'threads');
    const stream = onlyStream(captured);
    const { during, sleeps_into: into } = phasesOf(captured);
    assert.ok(during && into);
    assert.ok(!functionNames(stream).has('after'));
    assert.equal(cpuByFunction(stream).get('before'), undefined);
    assertNear(threadCpuNs(stream), during.cpu, tickNs, 'CPU time');
    const whole = captured.window.endNs - captured.window.beginNs;
    const [main, ...others] = lives(stream).filter((ns) => ns > 0);
    assert.equal(main, whole);
    assert.equal(others.length, 2);
    assertNear(others[0] ?? 0, part(into, captured.window), 10e6, 'the one that crosses');
    assertNear(others[1] ?? 0, during.end - during.begin, 10e6, 'the one inside');
  });

  test('memory: what is allocated inside counts, and what is freed then is not missed', async () => {
    const captured = await windowed(newest, 'memory', { variant: 'memory', memoryIntervalBytes: 1024 });
    const memory = memoryByFunction(onlyStream(captured));
    assert.equal(memory.get('early'), undefined);
    assert.equal(memory.get('late'), undefined);
    assertNear(
      memory.get('<listcomp>')?.live ?? memory.get('inside')?.live ?? 0,
      3000 * 1033,
      3000 * 1033 * 0.1,
      'inside',
    );
  });

  test('children of a fork: one inside is recorded, one behind it leaves nothing', async () => {
    const captured = await windowed(newest, 'fork');
    assert.equal(captured.status, 0, captured.stderr);
    const [parent, ...children] = captured.streams;
    assert.ok(parent !== undefined && children.length === 2, `${captured.streams.length} streams`);
    const [early, inside] = children.map(cpuByFunction);
    assert.equal(early?.size, 0);
    assert.ok((inside?.get('during') ?? 0) > 100e6);
    assertNear(threadCpuNs(parent), 0, tickNs, 'the parent only waits');
  });

  test('its end may be told while the program runs', async () => {
    const window = { beginNs: 0, endNs: 0 };
    const deadline = now() + 600e6;
    const bytes = new Uint8Array(8);
    let told = 0;
    const captured = await capture([newest, program, 'spin', String(deadline), String(deadline + 500e6)], {
      window,
      async during({ folders }) {
        while (now() < deadline - 200e6) await new Promise((resolve) => setImmediate(resolve));
        told = now();
        new DataView(bytes.buffer).setBigUint64(0, BigInt(told), true);
        const fd = openSync(join(folders.shm, 'capture'), 'r+');
        writeSync(fd, bytes, 0, 8, windowEndAt);
        closeSync(fd);
      },
    });
    const stream = onlyStream(captured);
    const { before } = phasesOf(captured);
    assert.ok(before && told > 0);
    assert.equal(stream.header.endMonoNs, told);
    const cpu = cpuByFunction(stream);
    assert.deepEqual([cpu.get('during'), cpu.get('after')], [undefined, undefined]);
    assertNear(
      cpu.get('before') ?? 0,
      (before.cpu * (told - before.begin)) / (before.end - before.begin),
      3 * tickNs,
      'until it was told',
    );
  });

  test('one that is never reached leaves a stream of nothing', async () => {
    const beginNs = now() + 3_600e9;
    const captured = await capture([newest, '-c', 'import time\ne = time.time() + .3\nwhile time.time() < e: pass'], {
      window: { beginNs, endNs: 0 },
    });
    const stream = onlyStream(captured);
    assert.equal(stream.cells.length, 0);
    assert.ok(threadCpuNs(stream) < 1e6);
    assert.ok(stream.header.endCpuNs - stream.header.startCpuNs < 1e6);
  });
});
