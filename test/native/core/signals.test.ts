// Signals: ours stays invisible, the program's own keep their meaning.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream, programs, runProgram } from '../capture.ts';
import { counter } from '../streamFacts.ts';

interface CallResult {
  readonly result: number;
  readonly errno: string;
  readonly asked: number;
  readonly taken: number;
}

const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.slice(-1);

function nameOf({ version, kind }: Interpreter): string {
  return `${version} ${kind}`;
}

// How each call ends when its time is over and nothing came.
const endsWith = new Map([
  ['sem_timedwait', 'ETIMEDOUT'],
  ['sigtimedwait', 'EAGAIN'],
  ['recv', 'EAGAIN'],
  ['read', 'EAGAIN'],
]);
// Clocks of different origin are compared, and a timeout in whole ms is cut down.
const clockSlackS = 0.002;

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-signals-'));
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function buildLibrary(): Promise<string> {
  const output = join(mkdtempSync(join(folder, 'library-')), 'masked.so');
  return compileProgram({ sources: [join(programs, 'masked.c')], output, flags: ['-shared', '-fPIC'] });
}

describe('signals', { concurrency: 2 }, () => {
  for (const interpreter of representatives.slice(-2)) {
    test(`blocking calls go on after our signal: ${nameOf(interpreter)}`, async () => {
      const captured = await capture([interpreter.path, join(programs, 'interrupted.py')]);
      const stream = onlyStream(captured);
      const results = JSON.parse(captured.stdout) as Record<string, CallResult>;
      for (const [name, { result, errno, asked, taken }] of Object.entries(results)) {
        assert.equal(errno, endsWith.get(name) ?? '', `${name} returned ${result}`);
        assert.ok(taken >= asked - clockSlackS, `${name} took ${taken} of ${asked} s`);
      }
      assert.ok(counter(stream, 'resumed') >= Object.keys(results).length);
    });
  }

  for (const interpreter of representatives) {
    test(`an alarm of the program still interrupts: ${nameOf(interpreter)}`, async () => {
      const captured = await capture([interpreter.path, join(programs, 'own_alarm.py')]);
      onlyStream(captured);
      const { rounds = 0, interrupted = 0, handled } = JSON.parse(captured.stdout) as Record<string, number>;
      assert.equal(handled, rounds);
      // An alarm within the microseconds between our handler and the repeated call finds no call to interrupt.
      assert.ok(interrupted >= rounds - 2, `${interrupted} of ${rounds} sleeps ended early`);
    });

    for (const part of ['all', 'ours']) {
      test(`what the program sees of signals, ${part}: ${nameOf(interpreter)}`, async () => {
        const command = [interpreter.path, join(programs, 'signal_manners.py'), part];
        const plain = await runProgram(command);
        assert.equal(plain.status, 0, plain.stderr);
        const captured = await capture(command);
        // Up to 3.9 a child has a stream of its own until it becomes another program.
        onlyStream({ ...captured, streams: captured.streams.filter(({ header }) => header.origin === 'exec') });
        assert.deepEqual(JSON.parse(captured.stdout), JSON.parse(plain.stdout));
      });
    }

    test(`its own interval timers: ${nameOf(interpreter)}`, async () => {
      const command = [interpreter.path, join(programs, 'own_timers.py')];
      const plain = JSON.parse((await runProgram(command)).stdout) as Record<string, number>;
      const captured = await capture(command);
      onlyStream(captured);
      const seen = JSON.parse(captured.stdout) as Record<string, number>;
      for (const [name, count] of Object.entries(plain)) {
        // The kernel's tick decides how many come: a neighbour can take some, nobody can add many.
        assert.ok(
          (seen[name] ?? 0) >= 0.7 * count && (seen[name] ?? 0) <= 1.3 * count + 3,
          `${name}: ${seen[name]} instead of ${count}`,
        );
      }
    });

    test(`a crash is a crash: ${nameOf(interpreter)}`, async () => {
      const crashes = [
        [
          'import faulthandler; faulthandler.enable(); faulthandler._read_null()',
          'Fatal Python error: Segmentation fault',
        ],
        [
          'import faulthandler; faulthandler.enable(); faulthandler._sigsegv()',
          'Fatal Python error: Segmentation fault',
        ],
        // A vfork child puts its signals back to their defaults in memory that it shares with its parent.
        [
          'import faulthandler, subprocess; faulthandler.enable(); subprocess.run(["true"]); faulthandler._read_null()',
          'Fatal Python error: Segmentation fault',
        ],
        ['import ctypes; ctypes.string_at(8)', ''],
        ['import os, signal; os.kill(os.getpid(), signal.SIGSEGV)', ''],
      ] as const;
      for (const [code, said] of crashes) {
        const captured = await capture([interpreter.path, '-c', code]);
        assert.equal(captured.signal, 'SIGSEGV', `${code}: status ${captured.status}`);
        assert.ok(captured.stderr.includes(said), `${code}\n${captured.stderr}`);
        assert.deepEqual(captured.problems, []);
      }
    });
  }

  test('threads that block every signal are sampled', async () => {
    const library = await buildLibrary();
    for (const interpreter of newest) {
      const captured = await capture([interpreter.path, join(programs, 'blocked_masks.py'), library]);
      const stream = onlyStream(captured);
      const tids = JSON.parse(captured.stdout) as Record<string, number>;
      for (const [how, tid] of Object.entries(tids)) {
        const row = stream.threads.find((thread) => thread.tid === tid);
        assert.ok(row !== undefined, `a row for the thread masked ${how}`);
        const share = row.sampledNs / (row.cpuNs + row.cpuLiveNs);
        assert.ok(share > 0.8 && share < 1.2, `masked ${how}: ${share} of the CPU time is sampled`);
      }
      assert.equal(counter(stream, 'droppedMasked'), 0);
    }
  });

  test('a slow handler of the program interrupts although it is sampled', async () => {
    const library = await buildLibrary();
    for (const interpreter of newest) {
      const code = `import ctypes; print(ctypes.CDLL(${JSON.stringify(library)}).run_slow_handler())`;
      const captured = await capture([interpreter.path, '-c', code]);
      onlyStream(captured);
      assert.equal(captured.stdout.trim(), '5');
    }
  });
});
