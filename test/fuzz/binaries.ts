/** Damaged libraries, mangled names and line tables. */
import { existsSync, readFileSync } from 'node:fs';

import type { LineTableKind } from '../../src/session/session.ts';
import { plainStream } from '../../src/session/plainStream.ts';
import { demangle } from '../../src/symbolize/demangle.ts';
import type { BinarySource } from '../../src/symbolize/elf.ts';
import { decodeLineTable, lineAt } from '../../src/symbolize/pythonLines.ts';
import { readSymbols } from '../../src/symbolize/readSymbols.ts';
import { elfBytes } from '../unit/symbolize/elfBytes.ts';
import type { Chance } from './chance.ts';
import { mutateBytes } from './mutateBytes.ts';

const library = '/lib/x.so';
/** Small ones of this machine, where they are; what is made up is enough without. */
const realLibraries = ['/lib/x86_64-linux-gnu/libdl.so.2', '/lib/x86_64-linux-gnu/libutil.so.1'];

export function elfSeeds(): readonly Uint8Array[] {
  const symbols = Array.from({ length: 40 }, (_, index) => ({
    name: index % 3 === 0 ? `_ZN2ns${index}fooEv` : `function_${index}`,
    start: 0x1000 + index * 64,
    size: index % 5 === 0 ? 4096 : 64,
  }));
  return [
    elfBytes(symbols),
    ...realLibraries.filter((path) => existsSync(path)).map((path) => Uint8Array.from(readFileSync(path))),
  ];
}

const stream = plainStream({
  threads: [
    {
      cells: Array.from({ length: 40 }, (_, index) => ({
        stack: [
          { file: '/p/a.py', name: 'f', line: 1 },
          { library, start: 0x1000 + 64 * index },
        ],
        class: 3,
        ns: 1e9,
      })),
    },
  ],
});

const sectionWords = [4, 24, 28, 32, 36, 40] as const;
const words = [0, 1, 2, 3, 7, 11, 24, 64, 4096, 0x7fffffff, 0xffffffff];

export function fuzzElf(seeds: readonly Uint8Array[], chance: Chance): number {
  let bytes = chance.happens(0.05) ? chance.bytes(chance.below(4096)) : chance.one(seeds).slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let left = chance.few(30); left > 0 && bytes.length >= 64; left--) changeSection(view, chance);
  bytes = mutateBytes(bytes, chance);
  const source: BinarySource = {
    read: (path, offset, length) => (path === library ? bytes.subarray(offset, offset + length) : undefined),
    size: (path) => (path === library ? bytes.length : undefined),
  };
  readSymbols([stream], source);
  return bytes.length;
}

/** A word of a section's header: its type, place, size, the table of its names. */
function changeSection(view: DataView, chance: Chance): void {
  const table = Number(view.getBigUint64(40, true));
  const count = view.getUint16(60, true);
  const at = table + 64 * chance.below(count + 1) + chance.one(sectionWords);
  if (chance.happens(0.1)) view.setUint16(60, chance.one([0, 1, 4096, 4097, 65_535]), true);
  if (at + 4 <= view.byteLength) view.setUint32(at, chance.one([...words, view.byteLength]), true);
}

const nameParts =
  '_Z _ZN St Sa Ss S_ S0_ S1_ SZ_ T_ T0_ I E K P R O F M L X J D Dp Dt C1 D0 N Z B5cxx11 Ul UlvE_ Ut_ A3_ Dn DpT_ sr nw cv li pl i v b j 3foo 1a 10operator__ 99999999999x Li1E LZ1aE GTt nE _ 0 $LT$ 17h0123456789abcdefE .cold @@GLIBC_2'.split(
    ' ',
  );
const realNames = [
  '_ZN2ns4betaEv',
  '_ZNSt6vectorIiSaIiEE9push_backEOi',
  '_ZNKSt8functionIFviEEclEi',
  '_ZN4core3ptr85drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE',
  '_ZZN3fooC1EvENKUlvE_clEv',
  '_ZN5boost6detail8functionIN3fooI3barIiLi3EEEEE',
];

export function fuzzName(_seeds: unknown, chance: Chance): number {
  let name = chance.happens(0.5) ? chance.one(realNames) : '_Z';
  for (let left = chance.few(600); left > 0; left--) {
    const at = chance.happens(0.7) ? name.length : chance.below(name.length + 1);
    name = name.slice(0, at) + chance.one(nameParts) + name.slice(chance.happens(0.8) ? at : at + chance.few(8));
  }
  if (chance.happens(0.2)) name = name.slice(0, 3) + chance.one(nameParts).repeat(chance.few(1000)) + name.slice(3);
  demangle(name);
  return name.length;
}

const kinds: readonly LineTableKind[] = ['lnotab', 'linetable', 'locations', 'unknown'];

export function fuzzLines(_seeds: unknown, chance: Chance): number {
  const bytes = chance.bytes(chance.few(chance.happens(0.01) ? 2 ** 20 : 4096));
  // Entries of the newest kind begin with the top bit.
  if (chance.happens(0.5))
    for (let at = 0; at < bytes.length; at += 1 + chance.below(4)) bytes[at] = (bytes[at] ?? 0) | 0x80;
  const firstLine = chance.one([0, 1, 100, 0x7fffffff]);
  const runs = decodeLineTable({ kind: chance.one(kinds), bytes, firstLine });
  for (let index = 1; index < runs.length; index++)
    if ((runs.start[index] ?? 0) <= (runs.start[index - 1] ?? 0)) throw new Error(`run ${index} does not ascend`);
  for (const offset of [-1, 0, 1, 2, 1000, 2 ** 30, 2 ** 40]) {
    const line = lineAt(runs, offset);
    if (!(line >= 0 && line < 2 ** 31)) throw new Error(`line ${line} at ${offset}`);
  }
  return bytes.length;
}
