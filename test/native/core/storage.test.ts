// The stream's file: bounded, never a fault in the target, readable at any moment.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { withMemoryGroup, withTmpfs } from '../../fixtures/machineLimits.ts';
import { capture, onlyStream, programs, readStreams, type CaptureFolders } from '../capture.ts';
import { randomFrom } from '../random.ts';
import { counter, droppedNs, sumCells } from '../streamFacts.ts';
import type { Stream } from '../../../src/session/session.ts';

const representatives = pickRepresentatives(await findInterpreters());
const [newest] = representatives.slice(-2);
const working = join(programs, 'working.py');
const tickNs = 4e6;

/** Cells may lack what was in flight: a sample per thread that is in a row and not yet in a cell, or a cell being made. */
function assertNearlyComplete(stream: Stream): void {
  const sampled = stream.threads.reduce((sum, row) => sum + row.sampledNs, 0);
  const stored = sumCells(stream, 'cpu').ns + droppedNs(stream);
  const inFlight = stream.threads.length * Math.max(stream.header.periodNs, tickNs) * 4;
  assert.ok(stored <= sampled, `${stored} ns in cells, ${sampled} in rows`);
  assert.ok(sampled - stored <= inFlight, `${sampled - stored} ns of ${sampled} are missing`);
}

function filesOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).blocks * 512, 0);
}

describe('storage', { concurrency: 2 }, () => {
  for (const [label, sizeKib] of [
    ['4 MB tmpfs', 4096],
    ['a tmpfs with room for nothing but the capture file', 16],
    ['a tmpfs with room for the first blocks', 160],
  ] as const) {
    test(`${label}: goes on on disk`, async (context) => {
      await withTmpfs(context, sizeKib, async (shm) => {
        const captured = await capture([newest?.path ?? '', working, '2'], {
          shm,
          processLimitKib: 65_536,
          treeLimitKib: 65_536,
        });
        const stream = onlyStream(captured);
        assert.equal(counter(stream, 'droppedNoRoom'), 0);
        assert.ok(stream.header.blockCount * 16 > 160, `only ${stream.header.blockCount} blocks`);
        assertNearlyComplete(stream);
      });
    });
  }

  test('full tmpfs and no disk: the program runs, the loss is counted', async (context) => {
    await withTmpfs(context, 160, async (shm) => {
      const captured = await capture([newest?.path ?? '', working, '1.5'], {
        shm,
        withoutDisk: true,
        processLimitKib: 65_536,
      });
      assert.ok(
        captured.problems.every(({ code }) => code === 'stacks-missing'),
        JSON.stringify(captured.problems),
      );
      const stream = onlyStream({ ...captured, problems: [] });
      assert.match(captured.stdout, /done/);
      assert.ok(counter(stream, 'droppedNoRoom') + counter(stream, 'codeNoRoom') > 0);
      assertNearlyComplete(stream);
    });
  });

  test('no room at all: the program runs, the process is counted as refused', async (context) => {
    await withTmpfs(context, 16, async (shm) => {
      const captured = await capture([newest?.path ?? '', working, '0.3'], { shm, withoutDisk: true });
      assert.equal(captured.status, 0, captured.stderr);
      assert.match(captured.stdout, /done/);
      assert.equal(captured.streams.length, 0);
      assert.equal(captured.counters.refused, 1);
    });
  });

  test('the share of one process is kept', async () => {
    let most = 0;
    const captured = await capture([newest?.path ?? '', working, '2'], {
      processLimitKib: 144,
      during: async ({ folders }) => {
        for (let i = 0; i < 15; i++) {
          most = Math.max(most, filesOf(folders.shm));
          await wait(100);
        }
      },
    });
    const stream = onlyStream(captured);
    assert.ok(stream.header.blockCount * 16 > 144, 'more was needed than the share');
    assert.ok(most <= (144 + 16) * 1024, `${most} bytes on tmpfs`);
    assert.equal(counter(stream, 'droppedNoRoom'), 0);
    assertNearlyComplete(stream);
  });

  test('a memory cgroup that has no room for the stream', async (context) => {
    await withMemoryGroup(context, 64, async (group) => {
      const shell = `echo $$ > ${group}/cgroup.procs; exec "$@"`;
      const command = [
        'sh',
        '-c',
        shell,
        'sh',
        newest?.path ?? '',
        join(programs, 'filling.py'),
        join(group, 'memory.limit_in_bytes'),
      ];
      const captured = await capture(command, { processLimitKib: 65_536, treeLimitKib: 65_536 });
      assert.notEqual(captured.signal, 'SIGBUS');
      assert.equal(captured.status, 0, `${captured.signal}\n${captured.stderr}`);
      assert.deepEqual(captured.problems, []);
    });
  });

  test('a copy taken at any moment decodes', async () => {
    let copies = 0;
    const captured = await capture([newest?.path ?? '', working, '3'], {
      processLimitKib: 128,
      during: async ({ folders }) => {
        const deadline = Date.now() + 2500;
        while (Date.now() < deadline) {
          const { streams, problems } = readStreams(folders);
          assert.deepEqual(problems, []);
          for (const stream of streams) assertWhole(stream);
          copies += streams.length;
          await wait(5);
        }
      },
    });
    onlyStream(captured);
    assert.ok(copies > 20, `${copies} copies`);
  });

  test('killed at random moments: what was recorded is there', async (context) => {
    const random = randomFrom(20);
    let signals = 0;
    for (let round = 0; round < 30; round++) {
      const python = representatives[round % representatives.length]?.path ?? '';
      const captured = await capture([python, working, '20'], {
        during: ({ pid, folders }) => killWhenRecording(pid, folders, random() * 200),
      });
      assert.equal(captured.signal, 'SIGKILL');
      assert.deepEqual(captured.problems, []);
      const [stream] = captured.streams;
      assert.ok(stream !== undefined);
      assert.equal(stream.header.endKind, 'none');
      assertWhole(stream);
      assertNearlyComplete(stream);
      signals += counter(stream, 'signals');
    }
    context.diagnostic(`${signals} samples in 30 killed programs`);
    assert.ok(signals > 300);
  });
});

/** Waits until samples are coming, then kills after `delayMs`. */
async function killWhenRecording(pid: number, folders: CaptureFolders, delayMs: number): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    const [name] = readdirSync(folders.shm).filter((each) => each.endsWith('.hls'));
    if (name !== undefined && readFileSync(join(folders.shm, name)).readUInt32LE(352) > 3) break;
    await wait(5);
  }
  await wait(delayMs);
  process.kill(pid, 'SIGKILL');
}

/** Every reference leads to something that is there. */
function assertWhole(stream: Stream): void {
  for (let i = 0; i < stream.cells.length; i++) {
    const node = stream.cells.node[i] ?? 0;
    assert.ok(node > 0 && (stream.nodes.kind[node] ?? 0) > 0, `cell ${i} has a node`);
  }
  for (let node = 1; node < stream.nodes.length; node++) {
    if ((stream.nodes.kind[node] ?? 0) === 0) continue;
    const parent = stream.nodes.parent[node] ?? 0;
    assert.ok(parent < node, 'parents come first');
    assert.ok(parent === 0 || (stream.nodes.kind[parent] ?? 0) > 0, `node ${node} has a parent`);
    if (stream.nodes.kind[node] !== 2) continue;
    const code = stream.nodes.subject[node] ?? 0;
    assert.ok(code === 0 || stream.codes.has(code), `code ${code} is described before a node names it`);
  }
}
