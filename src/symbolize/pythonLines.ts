/**
 * CPython's line tables: which source line an instruction belongs to.
 *
 * Three encodings, described in CPython's Objects/lnotab_notes.txt (up to 3.10) and Objects/locations.md (from 3.11). Offsets are
 * bytes into co_code. Every input is bounded: a table has at most one entry for each of its bytes.
 */
import type { LineTableKind } from '../session/session.ts';

/** Runs of instructions with one line. Starts ascend; the last run has no end. */
export interface LineRuns {
  readonly length: number;
  readonly start: Int32Array;
  /** 0: no line. */
  readonly line: Int32Array;
}

export interface LineTable {
  readonly kind: LineTableKind;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
}

export function decodeLineTable(table: LineTable): LineRuns {
  const runs = new RunCollector(table.bytes.length + 1);
  if (table.kind === 'lnotab') decodeLnotab(table, runs);
  else if (table.kind === 'linetable') decodeLinetable(table, runs);
  else if (table.kind === 'locations') decodeLocations(table, runs);
  return runs;
}

/** The line of the instruction at `offset`; 0 when it has none. */
export function lineAt(runs: LineRuns, offset: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs.start[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (runs.line[low - 1] ?? 0);
}

const largestLine = 2 ** 30;

class RunCollector implements LineRuns {
  length = 0;
  readonly start: Int32Array;
  readonly line: Int32Array;

  constructor(room: number) {
    this.start = new Int32Array(room);
    this.line = new Int32Array(room);
  }

  /** A later run at the same start replaces an earlier, empty one. Lines outside 1 … 2^30 become 0. */
  add(start: number, line: number): void {
    const known = line > 0 && line < largestLine ? line : 0;
    if (this.length > 0 && this.start[this.length - 1] === start) this.length--;
    if (this.length > 0 && this.line[this.length - 1] === known) return;
    if (this.length === this.start.length || start > 0x7fffffff) return;
    this.start[this.length] = start;
    this.line[this.length] = known;
    this.length++;
  }
}

/** 3.8, 3.9: pairs of (unsigned bytecode increment, signed line increment). */
function decodeLnotab({ bytes, firstLine }: LineTable, runs: RunCollector): void {
  let offset = 0;
  let line = firstLine;
  runs.add(0, line);
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    offset += bytes[at] ?? 0;
    line += signedByte(bytes[at + 1] ?? 0);
    runs.add(offset, line);
  }
}

/** 3.10: pairs of (unsigned length, signed line increment); -128 is a run without a line that leaves the line as it is. */
function decodeLinetable({ bytes, firstLine }: LineTable, runs: RunCollector): void {
  let offset = 0;
  let line = firstLine;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const length = bytes[at] ?? 0;
    const increment = signedByte(bytes[at + 1] ?? 0);
    if (increment !== -128) line += increment;
    if (length > 0) runs.add(offset, increment === -128 ? 0 : line);
    offset += length;
  }
}

/** 3.11 on: entries led by a byte `1 code:4 length-1:3`, whose code says how line and columns follow. Lengths count 2-byte units. */
function decodeLocations({ bytes, firstLine }: LineTable, runs: RunCollector): void {
  let offset = 0;
  let line = firstLine;
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    // Only the first byte of an entry has its top bit set: when it is not, the rest can't be trusted.
    if ((lead & 0x80) === 0) return;
    const code = (lead >> 3) & 15;
    at++;
    if (code === 13 || code === 14) line += signedVarint(bytes, at);
    else if (code >= 10 && code <= 12) line += code - 10;
    runs.add(offset, code === 15 ? 0 : line);
    while (at < bytes.length && ((bytes[at] ?? 0) & 0x80) === 0) at++;
    offset += ((lead & 7) + 1) * 2;
  }
}

/** Six bits a byte, lowest first, bit 6 set where more follow; then bit 0 is the sign. */
function signedVarint(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < 6; index++) {
    const byte = bytes[at + index] ?? 0;
    value += (byte & 63) * 64 ** index;
    if ((byte & 64) === 0) break;
  }
  const magnitude = Math.floor(value / 2);
  return value % 2 === 1 ? -magnitude : magnitude;
}

function signedByte(byte: number): number {
  return byte < 128 ? byte : byte - 256;
}
