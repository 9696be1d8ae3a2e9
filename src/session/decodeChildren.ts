/** Records about children that a process waited for: one each, or one for all that ran a program that was started often. */
import { decodeText, encodeText, setU64, type ByteReader } from './bytes.ts';
import { limits } from './layout.ts';
import type { ChildEnd, ChildGroup, Stream } from './session.ts';

/** Bytes of the records before their texts, with the 8 that every record begins with. */
const childSize = 48;
const groupSize = 64;

export interface ChildRecords {
  readonly children: ChildEnd[];
  readonly childGroups: ChildGroup[];
}

/** @returns false when the record is cut or beyond a limit */
export function readChild(record: ByteReader, { children }: ChildRecords): boolean {
  const length = record.u32(40);
  if (record.length < childSize || length > record.length - childSize || children.length >= limits.children)
    return false;
  const [path = '', ...command] = separated(decodeText(record.bytes(childSize, length)));
  children.push({
    monoNs: record.u64(8),
    startMonoNs: record.u64(16),
    cpuNs: record.u64(24),
    pid: record.u32(32),
    waitStatus: record.u32(36),
    path,
    command,
  });
  return true;
}

/** @returns false when the record is cut or beyond a limit */
export function readChildGroup(record: ByteReader, { childGroups }: ChildRecords): boolean {
  const length = record.u32(56);
  if (record.length < groupSize || length > record.length - groupSize || childGroups.length >= limits.children)
    return false;
  childGroups.push({
    lastMonoNs: record.u64(8),
    cpuNs: record.u64(16),
    wallNs: record.u64(24),
    count: record.u64(32),
    failed: record.u64(40),
    killed: record.u64(48),
    path: decodeText(record.bytes(groupSize, length)),
  });
  return true;
}

/** Parts of a text in which each ends with a NUL. */
export function separated(text: string): string[] {
  return text === '' ? [] : (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

export function separatedText(parts: readonly string[]): string {
  return parts.map((part) => `${part}\0`).join('');
}

/** What stands behind the 8 bytes that every record begins with, the kind beside each. */
export function childPayloads({
  children,
  childGroups,
}: Pick<Stream, 'children' | 'childGroups'>): readonly { kind: 'child' | 'children'; payload: Uint8Array }[] {
  return [
    ...children.map((child) => ({ kind: 'child' as const, payload: childPayload(child) })),
    ...childGroups.map((group) => ({ kind: 'children' as const, payload: groupPayload(group) })),
  ];
}

function childPayload({ monoNs, startMonoNs, cpuNs, pid, waitStatus, path, command }: ChildEnd): Uint8Array {
  const text = encodeText(path === '' && command.length === 0 ? '' : separatedText([path, ...command]));
  const { bytes, view } = payload(childSize, text);
  for (const [index, value] of [monoNs, startMonoNs, cpuNs].entries()) setU64(view, index * 8, value);
  for (const [index, word] of [pid, waitStatus, text.length].entries()) view.setUint32(24 + index * 4, word, true);
  return bytes;
}

function groupPayload({ lastMonoNs, cpuNs, wallNs, count, failed, killed, path }: ChildGroup): Uint8Array {
  const text = encodeText(path);
  const { bytes, view } = payload(groupSize, text);
  const numbers = [lastMonoNs, cpuNs, wallNs, count, failed, killed];
  for (const [index, value] of numbers.entries()) setU64(view, index * 8, value);
  view.setUint32(48, text.length, true);
  return bytes;
}

function payload(size: number, text: Uint8Array): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(size - 8 + text.length);
  bytes.set(text, size - 8);
  return { bytes, view: new DataView(bytes.buffer) };
}
