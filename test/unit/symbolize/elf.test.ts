import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { test } from 'node:test';

import { plainStream } from '../../../src/session/plainStream.ts';
import type { Stream } from '../../../src/session/session.ts';
import { functionNames, openElf, type BinarySource } from '../../../src/symbolize/elf.ts';
import { readSymbols } from '../../../src/symbolize/readSymbols.ts';
import { encodeSymbols, parseSymbols } from '../../../src/symbolize/symbolTable.ts';
import { seededRandom } from '../../fixtures/random.ts';
import { elfBytes, type ElfSymbol } from './elfBytes.ts';

function memory(files: Readonly<Record<string, Uint8Array>>): BinarySource {
  return {
    read: (path, offset, length) => files[path]?.subarray(offset, offset + length),
    size: (path) => files[path]?.length,
  };
}

const symbols: readonly ElfSymbol[] = [
  { name: 'alpha', start: 0x1000, size: 0x100 },
  { name: 'alpha_local', start: 0x1000, size: 0x100, info: 0x02 },
  { name: '_ZN2ns4betaEv', start: 0x1100, size: 0x80, info: 0x02 },
  { name: 'outer', start: 0x1100, size: 0x1000 },
  { name: 'inner', start: 0x1200, size: 0x10, info: 0x02 },
  { name: 'assembly', start: 0x3000, size: 0 },
  { name: 'data', start: 0x4000, size: 8, info: 0x11 },
  { name: 'imported', start: 0x5000, size: 8, undefined: true },
  { name: 'resolver', start: 0x6000, size: 8, info: 0x1a },
];

function lookUp(addresses: readonly number[]): Record<string, string> {
  const source = memory({ '/lib/x.so': elfBytes(symbols) });
  const file = openElf(source, '/lib/x.so');
  assert.ok(file);
  return Object.fromEntries(
    [...functionNames(source, file, addresses)].map(([address, name]) => [address.toString(16), name]),
  );
}

test('functions by address: exact before covering, exported before local; data and imports are none', () => {
  assert.deepEqual(lookUp([0x1000, 0x1040, 0x1100, 0x1200, 0x1900, 0x3000, 0x3001, 0x4000, 0x5000, 0x6000, 0xfff]), {
    '1000': 'alpha',
    '1040': 'alpha',
    '1100': 'outer',
    '1200': 'inner',
    '1900': 'outer',
    '3000': 'assembly',
    '6000': 'resolver',
  });
});

function streamIn(library: string, buildId: string): Stream {
  const cells = [
    {
      stack: [
        { file: '/p/a.py', name: 'f', line: 1 },
        { library, start: 0x1000 },
      ],
      class: 3,
      ns: 1e9,
    },
  ];
  const stream = plainStream({ threads: [{ cells }] });
  const modules = new Map([...stream.modules].map(([id, module]) => [id, { ...module, buildId }]));
  return { ...stream, modules };
}

test('names for what streams mention, and back through symbols.json', () => {
  const source = memory({ '/lib/x.so': elfBytes(symbols) });
  const { symbols: table, problems } = readSymbols([streamIn('/lib/x.so', 'ab'.repeat(20))], source);
  assert.deepEqual(problems, []);
  assert.deepEqual(table, {
    version: 1,
    modules: [{ path: '/lib/x.so', buildId: 'ab'.repeat(20), functions: [[0x1000, 'alpha']] }],
  });
  assert.deepEqual(parseSymbols(encodeSymbols(table)), { symbols: table, problems: [] });
});

test('a library that was replaced since gives no names, and says so', () => {
  const source = memory({ '/lib/x.so': elfBytes(symbols, 'cd'.repeat(20)) });
  const { symbols: table, problems } = readSymbols([streamIn('/lib/x.so', 'ab'.repeat(20))], source);
  assert.deepEqual(table.modules, []);
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ['library-changed'],
  );
});

test('a library that is gone, and code without a file', () => {
  assert.deepEqual(
    readSymbols([streamIn('/lib/x.so', '')], memory({})).problems.map((problem) => problem.code),
    ['library-unreadable'],
  );
  assert.deepEqual(readSymbols([streamIn('[vdso]', '')], memory({})).problems, []);
});

