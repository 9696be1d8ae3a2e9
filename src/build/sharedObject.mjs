// What a shared object asks of the machine it is loaded on, read from its own bytes: symbol versions of glibc,
// libraries, thread-local storage. Layouts: System V ABI chapter 5 and the LSB's symbol versioning, 64-bit little endian.

import { readFileSync } from 'node:fs';

const ptLoad = 1;
const ptDynamic = 2;
const ptTls = 7;
const dtNeeded = 1n;
const dtStrtab = 5n;
const dtVerneed = 0x6ffffffen;
const dtVerneednum = 0x6fffffffn;

/**
 * @typedef {object} Needs
 * @property {readonly string[]} libraries DT_NEEDED, in order
 * @property {readonly string[]} versions symbol versions such as GLIBC_2.17, each once
 * @property {number} tlsBytes size of the thread-local block
 *
 * @typedef {{ type: number, offset: number, address: bigint, fileSize: number, memorySize: number }} Segment
 */

/**
 * @param {Buffer} bytes
 * @returns {Segment[]}
 */
function readSegments(bytes) {
  const start = Number(bytes.readBigUInt64LE(0x20));
  const size = bytes.readUInt16LE(0x36);
  return Array.from({ length: bytes.readUInt16LE(0x38) }, (_, index) => {
    const at = start + index * size;
    return {
      type: bytes.readUInt32LE(at),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      address: bytes.readBigUInt64LE(at + 16),
      fileSize: Number(bytes.readBigUInt64LE(at + 32)),
      memorySize: Number(bytes.readBigUInt64LE(at + 40)),
    };
  });
}

/**
 * @param {Buffer} bytes
 * @param {Segment | undefined} dynamic
 * @returns {[tag: bigint, value: bigint][]}
 */
function readDynamic(bytes, dynamic) {
  if (dynamic === undefined) return [];
  /** @type {[bigint, bigint][]} */
  const entries = [];
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.fileSize; at += 16) {
    entries.push([bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8)]);
  }
  return entries;
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 * @returns {string}
 */
function readString(bytes, at) {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}

/**
 * @param {Buffer} bytes
 * @param {number} start first record of the version-needs table
 * @param {number} count
 * @param {number} strings file offset of the string table
 * @returns {Set<string>}
 */
function readVersions(bytes, start, count, strings) {
  /** @type {Set<string>} */
  const versions = new Set();
  let need = start;
  for (let index = 0; index < count; index++) {
    let entry = need + bytes.readUInt32LE(need + 8);
    const entries = bytes.readUInt16LE(need + 2);
    for (let number = 0; number < entries; number++) {
      versions.add(readString(bytes, strings + bytes.readUInt32LE(entry + 8)));
      entry += bytes.readUInt32LE(entry + 12);
    }
    need += bytes.readUInt32LE(need + 12);
  }
  return versions;
}

/**
 * Reads a file that this build has just made; a damaged one throws.
 * @param {string} path
 * @returns {Needs}
 */
export function readNeeds(path) {
  const bytes = readFileSync(path);
  const segments = readSegments(bytes);
  const dynamic = readDynamic(
    bytes,
    segments.find((segment) => segment.type === ptDynamic),
  );
  /** @param {bigint} tag */
  const value = (tag) => dynamic.find(([entry]) => entry === tag)?.[1];
  /** @param {bigint} address */
  const fileOffset = (address) => {
    const home = segments.find(
      (segment) =>
        segment.type === ptLoad && address >= segment.address && address < segment.address + BigInt(segment.fileSize),
    );
    return home === undefined ? 0 : home.offset + Number(address - home.address);
  };
  const strings = fileOffset(value(dtStrtab) ?? 0n);
  const verneed = value(dtVerneed);
  const versions =
    verneed === undefined ? [] : readVersions(bytes, fileOffset(verneed), Number(value(dtVerneednum) ?? 0n), strings);
  return {
    libraries: dynamic.filter(([tag]) => tag === dtNeeded).map(([, name]) => readString(bytes, strings + Number(name))),
    versions: [...versions],
    tlsBytes: segments.find((segment) => segment.type === ptTls)?.memorySize ?? 0,
  };
}

/**
 * @param {readonly string[]} versions
 * @param {number} newestMinor 17 stands for glibc 2.17
 * @returns {string[]} those that an older glibc does not have
 */
export function newerThan(versions, newestMinor) {
  return versions.filter((version) => {
    const match = /^GLIBC_2\.(\d+)/.exec(version);
    return match !== null && Number(match[1]) > newestMinor;
  });
}
