import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { blockSize } from '../../../src/session/layout.ts';
import { readMore, readStream } from '../../../src/store/drain.ts';
import { isPacked, pack, unpack } from '../../../src/store/packedFile.ts';

const stream = Uint8Array.from({ length: 3 * blockSize }, (_, index) => (index % 144 === 0 ? index & 255 : 0));

test('a stream rests compressed and comes back as it was', () => {
  const packed = pack(stream);
  assert.ok(isPacked(packed));
  assert.ok(packed.length < stream.length / 4);
  assert.deepEqual(Uint8Array.from(unpack(packed)), stream);
  assert.deepEqual(unpack(stream), stream);
});

test('both files of a stream are read compressed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-packed-'));
  try {
    writeFileSync(join(folder, '1-1.hls'), pack(stream));
    writeFileSync(join(folder, '1-1.hls.more'), pack(stream));
    assert.deepEqual(Uint8Array.from(readStream(join(folder, '1-1.hls'))), stream);
    assert.deepEqual(Uint8Array.from(readMore(folder, '1-1.hls') ?? []), stream);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is cut off is read as far as it goes; damage and bombs are empty', () => {
  const packed = pack(stream);
  const half = unpack(packed.subarray(0, packed.length >> 1));
  assert.deepEqual(Uint8Array.from(half), stream.subarray(0, half.length));
  const damaged = Uint8Array.from(packed);
  damaged.fill(0xff, 12, 40);
  assert.ok(unpack(damaged).length < stream.length);
  const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
  assert.equal(unpack(bomb).length, 0);
});
