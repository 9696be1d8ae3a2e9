/** The libraries that a 64-bit program asks the loader for by name (DT_NEEDED). */
import { closeSync, openSync, readSync } from 'node:fs';

const headerBytes = 64;
const segmentBytes = 56;
const mostSegments = 128;
const mostTableBytes = 1024 * 1024;
const loadSegment = 1;
const dynamicSegment = 2;
const neededTag = 1;
const stringTableTag = 5;

interface Segment {
  readonly kind: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** Never throws: of a file that can't be read or is no such program nothing is known. */
export function neededLibraries(path: string): readonly string[] {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return readNeeded(fd);
  } catch {
    // Not readable is not an error here: starting it will say more.
    return [];
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function readNeeded(fd: number): string[] {
  const header = readAt(fd, 0, headerBytes);
  if (header.length < headerBytes || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2) return [];
  const segments = readSegments(fd, header);
  const dynamic = segments.find(({ kind }) => kind === dynamicSegment);
  if (dynamic === undefined) return [];
  const table = readAt(fd, dynamic.offset, Math.min(dynamic.size, mostTableBytes));
  const entries = Array.from({ length: Math.floor(table.length / 16) }, (_, index) => ({
    tag: Number(table.readBigUInt64LE(index * 16)),
    value: Number(table.readBigUInt64LE(index * 16 + 8)),
  }));
  const strings = entries.find(({ tag }) => tag === stringTableTag)?.value ?? 0;
  const segment = segments.find(
    ({ kind, address, size }) => kind === loadSegment && strings >= address && strings < address + size,
  );
  if (segment === undefined) return [];
  const start = segment.offset + strings - segment.address;
  return entries.filter(({ tag }) => tag === neededTag).map(({ value }) => terminated(readAt(fd, start + value, 4096)));
}

function readSegments(fd: number, header: Buffer): Segment[] {
  const count = Math.min(header.readUInt16LE(56), mostSegments);
  const table = readAt(fd, Number(header.readBigUInt64LE(32)), count * segmentBytes);
  return Array.from({ length: Math.floor(table.length / segmentBytes) }, (_, index) => {
    const at = index * segmentBytes;
    return {
      kind: table.readUInt32LE(at),
      offset: Number(table.readBigUInt64LE(at + 8)),
      address: Number(table.readBigUInt64LE(at + 16)),
      size: Number(table.readBigUInt64LE(at + 32)),
    };
  });
}

/** Shorter where the file ends. */
function readAt(fd: number, offset: number, length: number): Buffer {
  if (!Number.isSafeInteger(offset)) return Buffer.alloc(0);
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
}

function terminated(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
