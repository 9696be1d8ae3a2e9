/** The payloads of a stream's record blocks. */
import { encodeText, setU64 } from './bytes.ts';
import { callPayloads } from './decodeCalls.ts';
import { childPayloads, separatedText } from './decodeChildren.ts';
import { importPayload } from './decodeImports.ts';
import { stallPayload } from './decodeStalls.ts';
import { blockHeaderSize, blockSize, processField, recordKind } from './layout.ts';
import type { CodeFacts, ModuleFacts, Stream } from './session.ts';

const payloadSize = blockSize - blockHeaderSize;
/** Bytes of a line table in one record. */
const lineTablePart = 4096;

export function encodeRecords(stream: Stream): Uint8Array[] {
  const records = [
    ...[...stream.strings].map(([id, text]) => stringRecord(id, text)),
    ...[...stream.codes.values()].flatMap(codeRecords),
    ...[...stream.modules.values()].map(moduleRecord),
    ...processRecords(stream),
    ...stream.imports.map((facts) => record(recordKind.import, importPayload(facts))),
    ...callPayloads(stream.imports).map(({ kind, payload }) => record(recordKind[kind], payload)),
    ...childPayloads(stream).map(({ kind, payload }) => record(recordKind[kind], payload)),
    ...stream.stalls.map((stall) => record(recordKind.stall, stallPayload(stall))),
    ...stream.events.map((event) => {
      const payload = new DataView(new ArrayBuffer(16));
      setU64(payload, 0, event.monoNs);
      payload.setUint32(8, ['unknown', 'fork', 'exec', 'not-followed', 'ready'].indexOf(event.kind), true);
      payload.setUint32(12, event.value, true);
      return record(recordKind.event, new Uint8Array(payload.buffer));
    }),
  ];
  return packed(records);
}

/** A record never crosses a block. */
function packed(records: readonly Uint8Array[]): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let current = new Uint8Array(payloadSize);
  let used = 0;
  for (const bytes of records) {
    if (used + bytes.length > payloadSize) {
      blocks.push(current.subarray(0, used));
      current = new Uint8Array(payloadSize);
      used = 0;
    }
    current.set(bytes, used);
    used += bytes.length;
  }
  if (used > 0) blocks.push(current.subarray(0, used));
  return blocks;
}

function record(kind: number, ...payload: readonly Uint8Array[]): Uint8Array {
  const length = payload.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, kind, true);
  let at = 8;
  for (const part of payload) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return new Uint8Array(view.buffer);
}

function stringRecord(id: number, text: string): Uint8Array {
  const bytes = encodeText(text);
  return record(recordKind.string, words(id, bytes.length), bytes);
}

function codeRecords(code: CodeFacts): Uint8Array[] {
  const { id, lineTable } = code;
  const inline = lineTable.subarray(0, lineTablePart);
  const kind = ['unknown', 'lnotab', 'linetable', 'locations'].indexOf(code.lineTableKind);
  const head = words(id, code.filename, code.name, code.firstLine, lineTable.length, inline.length, kind, 0);
  const records = [record(recordKind.code, head, inline)];
  for (let offset = lineTablePart; offset < lineTable.length; offset += lineTablePart) {
    const part = lineTable.subarray(offset, offset + lineTablePart);
    records.push(record(recordKind.codeMore, words(id, offset, part.length, 0), part));
  }
  return records;
}

function moduleRecord(module: ModuleFacts): Uint8Array {
  const path = encodeText(module.path);
  const addresses = new DataView(new ArrayBuffer(24));
  for (const [index, address] of [module.bias, module.low, module.high].entries())
    setU64(addresses, index * 8, address);
  const buildId = new Uint8Array(20);
  const length = Math.min(module.buildId.length / 2, buildId.length);
  for (let index = 0; index < length; index++)
    buildId[index] = Number.parseInt(module.buildId.slice(index * 2, index * 2 + 2), 16);
  return record(
    recordKind.module,
    words(module.id, path.length),
    new Uint8Array(addresses.buffer),
    buildId,
    words(length),
    path,
  );
}

function processRecords({ process }: Stream): Uint8Array[] {
  const fields: readonly (readonly [field: number, text: string])[] = [
    [processField.executable, process.executable],
    [processField.arguments, separatedText(process.arguments)],
    [processField.directory, process.directory],
    [processField.version, process.version],
    ...(
      [
        [processField.traceback, process.traceback],
        [processField.replacement, separatedText(process.replacement)],
        [processField.ancestors, process.ancestors.join(' ')],
      ] as const
    ).filter(([, text]) => text !== ''),
  ];
  return fields.map(([field, text]) => {
    const bytes = encodeText(text);
    return record(recordKind.process, words(field, bytes.length), bytes);
  });
}
