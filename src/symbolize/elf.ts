/**
 * Names of functions in ELF files (64-bit, little-endian), by the addresses that are asked for.
 *
 * Layout: System V ABI, "Object Files"; build ids: binutils' NT_GNU_BUILD_ID notes. Tables are read piece by piece and only the names
 * that are asked for are kept, so a large library costs no memory. Every size from the file is bounded before it is used.
 */
import { ByteReader, decodeText, hex } from '../session/bytes.ts';

/** Files, as the caller can read them. Neither method throws; `undefined` is a file that can't be read. */
export interface BinarySource {
  /** At most `length` bytes from `offset`; fewer at the file's end. */
  read(path: string, offset: number, length: number): Uint8Array | undefined;
  size(path: string): number | undefined;
}

export interface ElfFile {
  readonly path: string;
  /** Hexadecimal, "" without one. */
  readonly buildId: string;
  readonly symbolTables: readonly SymbolSection[];
}

/** Where a symbol table and its names lie in the file. */
interface SymbolSection {
  readonly offset: number;
  readonly size: number;
  readonly nameOffset: number;
  readonly nameSize: number;
}

const maxSections = 4096;
const maxNoteBytes = 65_536;
/** Of all tables together: in a damaged file they may lie on top of each other. */
const maxSymbolBytes = 256 * 2 ** 20;
const maxSymbolTables = 16;
/** Symbols that are held against an address; in a whole file few of them overlap. */
const maxComparisons = 20_000_000;
const maxNameBytes = 4096;
const pieceBytes = 2 ** 20;

const headerBytes = 64;
const sectionBytes = 64;
const symbolBytes = 24;

const sectionType = { symbols: 2, notes: 7, dynamicSymbols: 11 } as const;

/** The file's build id and where its symbols are; `undefined` when it is no ELF file that we read. */
export function openElf(source: BinarySource, path: string): ElfFile | undefined {
  const size = source.size(path);
  if (size === undefined || size < headerBytes) return undefined;
  const header = new ByteReader(source.read(path, 0, headerBytes) ?? new Uint8Array(0));
  // Magic, 64-bit, little-endian.
  if (header.u32(0) !== 0x464c457f || (header.u32(4) & 0xffff) !== 0x0102) return undefined;
  const count = header.u32(60) & 0xffff;
  const isReadable = count <= maxSections && header.u64(40) + count * sectionBytes <= size;
  if (!isReadable) return { path, buildId: '', symbolTables: [] };
  const sections = new ByteReader(source.read(path, header.u64(40), count * sectionBytes) ?? new Uint8Array(0));
  return {
    path,
    buildId: findBuildId(source, path, sections, count),
    symbolTables: findSymbols(sections, count, size),
  };
}

function findSymbols(sections: ByteReader, count: number, fileSize: number): SymbolSection[] {
  const found: SymbolSection[] = [];
  let bytesLeft = maxSymbolBytes;
  for (let index = 0; index < count && found.length < maxSymbolTables; index++) {
    const at = index * sectionBytes;
    const type = sections.u32(at + 4);
    if (type !== sectionType.symbols && type !== sectionType.dynamicSymbols) continue;
    const names = sections.u32(at + 40);
    if (names >= count) continue;
    const table = {
      offset: sections.u64(at + 24),
      size: Math.min(sections.u64(at + 32), bytesLeft),
      nameOffset: sections.u64(names * sectionBytes + 24),
      nameSize: sections.u64(names * sectionBytes + 32),
    };
    if (table.offset + table.size > fileSize || table.nameOffset + table.nameSize > fileSize) continue;
    found.push(table);
    bytesLeft -= table.size;
  }
  return found;
}

function findBuildId(source: BinarySource, path: string, sections: ByteReader, count: number): string {
  for (let index = 0; index < count; index++) {
    const at = index * sectionBytes;
    if (sections.u32(at + 4) !== sectionType.notes) continue;
    const size = Math.min(sections.u64(at + 32), maxNoteBytes);
    const notes = new ByteReader(source.read(path, sections.u64(at + 24), size) ?? new Uint8Array(0));
    const found = buildIdIn(notes);
    if (found !== '') return found;
  }
  return '';
}

