/**
 * One stream's imports as rows of the profile: who imported is the innermost frame outside of importlib. A `__getattr__` that imports (PEP 562, lazy
 * loaders) does so for the code that asked for the attribute: that is the statement to look at.
 */
import type { ImportRow } from '../profile/importRows.ts';
import { importFlag } from '../session/layout.ts';
import type { ImportFacts, Stream } from '../session/session.ts';
import { decodeLineTable, lineAt, type LineRuns } from './pythonLines.ts';
import { absolutePath } from './sourcePath.ts';

export interface ImportsInput {
  readonly stream: Stream;
  /** Against which relative paths stand. */
  readonly directory: string;
  readonly process: number;
  /** The stream's first row in `Profile.threads`. */
  readonly firstThread: number;
  /** The number of threads that the stream brought. */
  readonly threadCount: number;
  /** The session's first instant. */
  readonly firstMonoNs: number;
  /** Rows that other streams brought before. */
  readonly firstRow: number;
  /** Whether the user's mark was seen: in this process, or before it began; absent: never. */
  readonly mark?: 'none' | 'seen' | 'before';
}

/** Deeper than Python's own limit on calls allows: a damaged session must not cost the square of its length. */
const mostNested = 1000;

const importlib = /^<frozen importlib\b|\/importlib\/(?:__init__|_bootstrap|_bootstrap_external)\.py$/;

export function streamImports(input: ImportsInput): ImportRow[] {
  const ordered = [...input.stream.imports].sort((a, b) => a.id - b.id);
  const rowOf = new Map(ordered.map(({ id }, index) => [id, input.firstRow + index]));
  const frames = new CallerFrames(input.stream, input.directory);
  const depths: number[] = [];
  return ordered.map((facts, index) => {
    const row = importRow(facts, input, frames, rowOf);
    const depth = row.parent < 0 ? 0 : (depths[row.parent - input.firstRow] ?? 0) + 1;
    depths[index] = depth % mostNested;
    return depths[index] === depth ? row : { ...row, parent: -1 };
  });
}

function importRow(
  facts: ImportFacts,
  { stream, directory, process, firstThread, threadCount, firstMonoNs, firstRow, mark = 'none' }: ImportsInput,
  frames: CallerFrames,
  rowOf: ReadonlyMap<number, number>,
): ImportRow {
  const has = (flag: number): boolean => (facts.flags & flag) !== 0;
  const parent = facts.parent < facts.id ? rowOf.get(facts.parent) : undefined;
  return {
    process,
    thread: facts.threadRow < threadCount ? firstThread + facts.threadRow : -1,
    module: facts.name,
    path: facts.path === '' ? '' : absolutePath(facts.path, directory),
    parent: parent !== undefined && parent >= firstRow ? parent : -1,
    importer: frames.importer(facts.callers),
    startSeconds: (stream.header.startMonoNs - firstMonoNs + facts.startNs) * 1e-9,
    totalSeconds: facts.totalNs * 1e-9,
    ownSeconds: facts.ownNs * 1e-9,
    nativeSeconds: Math.min(facts.nativeNs, facts.ownNs) * 1e-9,
    liveBytes: facts.liveBytes,
    residentBytes: facts.residentKib * 1024,
    functions: facts.functions,
    called: facts.called,
    filesRead: facts.files?.count ?? null,
    bytesRead: facts.files?.bytes ?? null,
    codeBytes: facts.files?.codeBytes ?? 0,
    afterMark: mark === 'none' ? null : mark === 'before' || has(importFlag.afterMark),
    cached: has(importFlag.cached),
    extension: has(importFlag.native),
    failed: has(importFlag.failed),
    reload: has(importFlag.reload),
  };
}

class CallerFrames {
  readonly #runs = new Map<number, LineRuns>();

  readonly #stream: Stream;
  readonly #directory: string;

  constructor(stream: Stream, directory: string) {
    this.#stream = stream;
    this.#directory = directory;
  }

  importer(callers: ImportFacts['callers']): ImportRow['importer'] {
    let found: ImportRow['importer'] = null;
    for (const { code: id, offset } of callers) {
      const code = this.#stream.codes.get(id);
      const filename = this.#stream.strings.get(code?.filename ?? 0);
      if (code === undefined || filename === undefined) return found;
      if (importlib.test(filename)) continue;
      let runs = this.#runs.get(id);
      if (runs === undefined) {
        runs = decodeLineTable({ kind: code.lineTableKind, bytes: code.lineTable, firstLine: code.firstLine });
        this.#runs.set(id, runs);
      }
      const name = this.#stream.strings.get(code.name) ?? '';
      found = { path: absolutePath(filename, this.#directory), line: lineAt(runs, offset) || code.firstLine, name };
      if (!name.endsWith('__getattr__')) return found;
    }
    return found;
  }
}
