// Programs under the memory measurement do what they do without it: output and status, whatever they allocate with, wherever they fork and end.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { unavailableBit } from '../../../src/session/layout.ts';
import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { withTmpfs } from '../../fixtures/machineLimits.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream, runProgram, type Captured, type CaptureSettings } from '../capture.ts';
import { counter } from '../streamFacts.ts';
import { assertMemorySums, assertNear, domain, memoryByFunction, memoryTotal } from './memoryFacts.ts';

const programs = join(import.meta.dirname, 'programs');
const folder = mkdtempSync(join(tmpdir(), 'heatline-memory-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const library = (source: string, output: string, flags: readonly string[] = []): Promise<string> =>
  compileProgram({
    sources: [join(programs, source)],
    output: join(folder, output),
    flags: ['-shared', '-fPIC', '-fno-builtin', ...flags],
  });
const early = await library('early.c', 'early.so');
const ownAllocator = await library('own_allocator.c', 'own.so');
const smallAllocator = await library('own_allocator.c', 'own-small.so', ['-DFEW']);

const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1)?.path ?? '';
const title = (name: string, { version, kind }: Interpreter): string => `${name}: ${version} ${kind}`;
const churn = join(programs, 'churn.py');
const allocating = join(programs, 'allocating.py');
const masked = join(programs, 'masked.py');
// Distances so small that nearly every allocation is sampled.
const finest = 64;

/** Runs the program with and without us; what it says and how it ends has to be the same. */
async function runBoth(command: readonly string[], settings: CaptureSettings = {}): Promise<Captured> {
  const env = { ...(settings.env ?? process.env), HEATLINE_CAPTURE: undefined, LD_PRELOAD: settings.userPreload };
  const plain = await runProgram(command, { env });
  const captured = await capture(command, { variant: 'memory', memoryIntervalBytes: finest, ...settings });
  const { status, signal, stdout, stderr } = captured;
  assert.deepEqual({ status, signal, stdout, stderr }, plain);
  assert.deepEqual(captured.problems, []);
  return captured;
}

describe('programs under the memory measurement', { concurrency: 2 }, () => {
  for (const interpreter of representatives) {
    test(title('threads, forks and children, sampled often', interpreter), async () => {
      const captured = await runBoth([interpreter.path, '-W', 'ignore', churn, '200'], { treeLimitKib: 65_536 });
      const [parent] = captured.streams;
      assert.ok(parent !== undefined && captured.streams.length >= 10, `${captured.streams.length} streams`);
      assert.ok(counter(parent, 'allocSamples') > 1000, 'samples were taken');
      for (const stream of captured.streams) {
        const total = memoryTotal(stream);
        assert.ok(total.live <= counter(stream, 'peakBytes'), 'a child begins with nothing');
      }
    });

    test(title('before main, in constructors, at the end of threads and of the process', interpreter), async () => {
      await runBoth([interpreter.path, allocating, early], { userPreload: early });
      if (interpreter.path === newest) await runBoth([interpreter.path, allocating, early]);
    });

    test(title('threads that end soon, and blocks that others free', interpreter), async () => {
      const command = [interpreter.path, join(programs, 'short_threads.py')];
      const stream = onlyStream(await capture(command, { variant: 'memory' }));
      assertMemorySums(stream);
      const made = memoryByFunction(stream).get('make');
      assertNear(made?.alloc ?? 0, 20000 * 1001 + 200 * 500001, 0.05, 'handed over');
      assert.ok((made?.live ?? 0) < 5e6, `${made?.live} bytes are left of what was freed`);
    });
  }

  for (const [name, args, env] of [
    ['-X dev', ['-X', 'dev'], {}],
    ['tracemalloc on top', ['-X', 'tracemalloc=1'], {}],
    ...['malloc', 'debug', 'pymalloc'].map(
      (allocator) => [`PYTHONMALLOC=${allocator}`, [], { PYTHONMALLOC: allocator }] as const,
    ),
  ] as const) {
    test(name, async () => {
      const command = [newest, ...args, '-W', 'ignore', churn, '100'];
      const captured = await runBoth(command, { env: { ...process.env, ...env }, treeLimitKib: 65_536 });
      const [stream] = captured.streams;
      assert.ok(memoryTotal(stream ?? assert.fail('no stream')).alloc > 1e6, 'large blocks are seen all the same');
    });

    test(`${name}: small objects are seen, or it is said that they are not`, async () => {
      const command = [newest, ...args, '-c', 'def hold():\n  return [float(i) for i in range(300000)]\nheld = hold()'];
      const captured = await capture(command, { variant: 'memory', env: { ...process.env, ...env } });
      const stream = onlyStream(captured);
      const isUnseen = (stream.header.unavailable & unavailableBit.pythonDomain) !== 0;
      assert.equal(isUnseen, name === '-X dev' || name === 'PYTHONMALLOC=debug');
      if (isUnseen) return;
      const held = memoryByFunction(stream).get('<listcomp>') ?? memoryByFunction(stream).get('hold');
      assert.ok(held !== undefined && held.live > 6e6, `${held?.live} bytes are held`);
      // tracemalloc's own notes are malloc's.
      if (name === 'tracemalloc on top') return;
      assert.ok((held.domains.get(domain.python) ?? 0) > 0.95 * held.alloc, "they are Python's");
      assert.ok(memoryTotal(stream).live > 8e6, `${memoryTotal(stream).live} bytes are held`);
    });
  }

  for (const [name, preload] of [
    ['with all functions', ownAllocator],
    ['without memalign', smallAllocator],
    ['jemalloc', '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2'],
  ] as const) {
    // Only jemalloc can be missing: it comes with the machine or not, and the two of our own stand for it.
    const absent = existsSync(preload) ? false : 'it is not installed';
    test(`another allocator: ${name}`, { skip: absent }, async () => {
      const stream = onlyStream(await runBoth([newest, allocating], { userPreload: preload }));
      assert.ok((stream.header.unavailable & unavailableBit.otherAllocator) !== 0, 'the profile says so');
      assert.equal(stream.memory.length, 0);
    });
  }

  for (const [name, code, status, signal] of [
    ['os._exit', 'os._exit(3)', 3, null],
    ['SIGKILL', 'os.kill(os.getpid(), 9)', null, 'SIGKILL'],
    ['exec', "os.execv('/bin/sh', ['sh', '-c', 'exit 4'])", 4, null],
    ['an exception', 'raise SystemExit(5)', 5, null],
  ] as const) {
    test(`what is held when the process ends by ${name} is there`, async () => {
      const program = `import os\ndef hold():\n  return bytearray(40_000_000)\nheld = hold()\n${code}`;
      const captured = await capture([newest, '-c', program], { variant: 'memory' });
      assert.deepEqual([captured.status, captured.signal], [status, signal], captured.stderr);
      const [stream] = captured.streams;
      const held = memoryByFunction(stream ?? assert.fail('no stream')).get('hold');
      assertNear(held?.live ?? 0, 40_000_000, 0.001, 'held');
    });
  }

  for (const sizeKib of [16, 160]) {
    test(`a tmpfs of ${sizeKib} KiB`, async (context) => {
      await withTmpfs(context, sizeKib, async (shm) => {
        await runBoth([newest, '-W', 'ignore', churn, '100'], { shm, withoutDisk: true });
      });
    });
  }

  test('a thread that blocks every signal allocates and copies', async () => {
    for (const { path } of representatives) {
      const settings = { variant: 'memory', memoryIntervalBytes: 4096 } as const;
      const stream = onlyStream(await runBoth([path, masked], settings));
      assert.ok(counter(stream, 'copyBytes') > 1e7);
    }
  });

  test('what is not asked for is not measured, and it is said', async () => {
    const stream = onlyStream(await runBoth([newest, allocating], { noMemory: true, noCopies: true }));
    const both = unavailableBit.memory | unavailableBit.copies;
    assert.equal(stream.header.unavailable & both, both);
    assert.deepEqual([stream.memory.length, counter(stream, 'copyBytes')], [0, 0]);
  });
});
