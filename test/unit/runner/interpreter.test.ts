import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { readProgramKind } from '../../../src/runner/elfFacts.ts';
import { findInterpreter, listInterpreters } from '../../../src/runner/interpreter.ts';
import { UserError } from '../../../src/base/userError.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-unit-'));
  for (const path of ['venv/bin/python', 'conda/bin/python', 'a/python3', 'b/python3', 'b/python', 'c/python3']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '#!/bin/sh\n');
    chmodSync(join(folder, path), path.startsWith('c/') ? 0o644 : 0o755);
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.parts.code;
    throw error;
  }
  return 'none';
}

test('a virtual environment, then conda, then python3 before python on PATH', () => {
  const PATH = `relative:${folder}/c:${folder}/a:${folder}/b`;
  const env = { PATH, VIRTUAL_ENV: `${folder}/venv`, CONDA_PREFIX: `${folder}/conda` };
  const found = listInterpreters(env).map(({ path, origin }) => `${origin} ${path.slice(folder.length)}`);
  assert.deepEqual(found, [
    'VIRTUAL_ENV /venv/bin/python',
    'CONDA_PREFIX /conda/bin/python',
    'PATH /a/python3',
    'PATH /b/python3',
    'PATH /b/python',
  ]);
  assert.equal(findInterpreter(undefined, { PATH }, '/').path, `${folder}/a/python3`);
});

test('a named interpreter is taken from the working folder or from PATH', () => {
  assert.equal(findInterpreter('b/python', {}, folder).path, `${folder}/b/python`);
  assert.equal(findInterpreter('python', { PATH: `${folder}/a:${folder}/b` }, '/').path, `${folder}/b/python`);
});

test('what is not there or may not be run is said so', () => {
  assert.equal(
    codeOf(() => findInterpreter(undefined, { PATH: folder }, '/')),
    'INTERPRETER_NOT_FOUND',
  );
  assert.equal(
    codeOf(() => findInterpreter('nowhere/python', {}, folder)),
    'INTERPRETER_NOT_FOUND',
  );
  assert.equal(
    codeOf(() => findInterpreter('c/python3', {}, folder)),
    'INTERPRETER_NOT_EXECUTABLE',
  );
});

test('program files: scripts, 64-bit programs, static ones, 32-bit ones, rubbish', () => {
  assert.equal(readProgramKind(join(folder, 'a/python3')).kind, 'script');
  assert.deepEqual(readProgramKind(process.execPath), {
    kind: 'elf',
    bits: 64,
    machine: 'x86-64',
    isStatic: false,
    isMusl: false,
    setId: false,
  });
  const header = Buffer.alloc(120);
  header.writeUInt32BE(0x7f454c46);
  header[4] = 2;
  header.writeUInt16LE(62, 18);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(1, 56);
  const program = join(folder, 'program');
  const kindOf = (bytes: Uint8Array, mode = 0o755): unknown => {
    writeFileSync(program, bytes);
    chmodSync(program, mode);
    return readProgramKind(program);
  };
  const elf = { kind: 'elf', bits: 64, machine: 'x86-64', isStatic: true, isMusl: false, setId: false };
  assert.deepEqual(kindOf(header), elf);
  assert.deepEqual(kindOf(header, 0o4755), { ...elf, setId: true });
  header.writeUInt32LE(3, 64);
  assert.deepEqual(kindOf(header), { ...elf, isStatic: false });
  header.writeBigUInt64LE(120n, 72);
  const onMusl = Buffer.concat([header, Buffer.from('/lib/ld-musl-x86_64.so.1\0')]);
  assert.deepEqual(kindOf(onMusl), { ...elf, isStatic: false, isMusl: true });
  header.writeBigUInt64LE(2n ** 63n, 72);
  assert.deepEqual(kindOf(header), { ...elf, isStatic: false });
  header.writeBigUInt64LE(2n ** 63n, 32);
  assert.deepEqual(kindOf(header), elf);
  assert.equal(kindOf(Buffer.from('MZ')) !== undefined && readProgramKind(program).kind, 'unknown');
  assert.equal(readProgramKind(join(folder, 'nowhere')).kind, 'unknown');
});
