/** One stream's nodes as frames of the profile: code objects become functions, instruction offsets become lines. */
import { frameKind } from '../profile/tables.ts';
import type { ProfileBuilder } from '../profile/profileBuilder.ts';
import { nodeKind, noFunction } from '../session/layout.ts';
import type { CodeFacts, Stream } from '../session/session.ts';
import { decodeLineTable, lineAt, type LineRuns } from './pythonLines.ts';
import type { NameTable } from './nameTable.ts';
import type { SymbolLookup } from './symbolTable.ts';
import { absolutePath } from './sourcePath.ts';

export interface StreamFrames {
  /** For each of the stream's nodes its node in the builder; -1 where the stack has no frame (a thread), -2 for a hole. */
  readonly builderNode: Int32Array;
  /** For each of the stream's nodes the thread row at its root; -1 for a hole. */
  readonly row: Int32Array;
}

export interface FrameNames {
  readonly files: NameTable;
  readonly libraries: NameTable;
  readonly symbols: SymbolLookup;
}

export const hole = -2;

/** The recorder itself: its wrappers stand between the program and the calls they time, and are no part of the program. */
const ownObject = /\/libheatline[^/]*\.so$/;

export function addFrames(stream: Stream, builder: ProfileBuilder, names: FrameNames, directory: string): StreamFrames {
  const { nodes } = stream;
  const functionOfCode = rememberCodes(stream, builder, names, directory);
  const functionOfNative = rememberNatives(stream, builder, names);
  const ownModules = new Set(
    [...stream.modules.values()].filter(({ path }) => ownObject.test(path)).map(({ id }) => id),
  );
  const truncated = builder.addFunction({ kind: frameKind.truncated, name: '', file: -1, library: -1, firstLine: 0 });
  const builderNode = new Int32Array(nodes.length).fill(hole);
  const row = new Int32Array(nodes.length).fill(-1);
  for (let id = 1; id < nodes.length; id++) {
    const kind = nodes.kind[id] ?? 0;
    const subject = nodes.subject[id] ?? 0;
    if (kind === 0) continue;
    if (kind === nodeKind.thread) {
      builderNode[id] = -1;
      row[id] = subject;
      continue;
    }
    const parent = nodes.parent[id] ?? 0;
    const above = builderNode[parent] ?? hole;
    row[id] = row[parent] ?? -1;
    if (kind === nodeKind.python) {
      const code = functionOfCode(subject);
      builderNode[id] = code.synthetic ? above : builder.addNode(above, code.func, code.lineAt(nodes.offset[id] ?? 0));
    } else if (kind === nodeKind.native && !ownModules.has(subject)) {
      builderNode[id] = builder.addNode(above, functionOfNative(subject, nodes.offset[id] ?? 0), 0);
    } else if (kind === nodeKind.truncated) {
      builderNode[id] = builder.addNode(above, truncated, 0);
    } else {
      // The recorder's own functions, the root of a loop's tasks, and kinds of later versions (imports) are no frames of the program.
      builderNode[id] = above;
    }
  }
  return { builderNode, row };
}

interface KnownCode {
  readonly func: number;
  /** Made by the interpreter itself (the frame that 3.13 puts around a constructor): it has no source, its caller has. */
  readonly synthetic: boolean;
  lineAt(offset: number): number;
}

function rememberCodes(
  stream: Stream,
  builder: ProfileBuilder,
  names: FrameNames,
  directory: string,
): (id: number) => KnownCode {
  const known = new Map<number, KnownCode>();
  return (id) => {
    let code = known.get(id);
    if (code === undefined) {
      code = describeCode(stream, stream.codes.get(id), builder, names, directory);
      known.set(id, code);
    }
    return code;
  };
}

function describeCode(
  stream: Stream,
  code: CodeFacts | undefined,
  builder: ProfileBuilder,
  names: FrameNames,
  directory: string,
): KnownCode {
  if (code === undefined) {
    const file = names.files.indexOf('<unknown>');
    const func = builder.addFunction({ kind: frameKind.python, name: '<unknown>', file, library: -1, firstLine: 0 });
    return { func, synthetic: false, lineAt: () => 0 };
  }
  const file = names.files.indexOf(absolutePath(stream.strings.get(code.filename) ?? '<unknown>', directory));
  const name = stream.strings.get(code.name) ?? '<unknown>';
  const func = builder.addFunction({ kind: frameKind.python, name, file, library: -1, firstLine: code.firstLine });
  let runs: LineRuns | undefined;
  return {
    func,
    synthetic: code.firstLine === 0,
    lineAt(offset) {
      runs ??= decodeLineTable({ kind: code.lineTableKind, bytes: code.lineTable, firstLine: code.firstLine });
      // Instructions that the compiler made up have no line: they stand on the function's first.
      return lineAt(runs, offset) || code.firstLine;
    },
  };
}

function rememberNatives(
  stream: Stream,
  builder: ProfileBuilder,
  names: FrameNames,
): (module: number, start: number) => number {
  const known = new Map<number, number>();
  return (moduleId, start) => {
    const key = moduleId * 2 ** 30 + start;
    let func = known.get(key);
    if (func === undefined) {
      const module = stream.modules.get(moduleId);
      const path = module?.path ?? '';
      const buildId = module?.buildId ?? '';
      const name = start === noFunction ? '' : names.symbols(path, buildId, start);
      const library = names.libraries.indexOf(path, buildId);
      func = builder.addFunction({ kind: frameKind.native, name, file: -1, library, firstLine: 0 });
      known.set(key, func);
    }
    return func;
  };
}
