// What the object asks of the machine that it is loaded on, and what it shows to the programs there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, test } from 'node:test';

import { buildObject } from '../builtObject.ts';

const runFile = promisify(execFile);
const mostTlsBytes = 256;
// What a CPU-only object must neither define nor call: its own calls would be seen by the program's allocator, and cost.
const memoryFunctions =
  /^(?:malloc|free|calloc|realloc|reallocarray|posix_memalign|aligned_alloc|memalign|valloc|mem(?:cpy|move|set)|strdup|mmap)$/;

// Every name that may be interposed: blocking calls, signals, masks, threads, starting and ending of programs, opening of files.
const interposed = `
  read write pread pwrite pread64 pwrite64 readv writev preadv pwritev sendfile sendfile64 fsync fdatasync flock lockf
  recv send recvmsg sendmsg recvfrom sendto accept accept4 connect getaddrinfo
  wait waitpid wait3 wait4 waitid
  clock_nanosleep nanosleep sleep usleep poll ppoll select pselect epoll_wait epoll_pwait epoll_pwait2
  sem_wait sem_timedwait sem_clockwait pthread_cond_wait pthread_cond_timedwait pthread_cond_clockwait pthread_join
  semop semtimedop msgrcv msgsnd
  sigwait sigtimedwait sigwaitinfo sigsuspend pause sigaction signal siginterrupt pthread_sigmask sigprocmask signalfd sigpending
  pthread_create pthread_kill fork vfork execve execv execvp execvpe fexecve posix_spawn posix_spawnp system
  _exit _Exit quick_exit
  open open64 openat openat64 __open_2 __open64_2 __openat_2 __openat64_2 fopen fopen64
`
  .trim()
  .split(/\s+/);

interface DynamicSymbol {
  readonly name: string;
  readonly version: string;
  readonly defined: boolean;
}

async function dynamicSymbols(path: string): Promise<readonly DynamicSymbol[]> {
  const { stdout } = await runFile('nm', ['-D', '--format=posix', path]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [full = '', type = ''] = line.split(' ');
      const [name = '', version = ''] = full.split(/@+/);
      return { name, version, defined: type !== 'U' && type !== 'w' && type !== 'v' };
    });
}

describe('the object', () => {
  test('exports nothing but what it interposes', async () => {
    const exported = (await dynamicSymbols(await buildObject()))
      .filter(({ defined }) => defined)
      .map(({ name }) => name);
    assert.ok(exported.length > 50);
    assert.deepEqual(
      exported.filter((name) => !interposed.includes(name)),
      [],
    );
  });

  test('has nothing to do with allocation or copying in its CPU-only form', async () => {
    const names = (await dynamicSymbols(await buildObject())).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => memoryFunctions.test(name)),
      [],
    );
  });

  test('needs no glibc newer than 2.17', async () => {
    const needed = (await dynamicSymbols(await buildObject())).filter(({ defined }) => !defined);
    const tooNew = needed.filter(({ version }) => {
      const minor = /^GLIBC_2\.(\d+)/.exec(version)?.[1];
      return minor !== undefined && Number(minor) > 17;
    });
    // Built with this machine's own headers, these few move to libc in 2.34; the release is linked against 2.17.
    const moved = new Set([
      'pthread_key_create',
      'pthread_setspecific',
      'dladdr1',
      'timer_create',
      'timer_settime',
      'timer_delete',
    ]);
    assert.deepEqual(
      tooNew.filter(({ name }) => !moved.has(name)).map(({ name, version }) => `${name} ${version}`),
      [],
    );
  });

  test('has little static thread-local storage', async () => {
    const { stdout } = await runFile('readelf', ['-lW', await buildObject()]);
    const [, size] = /^\s+TLS\s+0x\S+\s+0x\S+\s+0x\S+\s+0x\S+\s+0x(\S+)/m.exec(stdout) ?? [];
    assert.ok(size !== undefined, 'there is a TLS segment');
    assert.ok(Number.parseInt(size, 16) <= mostTlsBytes, `${Number.parseInt(size, 16)} bytes`);
    const dynamic = await runFile('readelf', ['-dW', await buildObject()]);
    assert.match(dynamic.stdout, /STATIC_TLS/);
    assert.doesNotMatch(dynamic.stdout, /NEEDED.*(?:python|libgcc|libstdc)/);
  });
});
