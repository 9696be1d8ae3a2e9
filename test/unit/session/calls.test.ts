/** Records of noted and of called functions ("noted", "ran"): what is written comes back, and no bytes make a reader throw or claim too much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ByteReader } from '../../../src/session/bytes.ts';
import { decodeStream } from '../../../src/session/decode.ts';
import { readNoted, readRan } from '../../../src/session/decodeCalls.ts';
import { encodeStream } from '../../../src/session/encode.ts';
import { blockKind, blockSize, limits, recordKind } from '../../../src/session/layout.ts';
import { plainStream } from '../../../src/session/plainStream.ts';
import type { ImportFacts, Stream } from '../../../src/session/session.ts';
import { seededRandom } from '../../fixtures/random.ts';

const base = plainStream({ threads: [{ cells: [] }] });

function facts(id: number, functions: number, called: boolean | null): ImportFacts {
  return {
    id,
    parent: id - 1,
    threadRow: 0,
    flags: 0,
    startNs: 1000 * id,
    totalNs: 2,
    ownNs: 1,
    nativeNs: 0,
    liveBytes: -1,
    residentKib: 3,
    callers: [],
    name: `m${id}`,
    path: `/p/m${id}.py`,
    functions,
    called,
    files: null,
  };
}

/** What isn't called is known of all or of none; nothing is known of a module without functions. */
function generateImports(random: () => number): ImportFacts[] {
  const isComplete = random() < 0.5;
  return Array.from({ length: Math.floor(random() * 60) }, (_, index) => {
    const functions = random() < 0.3 ? 0 : 1 + Math.floor(random() * 2 ** (1 + Math.floor(random() * 31)));
    const called = functions === 0 ? null : random() < 0.5 ? true : isComplete ? false : null;
    return facts(index + 1, functions, called);
  });
}

interface Placed {
  readonly at: number;
  readonly kind: number;
}

/** Records of calls: where each begins. */
function callRecords(bytes: Uint8Array): Placed[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: Placed[] = [];
  for (let block = 0; block < bytes.length; block += blockSize) {
    if (view.getUint32(block, true) !== blockKind.records) continue;
    for (let at = block + 16; at + 8 <= block + blockSize;) {
      const [size, kind] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      if (size === 0) break;
      if (kind === recordKind.noted || kind === recordKind.ran) found.push({ at, kind });
      at += size;
    }
  }
  return found;
}

const decode = (bytes: Uint8Array): { imports: Stream['imports']; codes: readonly string[] } => {
  const { stream, problems } = decodeStream(bytes);
  return { imports: stream?.imports ?? [], codes: problems.map(({ code }) => code) };
};

/** The bytes with one word changed. */
function changed(bytes: Uint8Array, at: number, word: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, word, true);
  return copy;
}

test('what is known of calls comes back as it was written', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const imports = generateImports(seededRandom(seed));
    const decoded = decode(encodeStream({ ...base, imports }).main);
    assert.deepEqual(decoded, { imports, codes: [] }, `seed ${seed}`);
  }
});

const known = [facts(1, 4, true), facts(2, 3, false), facts(3, 0, null), facts(4, 1, true)];
const { main: bytes } = encodeStream({ ...base, imports: known });
const records = callRecords(bytes);
const called = (of: Uint8Array): readonly (boolean | null)[] => decode(of).imports.map((each) => each.called);

test('they are the records that FORMAT.md describes', () => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const words = records.map(({ at, kind }) => [kind, view.getUint32(at + 8, true), view.getUint32(at + 12, true)]);
  assert.deepEqual(words, [
    [21, 1, 4],
    [21, 2, 3],
    [21, 4, 1],
    [22, 1, 0],
    [22, 4, 0],
    [22, 0, 0],
  ]);
});

test('without the record that all were looked at, only a call is known', () => {
  const last = records.at(-1) ?? assert.fail();
  assert.deepEqual(called(bytes), [true, false, null, true]);
  // A kind that no version knows, and one that was never finished.
  for (const kind of [99, 0]) assert.deepEqual(called(changed(bytes, last.at + 4, kind)), [true, null, null, true]);
});

