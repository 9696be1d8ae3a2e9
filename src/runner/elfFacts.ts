/** What a program file says about itself before it is started: the reasons why a preloaded object would not get in. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export type ProgramKind =
  | {
      readonly kind: 'elf';
      readonly bits: 32 | 64;
      readonly machine: 'x86-64' | 'other';
      readonly isStatic: boolean;
      /** Made for musl, whose loader can't load what is made for glibc. */
      readonly isMusl: boolean;
      readonly setId: boolean;
    }
  | { readonly kind: 'script' }
  | { readonly kind: 'unknown' };

const headerBytes = 64;
const programHeaderBytes = 56;
const mostProgramHeaders = 128;
const mostPathBytes = 4096;
const machineX8664 = 62;
const interpreterSegment = 3;
const setIdBits = 0o6000;

/** Never throws: a file that can't be read is `unknown`. */
export function readProgramKind(path: string): ProgramKind {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return describe(fd, statSync(path).mode);
  } catch {
    // Not readable is not an error here: starting it will say more.
    return { kind: 'unknown' };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function describe(fd: number, mode: number): ProgramKind {
  const header = Buffer.alloc(headerBytes);
  const length = readSync(fd, header, 0, headerBytes, 0);
  if (length >= 2 && header.toString('latin1', 0, 2) === '#!') return { kind: 'script' };
  if (length < headerBytes || header.readUInt32BE(0) !== 0x7f454c46) return { kind: 'unknown' };
  const bits = header[4] === 1 ? 32 : 64;
  const machine = header.readUInt16LE(18) === machineX8664 ? 'x86-64' : 'other';
  const setId = (mode & setIdBits) !== 0;
  const loader = bits === 64 ? readLoader(fd, header) : undefined;
  const isMusl = loader?.includes('/ld-musl-') === true;
  return { kind: 'elf', bits, machine, isStatic: bits === 64 && loader === undefined, isMusl, setId };
}

/** Path of the dynamic loader that is asked for; without one LD_PRELOAD has no effect. */
function readLoader(fd: number, header: Buffer): string | undefined {
  const offset = Number(header.readBigUInt64LE(32));
  const count = Math.min(header.readUInt16LE(56), mostProgramHeaders);
  if (!Number.isSafeInteger(offset)) return undefined;
  const table = Buffer.alloc(count * programHeaderBytes);
  const length = readSync(fd, table, 0, table.length, offset);
  for (let start = 0; start + programHeaderBytes <= length; start += programHeaderBytes) {
    if (table.readUInt32LE(start) === interpreterSegment) return readText(fd, table.readBigUInt64LE(start + 8));
  }
  return undefined;
}

/** Up to the first NUL; "" from beyond the end. */
function readText(fd: number, offset: bigint): string {
  if (offset > Number.MAX_SAFE_INTEGER) return '';
  const text = Buffer.alloc(mostPathBytes);
  const length = readSync(fd, text, 0, mostPathBytes, Number(offset));
  return text.toString('latin1', 0, length).split('\0', 1)[0] ?? '';
}
