// What imports read from files: counted for the import that reads them, and for nothing else.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { importFlag } from '../../../src/session/layout.ts';
import type { ImportFiles, Stream } from '../../../src/session/session.ts';
import { findInterpreters, pickRepresentatives } from '../../accuracy/interpreters.ts';
import { compileProgram } from '../builtObject.ts';
import { capture, onlyStream, runProgram, type CaptureSettings } from '../capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-import-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const representatives = pickRepresentatives(await findInterpreters());
const newest = representatives.filter(({ kind }) => kind === 'shared').at(-1);
const newestPath = newest?.path ?? assert.fail('no interpreter');

const dataBytes = 10_000;
const dataFiles = 40;
const data = join(folder, 'data');
mkdirSync(data);
for (let i = 0; i < dataFiles; i++) writeFileSync(join(data, `${i}.txt`), 'x'.repeat(dataBytes));

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

const readAll = `for _i in range(${dataFiles}):\n  with open(f"{DATA}/{_i}.txt") as _f: _f.read()`;
const here = `DATA = ${JSON.stringify(data)}`;
write('quiet.py', ['value = 1']);
write('reader.py', ['import quiet', here, readAll, 'import quiet_too']);
write('quiet_too.py', ['value = 2']);
// What is no file that is read: written, missing, a folder, a pipe, a device, the kernel's own, only looked at.
write('other.py', [
  'import os',
  here,
  'with open(DATA + "/../written.txt", "w") as f: f.write("x" * 100000)',
  'with open(DATA + "/../written.txt", "a") as f: f.write("x" * 100000)',
  'try: open(DATA + "/missing")',
  'except OSError: pass',
  'os.listdir(DATA); os.stat(DATA + "/0.txt")',
  'os.close(os.open(DATA, os.O_RDONLY))',
  'r, w = os.pipe(); os.write(w, b"x" * 50000); assert len(os.read(r, 50000)) == 50000; os.close(r); os.close(w)',
  'with open("/dev/zero", "rb") as f: f.read(70000)',
  'with open("/proc/self/maps") as f: f.read()',
]);
// With everything that Python has to open and read a file.
write('ways.py', [
  'import os',
  here,
  'fd = os.open(DATA + "/0.txt", os.O_RDONLY); assert len(os.read(fd, 1000)) == 1000',
  'assert len(os.pread(fd, 500, 0)) == 500',
  'assert os.readv(fd, [bytearray(200), bytearray(50)]) == 250; os.close(fd)',
  'where = os.open(DATA, os.O_RDONLY)',
  'fd = os.open("1.txt", os.O_RDONLY, dir_fd=where); os.close(fd); os.close(where)',
  'with open(DATA + "/2.txt", "rb", buffering=0) as f: f.seek(9000); assert len(f.read()) == 1000',
  'with open(DATA + "/../made.txt", "w+b", buffering=0) as f: f.write(b"y" * 300); f.seek(0); assert len(f.read(300)) == 300',
]);
write('threads.py', [
  'import threading',
  here,
  'def work():',
  '  for i in range(20):',
  '    with open(f"{DATA}/{i}.txt") as f: f.read()',
  'thread = threading.Thread(target=work); thread.start(); thread.join()',
]);
write('forking.py', [
  'import os',
  here,
  'child = os.fork()',
  'if child == 0:',
  readAll.replaceAll(/^/gm, '  '),
  '  os._exit(0)',
  'os.waitpid(child, 0)',
  'import subprocess, sys',
  'subprocess.run(["/bin/cat", DATA + "/0.txt"], stdout=subprocess.DEVNULL, check=True)',
]);

const start = (code: string): string[] => ['-c', `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); ${code}`];

async function run(python: string, code: string, settings: CaptureSettings = {}): Promise<Stream> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return onlyStream(await capture([python, ...start(code)], { env, ...settings }));
}

function filesOf({ imports }: Stream, name: string): ImportFiles {
  const found = imports.find((each) => each.name === name) ?? assert.fail(`${name} was not imported`);
  assert.ok((found.flags & importFlag.counted) !== 0);
  return found.files ?? assert.fail(`files of ${name} were not counted`);
}