test('cut off anywhere: what is left is true', () => {
  const [first, last] = [records[0]?.at ?? assert.fail(), (records.at(-1)?.at ?? assert.fail()) + 16];
  for (let end = first; end < last; end++) {
    const { imports, codes } = decode(bytes.subarray(0, end));
    assert.ok(codes.includes('stream-cut-off'), `cut at ${end}: ${codes.join(' ')}`);
    assert.equal(imports.length, known.length, `cut at ${end}: the imports stand before`);
    for (const [index, { functions, called: is }] of imports.entries()) {
      const whole = known[index] ?? assert.fail();
      assert.ok(is === whole.called || is === null, `cut at ${end}: import ${index + 1} was called: ${is}`);
      assert.ok(functions === whole.functions || functions === 0, `cut at ${end}: ${functions} functions`);
    }
  }
});

test('imports that there are none of, and numbers beyond all limits', () => {
  for (const id of [5, 50_001, 0xffffffff]) {
    const elsewhere = records.reduce((of, { at }) => changed(of, at + 8, id), bytes);
    assert.deepEqual([called(elsewhere), decode(elsewhere).codes], [[null, null, null, null], []], `import ${id}`);
  }
  // No function is watched: nothing is said of calls.
  assert.equal(called(changed(bytes, (records[1]?.at ?? 0) + 12, 0))[1], null);
  const many = decode(changed(bytes, (records[1]?.at ?? 0) + 12, 0xffffffff)).imports[1];
  assert.deepEqual([many?.functions, many?.called], [0xffffffff, false]);
});

test('a record that is shorter than its kind, or longer than its block, is a problem', () => {
  const [noted, ran] = [records[0], records.at(-1)];
  assert.ok(noted !== undefined && ran !== undefined);
  for (const { at } of [noted, ran]) {
    for (const size of [1, 8, 12, 15, 17, blockSize, 0xfffffff8])
      assert.deepEqual(decode(changed(bytes, at, size)).codes, ['names-damaged'], `size ${size} at ${at}`);
  }
  // Together with what stands behind it: one record of double the size, of which the beginning counts.
  assert.deepEqual(decode(changed(bytes, noted.at, 32)).codes, []);
  assert.deepEqual(called(changed(bytes, noted.at, 32)), [true, null, null, true]);
});

test('the readers themselves take no short record', () => {
  const calls = { functions: new Map<number, number>(), ran: new Set<number>() };
  assert.equal(readNoted(new ByteReader(new Uint8Array(15)), calls), false);
  assert.equal(readRan(new ByteReader(new Uint8Array(11)), calls), false);
  assert.deepEqual([calls.functions.size, calls.ran.size], [0, 0]);
});

test('damaged at random: true, false or unknown, and nothing of a module without watched functions', () => {
  const [first, last] = [records[0]?.at ?? assert.fail(), (records.at(-1)?.at ?? assert.fail()) + 16];
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed);
    const damaged = bytes.slice();
    for (let hit = 0; hit < 1 + random() * 20; hit++)
      damaged[first + Math.floor(random() * (last - first))] = Math.floor(random() * 256);
    const { imports } = decode(damaged);
    assert.equal(imports.length, known.length, `seed ${seed}: the imports stand before`);
    for (const { functions, called: is } of imports) {
      assert.ok(Number.isSafeInteger(functions) && functions >= 0 && functions < 2 ** 32, `seed ${seed}`);
      assert.ok(functions > 0 || is === null, `seed ${seed}: ${is} of no function`);
    }
  }
});

test('more records than there can be imports are a problem, and take no room', () => {
  const count = limits.imports + 2;
  const perBlock = Math.floor((blockSize - 16) / 16);
  for (const kind of [recordKind.noted, recordKind.ran]) {
    const blocks = Math.ceil(count / perBlock);
    const flood = new Uint8Array(bytes.length + blocks * blockSize);
    flood.set(bytes);
    const view = new DataView(flood.buffer);
    const before = bytes.length / blockSize;
    for (const place of [36, 40, 44]) view.setUint32(place, before + blocks, true);
    for (let index = 0; index < count; index++) {
      const block = (before + Math.floor(index / perBlock)) * blockSize;
      const at = block + 16 + 16 * (index % perBlock);
      if (index % perBlock === 0) {
        view.setUint32(block, blockKind.records, true);
        view.setUint32(block + 4, before + Math.floor(index / perBlock), true);
      }
      for (const [place, word] of [16, kind, 1000 + index, 1].entries()) view.setUint32(at + 4 * place, word, true);
    }
    const { imports, codes } = decode(flood);
    assert.ok(codes.includes('names-damaged'), `kind ${kind}: ${codes.join(' ')}`);
    assert.deepEqual(imports.slice(0, 2), known.slice(0, 2));
  }
});
