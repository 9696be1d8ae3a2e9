/** The records of a stream: names, code objects, modules, the process's own facts, events, imports. */
import type { Problem } from '../base/result.ts';
import type { BlockList } from './blocks.ts';
import { decodeText, hex, type ByteReader } from './bytes.ts';
import { blockHeaderSize, limits, processField, recordKind } from './layout.ts';
import { readNoted, readRan, withCalls, type ModuleCalls } from './decodeCalls.ts';
import { readChild, readChildGroup, separated, type ChildRecords } from './decodeChildren.ts';
import { readImport } from './decodeImports.ts';
import { readStall } from './decodeStalls.ts';
import type {
  CodeFacts,
  ImportFacts,
  LineTableKind,
  ModuleFacts,
  ProcessFacts,
  StallFacts,
  Stream,
  StreamEvent,
} from './session.ts';

export type RecordFacts = Pick<
  Stream,
  'strings' | 'codes' | 'modules' | 'process' | 'events' | 'imports' | 'children' | 'childGroups' | 'stalls'
>;

const lineTableKinds: readonly LineTableKind[] = ['unknown', 'lnotab', 'linetable', 'locations'];
const eventKinds: readonly StreamEvent['kind'][] = ['unknown', 'fork', 'exec', 'not-followed', 'ready'];

