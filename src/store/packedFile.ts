/** Streams rest compressed in the session's folder: their tables are mostly zeros and small numbers. FORMAT.md, "The folder". */
import { constants, gunzipSync, gzipSync } from 'node:zlib';

import { blockSize, limits } from '../session/layout.ts';

const mostBytes = limits.blocks * blockSize;
// More effort costs more time at the end of a run than it saves in bytes.
const level = 5;

export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function pack(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level });
}

/**
 * The bytes of a stream's file, compressed or not. What is cut off is read as far as it goes; what can't be read is empty, and what
 * would be larger than any stream is too: a damaged file costs no more memory than a whole one.
 */
export function unpack(bytes: Uint8Array): Uint8Array {
  if (!isPacked(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes });
  } catch {
    return new Uint8Array(0);
  }
}
