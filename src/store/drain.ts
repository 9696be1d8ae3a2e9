/**
 * Takes streams from the private folder into the session's folder: those of ended processes while the capture runs, all at
 * its end. A stream is copied without the part that was never used; block 0 is read first, so that everything its counts
 * speak of is in the copy.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { blockSize, captureSize, limits } from '../session/layout.ts';
import { nameProcess } from './liveness.ts';
import { isPacked, pack, unpack } from './packedFile.ts';
import { readAt, readRegularFile, withRegularFile } from './regularFile.ts';
import { captureFile, parseStreamName, runnerFile } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

export interface DrainFolders {
  /** The session's folder. */
  readonly folder: string;
  /** The private folder; may be the same. */
  readonly shm: string;
}

/** Copies and removes the streams of processes that have ended. Returns how many streams are left. */
export function drainEnded(folders: DrainFolders): number {
  const names = listStreams(folders.shm);
  if (folders.shm === folders.folder) return names.length;
  let left = 0;
  for (const name of names) {
    if (hasEnded(name, names)) moveStream(folders, name);
    else left += 1;
  }
  return left;
}

/**
 * At the end of the capture: takes everything. Streams of processes that outlive it are copied as they are now and stay, with
 * the private folder, for a later look; otherwise the private folder goes.
 */
export function drainAll(folders: DrainFolders): void {
  if (folders.shm === folders.folder) {
    rmSync(join(folders.folder, runnerFile), { force: true });
    return;
  }
  const left = drainEnded(folders);
  for (const name of listStreams(folders.shm)) copyStream(folders, name);
  copyFileSync(join(folders.shm, captureFile), join(folders.folder, captureFile));
  if (left === 0) rmSync(folders.shm, { recursive: true, force: true });
}

/** Names of the streams in a folder, oldest first. */
export function listStreams(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const streams = readdirSync(folder).flatMap((name) => {
    const parsed = parseStreamName(name);
    return parsed === undefined ? [] : [{ name, start: parsed.start }];
  });
  return streams.sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start))).map(({ name }) => name);
}

/** The capture file; empty when it has gone. */
export function readCapture(folder: string): Uint8Array {
  return readRegularFile(join(folder, captureFile), captureSize) ?? new Uint8Array(0);
}

/** The used blocks of a stream's file, whole, at most 64 MiB. Empty when it has gone. */
export function readStream(path: string): Uint8Array {
  const read = withRegularFile(path, (file) => {
    const header = Buffer.alloc(blockSize);
    const length = readAt(file.fd, header, 0);
    if (isPacked(header)) return unpack(readBounded(path) ?? new Uint8Array(0));
    if (length < blockSize) return header.subarray(0, length);
    const blocks = usedBlocks(header, file.size);
    const bytes = Buffer.alloc(blocks * blockSize);
    header.copy(bytes);
    const rest = readAt(file.fd, bytes.subarray(blockSize), blockSize);
    return bytes.subarray(0, blockSize + rest);
  });
  return read ?? new Uint8Array(0);
}

/** The rest of a stream that outgrew tmpfs, at most 64 MiB; `undefined` without one. */
export function readMore(folder: string, name: string): Uint8Array | undefined {
  const bytes = readBounded(join(folder, `${name}.more`));
  return bytes === undefined ? undefined : unpack(bytes);
}

function readBounded(path: string): Uint8Array | undefined {
  return readRegularFile(path, limits.blocks * blockSize);
}

const tmpfsBlocksOffset = 36;
const blockCountOffset = 44;

function usedBlocks(header: Buffer, fileBytes: number): number {
  const inFile = Math.ceil(fileBytes / blockSize);
  const here = header.readUInt32LE(tmpfsBlocksOffset);
  const counted = header.readUInt32LE(blockCountOffset);
  // Blocks after the tmpfs part are in the `.more` file, which is in the session's folder from the beginning.
  return Math.max(1, Math.min(inFile, here === 0 ? counted : Math.min(here, counted), limits.blocks));
}

function moveStream(folders: DrainFolders, name: string): void {
  const path = join(folders.shm, name);
  copyStream(folders, name);
  packMore(folders, name);
  const freed = statSync(path).blocks * 512;
  unlinkSync(path);
  tellFreed(folders.shm, freed);
}

const drainedOffset = 2120;

/** The tree's share of tmpfs is counted up by its processes, and this is what they may take off again. Only the store writes it. */
function tellFreed(shm: string, freedBytes: number): void {
  const fd = openSync(join(shm, captureFile), 'r+');
  try {
    const field = Buffer.alloc(8);
    readSync(fd, field, 0, field.length, drainedOffset);
    field.writeBigUInt64LE(field.readBigUInt64LE() + BigInt(freedBytes));
    writeSync(fd, field, 0, field.length, drainedOffset);
  } finally {
    closeSync(fd);
  }
}

function copyStream(folders: DrainFolders, name: string): void {
  writeWhole(join(folders.folder, name), pack(readStream(join(folders.shm, name))));
}

/** The part that went on in the session's folder, once nobody writes to it any more: without what was never used. */
function packMore({ folder, shm }: DrainFolders, name: string): void {
  const more = readMore(folder, name);
  if (more === undefined) return;
  const header = Buffer.alloc(blockSize);
  const fd = openSync(join(shm, name), 'r');
  try {
    readSync(fd, header, 0, blockSize, 0);
  } finally {
    closeSync(fd);
  }
  const blocks = Math.max(0, header.readUInt32LE(blockCountOffset) - header.readUInt32LE(tmpfsBlocksOffset));
  writeWhole(join(folder, `${name}.more`), pack(more.subarray(0, blocks * blockSize)));
}

/** The process is gone, or has become another program and begun a newer stream. */
function hasEnded(name: string, all: readonly string[]): boolean {
  const stream = parseStreamName(name);
  if (stream === undefined || nameProcess(stream.pid) === undefined) return true;
  return all.some((other) => {
    const { pid, start } = parseStreamName(other) ?? stream;
    return pid === stream.pid && start > stream.start;
  });
}
