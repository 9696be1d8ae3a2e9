/** What a session's folder takes on disk, and how much of it are names: they are as many as the program has functions, not as it runs long. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ByteReader } from '../../src/session/bytes.ts';
import { blockKind, blockSize } from '../../src/session/layout.ts';
import { pack, unpack } from '../../src/store/packedFile.ts';

export interface SessionBytes {
  readonly whole: number;
  /** Of these the records (names, line tables), packed by themselves, and everything that is not a stream. */
  readonly names: number;
}

function recordBlocks(stream: Uint8Array): Uint8Array[] {
  const reader = new ByteReader(stream);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at + blockSize <= stream.length; at += blockSize) {
    if (reader.u32(at) === blockKind.records) blocks.push(stream.subarray(at, at + blockSize));
  }
  return blocks;
}

/** Sums over all files below `folder`. */
export async function measureSession(folder: string): Promise<SessionBytes> {
  let whole = 0;
  let names = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    whole += bytes.length;
    const isStream = /\.hls(\.more)?$/.test(entry.name);
    names += isStream ? pack(Buffer.concat(recordBlocks(unpack(bytes)))).length : bytes.length;
  }
  return { whole, names };
}
