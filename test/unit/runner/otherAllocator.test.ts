import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { neededLibraries } from '../../../src/runner/neededLibraries.ts';
import { findOtherAllocator } from '../../../src/runner/otherAllocator.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatline-allocator-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A program that is linked with a library of this name. */
function programWith(library: string): string {
  const source = join(folder, 'empty.c');
  const program = join(folder, `with-${library}`);
  writeFileSync(source, 'int provided(void) { return 0; }\n');
  execFileSync('cc', ['-shared', '-fPIC', `-Wl,-soname,${library}`, '-o', join(folder, library), source]);
  const main = join(folder, 'main.c');
  writeFileSync(main, 'int provided(void);\nint main(void) { return provided(); }\n');
  execFileSync('cc', ['-o', program, main, join(folder, library)]);
  return program;
}

test('a library that is linked', () => {
  const program = programWith('libjemalloc.so.2');
  assert.ok(neededLibraries(program).includes('libjemalloc.so.2'));
  assert.equal(findOtherAllocator(program, {}, ''), 'libjemalloc.so.2');
  assert.equal(findOtherAllocator(programWith('libplain.so.1'), {}, ''), undefined);
});

test('a library that is preloaded, by the user or the system', () => {
  const find = (preload: string, system = ''): string | undefined =>
    findOtherAllocator('/nowhere/python', { LD_PRELOAD: preload }, system);
  assert.equal(find('/a/libfoo.so:/usr/lib/libtcmalloc_minimal.so.4'), '/usr/lib/libtcmalloc_minimal.so.4');
  assert.equal(find('/usr/lib/libmimalloc.so.2.1'), '/usr/lib/libmimalloc.so.2.1');
  assert.equal(find('', '/usr/lib/libhardened_malloc.so\n'), '/usr/lib/libhardened_malloc.so');
  assert.equal(find('/opt/libfakeroot.so /opt/libeatmydata.so'), undefined);
});

test('what is no program needs nothing', () => {
  const path = join(folder, 'text');
  writeFileSync(path, '#!/bin/sh\n');
  assert.deepEqual(neededLibraries(path), []);
  assert.deepEqual(neededLibraries(join(folder, 'missing')), []);
  const cut = join(folder, 'cut');
  writeFileSync(cut, Buffer.concat([Buffer.from('7f454c460201', 'hex'), Buffer.alloc(58, 0xff)]));
  assert.deepEqual(neededLibraries(cut), []);
});
