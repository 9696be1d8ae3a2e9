/** Import records of a stream: one for each module that was loaded. */
import { decodeText, encodeText, setU64, type ByteReader } from './bytes.ts';
import { importCallers, importFlag, limits } from './layout.ts';
import type { ImportFacts, ImportFiles } from './session.ts';

/** Bytes of the record before its texts, with the 8 that every record begins with. */
const fixedSize = 144;
const callersAt = 72;
/** Bytes behind the path where files were counted. */
const filesSize = 16;

/** @returns false when the record contradicts itself or a limit */
export function readImport(record: ByteReader, imports: ImportFacts[]): boolean {
  const nameLength = record.u32(136);
  const pathLength = record.u32(140);
  if (record.length < fixedSize || imports.length >= limits.imports || record.u32(8) === 0) return false;
  if (nameLength > limits.pathBytes || pathLength > limits.pathBytes) return false;
  const isCounted = (record.u32(20) & importFlag.counted) !== 0;
  const textsEnd = fixedSize + nameLength + pathLength;
  if (textsEnd + (isCounted ? filesSize : 0) > record.length) return false;
  const callers: ImportFacts['callers'][number][] = [];
  for (let at = callersAt; callers.length < importCallers && record.u32(at) !== 0; at += 8)
    callers.push({ code: record.u32(at), offset: record.u32(at + 4) });
  imports.push({
    id: record.u32(8),
    parent: record.u32(12),
    threadRow: record.u32(16),
    flags: record.u32(20),
    startNs: record.u64(24),
    totalNs: record.u64(32),
    ownNs: record.u64(40),
    nativeNs: record.u64(48),
    liveBytes: record.i64(56),
    residentKib: record.i64(64),
    callers,
    name: decodeText(record.bytes(fixedSize, nameLength)),
    path: decodeText(record.bytes(fixedSize + nameLength, pathLength)),
    functions: 0,
    called: null,
    files: isCounted ? readFiles(record, textsEnd) : null,
  });
  return true;
}

function readFiles(record: ByteReader, at: number): ImportFiles {
  const bytes = record.u64(at);
  return { count: record.u32(at + 8), bytes, codeBytes: Math.min(record.u32(at + 12), bytes) };
}

/** What stands behind the 8 bytes that every record begins with. */
export function importPayload(facts: ImportFacts): Uint8Array {
  const name = encodeText(facts.name);
  const path = encodeText(facts.path);
  const textsEnd = fixedSize - 8 + name.length + path.length;
  const bytes = new Uint8Array(textsEnd + (facts.files === null ? 0 : filesSize));
  const view = new DataView(bytes.buffer);
  const words = [facts.id, facts.parent, facts.threadRow, facts.flags];
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  const wide = [facts.startNs, facts.totalNs, facts.ownNs, facts.nativeNs, facts.liveBytes, facts.residentKib];
  for (const [i, value] of wide.entries()) setU64(view, 16 + 8 * i, value);
  for (const [i, { code, offset }] of facts.callers.slice(0, importCallers).entries()) {
    view.setUint32(callersAt - 8 + 8 * i, code, true);
    view.setUint32(callersAt - 4 + 8 * i, offset, true);
  }
  view.setUint32(128, name.length, true);
  view.setUint32(132, path.length, true);
  bytes.set(name, fixedSize - 8);
  bytes.set(path, fixedSize - 8 + name.length);
  if (facts.files !== null) {
    setU64(view, textsEnd, facts.files.bytes);
    view.setUint32(textsEnd + 8, facts.files.count, true);
    view.setUint32(textsEnd + 12, facts.files.codeBytes, true);
  }
  return bytes;
}
