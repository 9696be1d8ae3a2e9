// Builds the unwinder into small C programs and runs them; each program prints "ok <case>" or "FAIL <case>" lines.
// The last part preloads the unwinder into the Python interpreters of this machine.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

const here = import.meta.dirname;
const nativeFolder = join(here, '..', '..', '..', 'python', 'native');
const unwindFolder = join(nativeFolder, 'unwind');
const readersFolder = join(nativeFolder, 'readers');
const testReaders = join(here, 'readers');
const programs = join(here, 'programs');

const programTimeoutMs = 120_000;
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'];
const failingReader = ['-DMEM_FAIL', '-DUNWIND_READER="mem_fail.h"'];
const compileFlags = ['-std=gnu11', '-O2', '-g', '-fPIC', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden'];
const headerFolders = ['-I', unwindFolder, '-I', readersFolder, '-I', testReaders];
const systemLibraries = ['-ldl', '-lpthread', '-lrt'];

const kindsOfWork = ['arithmetic', 'sort', 're', 'json', 'zlib', 'objects'];
const leastShareReached = 0.99;

interface ProbeResult {
  readonly parts: number;
  readonly samples: number;
  readonly reached: number;
  readonly nsPerFrame: number;
  readonly medianNsPerSample: number;
  readonly lost: string;
}

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-unwind-'));
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function unwindSources(): readonly string[] {
  const names = readdirSync(unwindFolder).filter((name) => name.endsWith('.c'));
  return names.sort().map((name) => join(unwindFolder, name));
}

async function compileProgram(name: string, flags: readonly string[] = []): Promise<string> {
  const output = join(folder, name);
  const support = [join(readersFolder, 'mem_self.c'), join(testReaders, 'fault_handler.c')];
  const sources = [join(programs, `${name}.c`), ...unwindSources(), ...support];
  await runFile('cc', [...compileFlags, ...headerFolders, ...flags, ...sources, '-o', output, ...systemLibraries]);
  return output;
}

async function compileLibrary(name: string, flags: readonly string[]): Promise<string> {
  const output = join(folder, `${name}.so`);
  const linking = ['-shared', '-Wl,-z,lazy', '-Wl,--build-id'];
  await runFile('cc', ['-O2', '-fPIC', ...linking, ...flags, join(programs, 'library.c'), '-o', output]);
  return output;
}

/** Fails with the program's output unless it exits with 0 and each line of its cases begins with "ok". */
async function runProgram(context: TestContext, path: string, args: readonly string[] = []): Promise<void> {
  const options = { timeout: programTimeoutMs };
  const { stdout } = await runFile(path, [...args], options).catch((error: { stdout?: string; signal?: string }) => {
    assert.fail(`${basename(path)} failed (signal ${error.signal ?? 'none'}):\n${error.stdout ?? ''}`);
  });
  assert.match(stdout, /^ok /m);
  assert.doesNotMatch(stdout, /^FAIL/m);
  context.diagnostic(stdout.trim());
}

function findInterpreters(): readonly string[] {
  const own = globSync(join(homedir(), '.pyenv/versions/3.*/bin/python3.*'));
  const supported = own.filter((path) => /python3\.(?:8|9|1[0-3])$/.test(path));
  return [...supported.sort(), '/usr/bin/python3'].filter((path) => existsSync(path));
}

async function probeWork(interpreter: string, probe: string, kind: string): Promise<ProbeResult> {
  const environment = { ...process.env, LD_PRELOAD: probe, PROBE_FD: '1' };
  const args = [join(programs, 'workload.py'), kind, '0.3'];
  const { stdout } = await runFile(interpreter, args, { env: environment, timeout: programTimeoutMs });
  return JSON.parse(stdout) as ProbeResult;
}

describe('unwind', () => {
  test('needs nothing of libc in a handler', async () => {
    const allowed = new Set([
      '_GLOBAL_OFFSET_TABLE_',
      'dl_iterate_phdr',
      '_r_debug',
      'mem_load8',
      'mem_load4',
      'mem_load_bytes',
    ]);
    const outputs = await Promise.all(
      unwindSources().map(async (source) => {
        const output = join(folder, `${basename(source)}.o`);
        await runFile('cc', [...compileFlags, ...headerFolders, '-c', source, '-o', output]);
        return output;
      }),
    );
    const { stdout } = await runFile('nm', ['--format=posix', ...outputs]);
    const symbols = stdout.split('\n').map((line) => line.split(' '));
    const defined = new Set(symbols.filter(([, type]) => type === 'T').map(([name]) => name));
    const needed = symbols
      .filter(([, type]) => type === 'U' || type === 'w' || type === 'v')
      .map(([name]) => name ?? '');
    assert.ok(defined.has('unwind_step'));
    assert.deepEqual(
      needed.filter((name) => !defined.has(name) && !allowed.has(name)),
      [],
    );
  });

  test('chains equal those of glibc, instruction by instruction', async (context) => {
    await runProgram(context, await compileProgram('chains', ['-fomit-frame-pointer', '-Wl,-z,lazy']));
  });

  test('chains of a program at fixed addresses', async (context) => {
    await runProgram(context, await compileProgram('chains', ['-fno-pic', '-no-pie', '-Wl,-z,lazy']));
  });

  test('expressions', async (context) => {
    await runProgram(context, await compileProgram('expressions', sanitizers));
  });

  test('damaged unwind data', async (context) => {
    const library = await compileLibrary('odd', ['-DLIBRARY_ODD']);
    await runProgram(context, await compileProgram('corrupt', sanitizers), [library]);
  });

  test('each guarded read failing in turn', async (context) => {
    const library = await compileLibrary('first', ['-DVARIANT=1']);
    await runProgram(context, await compileProgram('failing_reads', failingReader), [library]);
  });

  test('objects that come, go and take places', async (context) => {
    const first = await compileLibrary('first', ['-DVARIANT=1']);
    const second = await compileLibrary('second', ['-DVARIANT=2']);
    await runProgram(context, await compileProgram('loading'), [first, second]);
  });

  test('unwinding at 1 kHz while other threads load and unload', async (context) => {
    const first = await compileLibrary('first', ['-DVARIANT=1']);
    const second = await compileLibrary('second', ['-DVARIANT=2']);
    await runProgram(context, await compileProgram('churn'), [first, second, '3']);
  });

  test('parts of a split interpreter loop', async (context) => {
    await runProgram(context, await compileProgram('split_loop'));
  });

  test('the interpreter loop is reached', async (context) => {
    const probe = await compileProgram('probe', ['-shared']);
    const interpreters = findInterpreters();
    if (interpreters.length === 0) context.skip('no CPython 3.8 to 3.13 under ~/.pyenv or /usr/bin');
    for (const interpreter of interpreters) {
      await context.test(basename(interpreter), async (each) => {
        let samples = 0;
        let reached = 0;
        for (const kind of kindsOfWork) {
          const result = await probeWork(interpreter, probe, kind);
          assert.ok(result.parts > 0, 'the loop was not found');
          samples += result.samples;
          reached += result.reached;
          const cost = `${result.nsPerFrame} ns per warm frame, ${result.medianNsPerSample} ns per sample (median)`;
          each.diagnostic(
            `${kind}: ${result.reached} of ${result.samples} samples reached it, ${cost}, last lost ${result.lost}`,
          );
        }
        assert.ok(samples > 100, `only ${samples} samples`);
        assert.ok(reached / samples >= leastShareReached, `${reached} of ${samples} samples reached the loop`);
      });
    }
  });
});