const gnuBuildId = 3;

function buildIdIn(notes: ByteReader): string {
  let at = 0;
  while (at + 12 <= notes.length) {
    const nameSize = notes.u32(at);
    const size = notes.u32(at + 4);
    const start = at + 12 + aligned(nameSize);
    if (notes.u32(at + 8) === gnuBuildId && notes.terminated(at + 12, nameSize) === 'GNU')
      return hex(notes.bytes(start, Math.min(size, 20)));
    at = start + aligned(size);
  }
  return '';
}

function aligned(size: number): number {
  return Math.ceil(size / 4) * 4;
}

/** The best symbol so far for an address that is asked for. */
interface Candidate {
  readonly table: SymbolSection;
  readonly nameAt: number;
  readonly rank: number;
}

interface Search {
  /** Ascending. */
  readonly addresses: Float64Array;
  readonly best: Map<number, Candidate>;
  comparisonsLeft: number;
}

/**
 * @param addresses in the file's own numbering
 * @returns the mangled name of the function that covers each address that has one
 */
export function functionNames(source: BinarySource, file: ElfFile, addresses: readonly number[]): Map<number, string> {
  const sorted = Float64Array.from(new Set(addresses)).sort();
  const search: Search = { addresses: sorted, best: new Map(), comparisonsLeft: maxComparisons };
  for (const table of file.symbolTables) scanSymbols(source, file.path, table, search);
  const names = new Map<number, string>();
  for (const [address, { table, nameAt }] of search.best) {
    const name = readName(source, file.path, table, nameAt);
    if (name !== '') names.set(address, name);
  }
  return names;
}

function scanSymbols(source: BinarySource, path: string, table: SymbolSection, search: Search): void {
  const pieceSize = pieceBytes - (pieceBytes % symbolBytes);
  for (let done = 0; done < table.size; done += pieceSize) {
    const piece = new ByteReader(
      source.read(path, table.offset + done, Math.min(pieceSize, table.size - done)) ?? new Uint8Array(0),
    );
    if (piece.length < symbolBytes) return;
    for (let at = 0; at + symbolBytes <= piece.length && search.comparisonsLeft > 0; at += symbolBytes)
      considerSymbol(piece, at, table, search);
  }
}

const symbolType = { function: 2, indirectFunction: 10 } as const;

function considerSymbol(piece: ByteReader, at: number, table: SymbolSection, search: Search): void {
  const { addresses, best } = search;
  const info = piece.u32(at + 4);
  const type = info & 15;
  const start = piece.u64(at + 8);
  // Section 0: defined elsewhere.
  if ((type !== symbolType.function && type !== symbolType.indirectFunction) || info >>> 16 === 0 || start === 0)
    return;
  const end = start + Math.max(1, piece.u64(at + 16));
  for (let index = firstAtLeast(addresses, start); index < addresses.length; index++) {
    const address = addresses[index] ?? 0;
    if (address >= end || search.comparisonsLeft-- <= 0) return;
    const isLocal = (info & 0xf0) === 0;
    // One that begins at the address is better than one that covers it; an exported name better than a local alias.
    const rank = (address === start ? 2 : 0) + (isLocal ? 0 : 1);
    if (rank > (best.get(address)?.rank ?? -1)) best.set(address, { table, nameAt: piece.u32(at), rank });
  }
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readName(source: BinarySource, path: string, table: SymbolSection, nameAt: number): string {
  if (nameAt >= table.nameSize) return '';
  const bytes = source.read(path, table.nameOffset + nameAt, Math.min(maxNameBytes, table.nameSize - nameAt));
  const end = bytes?.indexOf(0) ?? -1;
  return bytes === undefined || end < 0 ? '' : decodeText(bytes.subarray(0, end));
}