interface LineTablePart {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What has been read so far. */
interface Collected {
  readonly strings: Map<number, string>;
  readonly codes: Map<number, CodeFacts>;
  readonly codeLengths: Map<number, number>;
  readonly parts: Map<number, LineTablePart[]>;
  readonly modules: Map<number, ModuleFacts>;
  readonly fields: Map<number, Uint8Array>;
  readonly events: StreamEvent[];
  readonly imports: ImportFacts[];
  readonly calls: ModuleCalls;
  readonly ends: ChildRecords;
  readonly stalls: StallFacts[];
  damaged: number;
}

export function decodeRecords(blocks: BlockList, problems: Problem[]): RecordFacts {
  const collected: Collected = {
    strings: new Map(),
    codes: new Map(),
    codeLengths: new Map(),
    parts: new Map(),
    modules: new Map(),
    fields: new Map(),
    events: [],
    imports: [],
    calls: { functions: new Map(), ran: new Set() },
    ends: { children: [], childGroups: [] },
    stalls: [],
    damaged: 0,
  };
  for (const block of blocks) if (block !== undefined) readBlock(block, collected);
  const incomplete = joinLineTables(collected);
  if (collected.damaged > 0) {
    problems.push({
      code: 'names-damaged',
      message: `${collected.damaged} records of names in a stream are damaged; some functions may have no name.`,
    });
  }
  if (incomplete > 0) {
    problems.push({
      code: 'line-tables-incomplete',
      message: `${incomplete} functions have an incomplete line table; some of their time may stand on their first line.`,
    });
  }
  return {
    strings: collected.strings,
    codes: collected.codes,
    modules: collected.modules,
    process: processFacts(collected.fields),
    events: collected.events,
    imports: withCalls(collected.imports, collected.calls),
    ...collected.ends,
    stalls: collected.stalls,
  };
}

function readBlock(block: ByteReader, collected: Collected): void {
  let at = blockHeaderSize;
  while (at + 8 <= block.length) {
    const size = block.u32(at);
    if (size === 0) return;
    if (size < 16 || size % 8 !== 0 || at + size > block.length) {
      collected.damaged++;
      return;
    }
    if (!readRecord(block, at, size, collected)) collected.damaged++;
    at += size;
  }
}

/** @returns false when the record contradicts itself or a limit; kinds that we don't know are passed over */
function readRecord(block: ByteReader, at: number, size: number, collected: Collected): boolean {
  switch (block.u32(at + 4)) {
    case recordKind.string:
      return readString(block, at, size, collected);
    case recordKind.code:
      return readCode(block, at, size, collected);
    case recordKind.codeMore:
      return readCodeMore(block, at, size, collected);
    case recordKind.module:
      return readModule(block, at, size, collected);
    case recordKind.process: {
      const length = block.u32(at + 12);
      if (length > size - 16) return false;
      collected.fields.set(block.u32(at + 8), block.bytes(at + 16, length));
      return true;
    }
    case recordKind.event:
      if (size < 24) return false;
      collected.events.push({
        kind: eventKinds[block.u32(at + 16)] ?? 'unknown',
        monoNs: block.u64(at + 8),
        value: block.u32(at + 20),
      });
      return true;
    case recordKind.import:
      return readImport(block.part(at, size), collected.imports);
    case recordKind.noted:
      return readNoted(block.part(at, size), collected.calls);
    case recordKind.child:
      return readChild(block.part(at, size), collected.ends);
    case recordKind.children:
      return readChildGroup(block.part(at, size), collected.ends);
    case recordKind.ran:
      return readRan(block.part(at, size), collected.calls);
    case recordKind.stall:
      return readStall(block.part(at, size), collected.stalls);
    default:
      return true;
  }
}

function readString(block: ByteReader, at: number, size: number, collected: Collected): boolean {
  const id = block.u32(at + 8);
  const length = block.u32(at + 12);
  if (id >= limits.strings || length > size - 16 || length > limits.pathBytes) return false;
  collected.strings.set(id, decodeText(block.bytes(at + 16, length)));
  return true;
}

function readCode(block: ByteReader, at: number, size: number, collected: Collected): boolean {
  const id = block.u32(at + 8);
  const whole = block.u32(at + 24);
  const inline = block.u32(at + 28);
  if (size < 40 || id >= limits.codes || inline > size - 40 || whole > limits.lineTableBytes || inline > whole)
    return false;
  collected.codeLengths.set(id, whole);
  collected.codes.set(id, {
    id,
    filename: block.u32(at + 12),
    name: block.u32(at + 16),
    firstLine: Math.min(block.u32(at + 20), 0x7fffffff),
    lineTableKind: lineTableKinds[block.u32(at + 32)] ?? 'unknown',
    lineTable: block.bytes(at + 40, inline),
  });
  return true;
}

function readCodeMore(block: ByteReader, at: number, size: number, collected: Collected): boolean {
  const id = block.u32(at + 8);
  const length = block.u32(at + 16);
  if (size < 24 || length > size - 24) return false;
  const parts = collected.parts.get(id) ?? [];
  collected.parts.set(id, parts);
  parts.push({ offset: block.u32(at + 12), bytes: block.bytes(at + 24, length) });
  return true;
}

function readModule(block: ByteReader, at: number, size: number, collected: Collected): boolean {
  const id = block.u32(at + 8);
  const pathLength = block.u32(at + 12);
  if (size < 64 || id >= limits.modules || pathLength > size - 64 || pathLength > limits.pathBytes) return false;
  collected.modules.set(id, {
    id,
    path: decodeText(block.bytes(at + 64, pathLength)),
    bias: block.u64(at + 16),
    low: block.u64(at + 24),
    high: block.u64(at + 32),
    buildId: hex(block.bytes(at + 40, Math.min(block.u32(at + 60), 20))),
  });
  return true;
}

/** Long line tables come in parts. Only bytes that are there are allocated. @returns how many tables lack a part */
function joinLineTables(collected: Collected): number {
  let incomplete = 0;
  for (const [id, code] of collected.codes) {
    const whole = collected.codeLengths.get(id) ?? 0;
    if (code.lineTable.length >= whole) continue;
    const parts = [{ offset: 0, bytes: code.lineTable }, ...(collected.parts.get(id) ?? [])];
    const lineTable = joinParts(parts, whole);
    if (lineTable.length < whole) incomplete++;
    collected.codes.set(id, { ...code, lineTable });
  }
  return incomplete;
}

/** The bytes from the start up to the first gap. */
function joinParts(parts: LineTablePart[], whole: number): Uint8Array {
  parts.sort((a, b) => a.offset - b.offset);
  const contiguous: Uint8Array[] = [];
  let length = 0;
  for (const { offset, bytes } of parts) {
    if (offset > length || length >= whole) break;
    const fresh = bytes.subarray(length - offset, whole - offset);
    contiguous.push(fresh);
    length += fresh.length;
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const bytes of contiguous) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}

function processFacts(fields: ReadonlyMap<number, Uint8Array>): ProcessFacts {
  const text = (field: number) => decodeText(fields.get(field) ?? new Uint8Array(0));
  return {
    executable: text(processField.executable),
    arguments: separated(text(processField.arguments)),
    directory: text(processField.directory),
    version: text(processField.version),
    traceback: text(processField.traceback),
    replacement: separated(text(processField.replacement)),
    ancestors: readAncestors(text(processField.ancestors)),
  };
}

function readAncestors(text: string): number[] {
  const pids = text.split(' ').slice(0, limits.ancestors).map(Number);
  return pids.filter((pid) => Number.isSafeInteger(pid) && pid > 0);
}