const sizeOf = (name: string): number => statSync(join(folder, name)).size;

describe('files read by imports', { concurrency: 2 }, () => {
  for (const { version, kind, path } of representatives) {
    test(`own files and bytes, exactly: ${version} ${kind}`, async () => {
      const stream = await run(path, 'import reader');
      const source = { count: 1, bytes: sizeOf('quiet.py'), codeBytes: 0 };
      assert.deepEqual(filesOf(stream, 'quiet'), source, 'a module without bytecode reads its source');
      const { count, bytes } = filesOf(stream, 'reader');
      assert.deepEqual([count, bytes], [1 + dataFiles, sizeOf('reader.py') + dataFiles * dataBytes]);
      assert.deepEqual(filesOf(stream, 'quiet_too'), source);
    });
  }

  test('in the object with hooks for memory as well', async () => {
    const { count, bytes } = filesOf(await run(newestPath, 'import reader', { variant: 'memory' }), 'reader');
    assert.deepEqual([count, bytes], [1 + dataFiles, sizeOf('reader.py') + dataFiles * dataBytes]);
  });

  test('bytecode that comes from a file is told from the rest', async () => {
    const cache = mkdtempSync(join(folder, 'cache-'));
    const env = { ...process.env, PYTHONPYCACHEPREFIX: cache, PYTHONDONTWRITEBYTECODE: '' };
    await run(newestPath, 'import reader', { env });
    const { count, bytes, codeBytes } = filesOf(await run(newestPath, 'import reader', { env }), 'reader');
    assert.ok(codeBytes > 100 && codeBytes < 2000, `${codeBytes} bytes of bytecode`);
    assert.deepEqual([count, bytes], [1 + dataFiles, codeBytes + dataFiles * dataBytes]);
  });

  test('nothing but regular files that are read counts', async () => {
    const { count, bytes } = filesOf(await run(newestPath, 'import other'), 'other');
    assert.deepEqual([count, bytes], [1, sizeOf('other.py')]);
  });

  test('every way that Python has', async () => {
    const { count, bytes } = filesOf(await run(newestPath, 'import ways'), 'ways');
    // What was empty when it was opened is no file that is read.
    assert.deepEqual([count, bytes], [4, sizeOf('ways.py') + 1000 + 500 + 250 + 1000 + 300]);
  });

  test('what other threads, children and code outside of imports read is not counted', async () => {
    const code = `import threads; import forking; exec(${JSON.stringify(`${here}\n${readAll}`)}); import quiet`;
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const { streams, status } = await capture([newestPath, ...start(code)], { env });
    assert.equal(status, 0);
    const stream = streams[0] ?? assert.fail('no stream');
    for (const name of ['threads', 'forking', 'quiet'])
      assert.deepEqual(filesOf(stream, name), { count: 1, bytes: sizeOf(`${name}.py`), codeBytes: 0 });
  });

  test("a shared object's calls: every form of open, with errno and modes as without us", async () => {
    const source = join(folder, 'opens.c');
    const output = join(folder, 'opens.so');
    writeFileSync(source, opens);
    await compileProgram({ sources: [source], output, flags: ['-shared', '-fPIC'] });
    write('native_reader.py', [
      'import ctypes, os',
      here,
      `library = ctypes.CDLL(${JSON.stringify(output)})`,
      'library.run.argtypes = [ctypes.c_char_p]',
      'old = os.umask(0)',
      'ANSWER = library.run(DATA.encode())',
      'os.umask(old)',
    ]);
    const code = 'import ctypes; import native_reader; print(native_reader.ANSWER)';
    const captured = await capture([newestPath, ...start(code)], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    assert.equal(captured.stdout, '0\n', captured.stderr);
    assert.equal((await runProgram([newestPath, ...start(code)])).stdout, '0\n');
    // Its own source; eight descriptors and two streams.
    const { count, bytes } = filesOf(onlyStream(captured), 'native_reader');
    assert.deepEqual([count, bytes], [1 + 10, sizeOf('native_reader.py') + 8 * 100]);
  });

  test('not known where the object comes too late to see calls', async () => {
    // A code object that goes away asks for imports to be recorded, which is done between two lines.
    const lines = [
      'import ctypes, os',
      'ctypes.CDLL(os.environ["HEATLINE_OBJECT"])',
      'eval(compile("1", "x", "eval"))',
      'import quiet',
    ];
    const code = `exec(${JSON.stringify(lines.join('\n'))})`;
    const { streams } = await capture([newestPath, ...start(code)], { withoutPreload: true });
    const found = streams[0]?.imports.find(({ name }) => name === 'quiet');
    assert.equal((found ?? assert.fail('not imported')).files, null);
  });
});

// Returns the number of the step that went wrong, 0 for none.
const opens = `
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);
static int reads(int fd) {
  char bytes[100];
  int fine = fd >= 0 && read(fd, bytes, sizeof bytes) == 100;
  return fd >= 0 && close(fd) == 0 && fine;
}
static int made(int fd, mode_t mode) {
  struct stat status;
  int fine = fd >= 0 && fstat(fd, &status) == 0 && (status.st_mode & 07777) == mode;
  return fd >= 0 && close(fd) == 0 && fine;
}
int run(const char *folder) {
  char path[4096], fresh[4096], text[16];
  struct stat status;
  snprintf(path, sizeof path, "%s/3.txt", folder);
  snprintf(fresh, sizeof fresh, "%s/../fresh", folder);
  errno = 77;
  if (!reads(open(path, O_RDONLY))) return 1;
  if (!reads(open64(path, O_RDONLY))) return 2;
  if (!reads(openat(AT_FDCWD, path, O_RDONLY))) return 3;
  if (!reads(openat64(AT_FDCWD, path, O_RDWR))) return 4;
  if (!reads(__open_2(path, O_RDONLY))) return 5;
  if (!reads(__open64_2(path, O_RDONLY))) return 6;
  if (!reads(__openat_2(AT_FDCWD, path, O_RDONLY))) return 7;
  if (!reads(__openat64_2(AT_FDCWD, path, O_RDONLY))) return 8;
  if (errno != 77) return 9;
  if (open("/nowhere/at/all", O_RDONLY) != -1 || errno != ENOENT) return 10;
  unlink(fresh);
  if (!made(open(fresh, O_CREAT | O_EXCL | O_WRONLY, 0640), 0640)) return 11;
  if (open64(fresh, O_CREAT | O_EXCL | O_WRONLY, 0600) != -1 || errno != EEXIST) return 12;
  unlink(fresh);
  if (!made(openat(AT_FDCWD, fresh, O_CREAT | O_WRONLY, 0604), 0604)) return 13;
  unlink(fresh);
  int fd = open(folder, O_TMPFILE | O_WRONLY, 0600);
  if (fd >= 0 ? !made(fd, 0600) : errno != EOPNOTSUPP && errno != EISDIR) return 14;
  fd = open(path, O_PATH);
  if (fd < 0 || fstat(fd, &status) != 0 || close(fd) != 0) return 15;
  FILE *stream = fopen(path, "rb");
  if (!stream || fread(text, 1, sizeof text, stream) != sizeof text || fclose(stream) != 0) return 16;
  stream = fopen64(path, "r+");
  if (!stream || fclose(stream) != 0) return 17;
  stream = fopen(fresh, "w");
  if (!stream || fclose(stream) != 0) return 18;
  stream = fopen(path, "a");
  if (!stream || fclose(stream) != 0) return 18;
  unlink(fresh);
  pid_t child = vfork();
  if (child == 0) _exit(reads(open(path, O_RDONLY)) ? 0 : 1);
  int ended;
  if (waitpid(child, &ended, 0) != child || ended != 0) return 20;
  return fopen("/nowhere", "r") == NULL && errno == ENOENT ? 0 : 19;
}
`;