test('a separate debug file fills in what the library lacks', () => {
  const source = memory({
    '/lib/x.so': elfBytes([]),
    [`/usr/lib/debug/.build-id/ab/${'ab'.repeat(19)}.debug`]: elfBytes(symbols),
  });
  const [module] = readSymbols([streamIn('/lib/x.so', 'ab'.repeat(20))], source).symbols.modules;
  assert.deepEqual(module?.functions, [[0x1000, 'alpha']]);
});

test('damaged files never make it throw', () => {
  const whole = elfBytes(symbols);
  for (let seed = 1; seed <= 500; seed++) {
    const random = seededRandom(seed);
    const bytes = whole.slice(0, seed % 3 === 0 ? Math.floor(random() * whole.length) : whole.length);
    for (let flip = 0; flip < 20; flip++) {
      const at = 16 + Math.floor(random() * (bytes.length - 16));
      if (at < bytes.length) bytes[at] = Math.floor(random() * 256);
    }
    readSymbols([streamIn('/lib/x.so', '')], memory({ '/lib/x.so': bytes }));
  }
});

test(
  'tables on top of each other, of symbols that cover everything, take no longer than one',
  { timeout: 20_000 },
  () => {
    const many = Array.from({ length: 20_000 }, () => ({ name: 'f', start: 1, size: 2 ** 40 }));
    const whole = elfBytes(many);
    const view = new DataView(whole.buffer);
    const sectionsAt = Number(view.getBigUint64(40, true));
    const copies = 4000;
    const bytes = new Uint8Array(whole.length + 64 * copies);
    bytes.set(whole);
    for (let copy = 0; copy < copies; copy++)
      bytes.set(whole.subarray(sectionsAt + 64 * 3, sectionsAt + 64 * 4), whole.length + 64 * copy);
    new DataView(bytes.buffer).setUint16(60, 4 + copies, true);
    const source = memory({ '/lib/x.so': bytes });
    const file = openElf(source, '/lib/x.so');
    assert.ok(file);
    assert.ok(file.symbolTables.length < 20);
    const addresses = Array.from({ length: 2000 }, (_, index) => 0x1000 + index);
    assert.equal(functionNames(source, file, addresses).get(0x1000), 'f');
  },
);

test('damaged symbols.json is a problem', () => {
  for (const text of ['', '[]', '{"version":1,"modules":[{"path":1}]}'])
    assert.equal(parseSymbols(text).problems[0]?.code, 'symbols-damaged');
});

const library = realpathOf('/lib/x86_64-linux-gnu/libc.so.6');
const nm =
  library === undefined
    ? undefined
    : spawnSync('nm', ['-D', '--defined-only', library], { encoding: 'utf8', maxBuffer: 2 ** 26 });
const skip = nm?.status === 0 ? false : 'needs nm and a glibc in its usual place';

test('every function of the C library has a name that nm gives it too', { skip }, () => {
  const byAddress = new Map<number, string[]>();
  for (const line of (nm?.stdout ?? '').split('\n')) {
    const [address = '', type = '', name = ''] = line.split(' ');
    if (!/^[TWi]$/.test(type)) continue;
    const start = Number.parseInt(address, 16);
    byAddress.set(start, [...(byAddress.get(start) ?? []), name.replace(/@.*/, '')]);
  }
  const source = fileSource();
  const file = openElf(source, library ?? '');
  assert.ok(file);
  assert.match(file.buildId, /^[0-9a-f]{40}$/);
  const found = functionNames(source, file, [...byAddress.keys()]);
  assert.ok(byAddress.size > 1000);
  for (const [start, names] of byAddress)
    assert.ok(names.includes(found.get(start) ?? ''), `${start.toString(16)} ${names.join(' ')}`);
});

function realpathOf(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : realpathSync(path);
}

function fileSource(): BinarySource {
  return {
    size: (path) => statSync(path, { throwIfNoEntry: false })?.size,
    read(path, offset, length) {
      const fd = openSync(path, 'r');
      const bytes = new Uint8Array(length);
      const count = readSync(fd, bytes, 0, length, offset);
      closeSync(fd);
      return bytes.subarray(0, count);
    },
  };
}
