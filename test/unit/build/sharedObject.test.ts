import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { findProgram } from '../../../src/build/programSearch.mjs';
import { newerThan, readNeeds } from '../../../src/build/sharedObject.mjs';

test('only versions of glibc that an older one lacks are too new', () => {
  const versions = ['GLIBC_2.2.5', 'GLIBC_2.17', 'GLIBC_2.18', 'GLIBC_2.34', 'GCC_3.0'];
  assert.deepEqual(newerThan(versions, 17), ['GLIBC_2.18', 'GLIBC_2.34']);
});

const cc = findProgram(['cc']);

test(
  'reads libraries, symbol versions and thread-local size of a shared object',
  { skip: cc === undefined ? 'no C compiler on PATH' : false },
  (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'heatline-needs-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const source = join(folder, 'a.c');
    writeFileSync(
      source,
      '#include <time.h>\nstatic __thread char block[96];\nchar *f(void) { return time(0) ? block : 0; }\n',
    );
    const object = join(folder, 'a.so');
    execFileSync(cc ?? 'cc', ['-shared', '-fPIC', '-O0', source, '-o', object]);
    const needs = readNeeds(object);
    assert.ok(needs.libraries.includes('libc.so.6'), needs.libraries.join(' '));
    assert.equal(needs.tlsBytes, 96);
    assert.ok(needs.versions.includes('GLIBC_2.2.5'), needs.versions.join(' '));
  },
);
