/** A stream from facts that are easy to write down: for tests and made-up sessions. Line tables are made to fit. */
import { counterCount, firstAwaitClass, firstCopyClass, nodeKind, noFunction } from './layout.ts';
import { momentColumns, PlainMemoryTables, type PlainMemoryRow, type PlainMoment } from './plainMemory.ts';
import type { CodeFacts, ModuleFacts, NodeColumns, Stream, StreamHeader, ThreadFacts } from './session.ts';

export type PlainFrame =
  | { readonly file: string; readonly name: string; readonly line: number; readonly firstLine?: number }
  | { readonly library: string; readonly start?: number }
  | 'truncated';

export interface PlainCell {
  /** Root first. */
  readonly stack: readonly PlainFrame[];
  /** A class of FORMAT.md. */
  readonly class: number;
  readonly ns: number;
  /** 1 unless told. */
  readonly samples?: number;
  /** CPU: µs²; `samples` equal weights unless told. Waits: the longest in ns; `ns` unless told. */
  readonly squares?: number;
}

export interface PlainMemory extends PlainMemoryRow {
  readonly stack: readonly PlainFrame[];
}

/** The clocks are made to fit the cells unless told. */
export interface PlainThread extends Partial<Omit<ThreadFacts, 'row'>> {
  /** Copies (class 64 and up) have their bytes in `ns`, and their variance in KiB² in `squares`. */
  readonly cells: readonly PlainCell[];
  readonly memory?: readonly PlainMemory[];
}

export interface PlainProcess {
  readonly header?: Partial<StreamHeader>;
  readonly process?: Partial<Stream['process']>;
  readonly threads: readonly PlainThread[];
  readonly moments?: readonly PlainMoment[];
  readonly children?: Stream['children'];
  readonly childGroups?: Stream['childGroups'];
  readonly stalls?: Stream['stalls'];
  /** A thread row that is blocked at the end names its stack here, by row. */
  readonly blockedStacks?: Readonly<Record<number, readonly PlainFrame[]>>;
}

export function plainStream(facts: PlainProcess): Stream {
  const tables = new PlainTables();
  const startMonoNs = facts.header?.startMonoNs ?? 1_000_000_000;
  const threads = facts.threads.map((thread, row) =>
    plainThread(tables, thread, row, startMonoNs, facts.blockedStacks?.[row]),
  );
  const lifeNs = Math.max(0, ...threads.map((thread) => thread.lifeNs));
  const cpuNs = threads.reduce((sum, thread) => sum + thread.cpuNs + thread.cpuLiveNs, 0);
  return {
    header: plainHeader(startMonoNs, lifeNs, cpuNs, facts.header),
    threads,
    seconds: {
      length: 0,
      pythonUs: new Uint32Array(0),
      nativeUs: new Uint32Array(0),
      kernelUs: new Uint32Array(0),
      waitUs: new Uint32Array(0),
      signals: new Uint32Array(0),
    },
    nodes: tables.nodeColumns(),
    cells: {
      length: tables.cells.length,
      node: Uint32Array.from(tables.cells, (cell) => cell.node),
      class: Uint8Array.from(tables.cells, (cell) => cell.class),
      ns: Float64Array.from(tables.cells, (cell) => cell.ns),
      squares: Float64Array.from(tables.cells, (cell) => cell.squares),
      samples: Uint32Array.from(tables.cells, (cell) => cell.samples),
    },
    memory: tables.memory.memoryColumns(),
    moments: momentColumns(facts.moments ?? []),
    history: tables.memory.historyColumns(),
    strings: tables.strings,
    codes: tables.codes(),
    modules: tables.modules,
    process: {
      executable: '/usr/bin/python3',
      arguments: ['python3', 'a.py'],
      directory: '/home/me',
      version: '3.9.18',
      traceback: '',
      replacement: [],
      ancestors: [],
      ...facts.process,
    },
    events: [],
    imports: [],
    children: facts.children ?? [],
    childGroups: facts.childGroups ?? [],
    stalls: facts.stalls ?? [],
  };
}

function plainHeader(
  startMonoNs: number,
  lifeNs: number,
  cpuNs: number,
  given: Partial<StreamHeader> = {},
): StreamHeader {
  return {
    version: 1,
    tmpfsBlocks: 0,
    blockCount: 0,
    pid: 100,
    ppid: 1,
    origin: 'exec',
    state: 'ended',
    endKind: 'exit',
    endStatus: 0,
    startMonoNs,
    startRealNs: 1_700_000_000_000_000_000,
    startCpuNs: 0,
    endMonoNs: startMonoNs + lifeNs,
    endCpuNs: cpuNs,
    periodNs: 10_000_000,
    pythonVersion: 0x030912f0,
    unavailable: 0,
    secondsShift: 0,
    parentStream: 0,
    windowBeginNs: 0,
    windowEndNs: 0,
    checkpoint: undefined,
    counters: new Float64Array(counterCount),
    ...given,
  };
}

const firstWaitingClass = 16;

function plainThread(
  tables: PlainTables,
  { cells, memory = [], ...given }: PlainThread,
  row: number,
  startNs: number,
  blockedStack: readonly PlainFrame[] | undefined,
): ThreadFacts {
  const root = tables.node(0, nodeKind.thread, row, 0);
  for (const cell of cells) tables.addCell(root, cell);
  for (const each of memory) tables.memory.add(tables.stack(root, each.stack), each);
  const times = cells.filter((cell) => cell.class < firstAwaitClass);
  const sum = (waiting: boolean) =>
    times.reduce((total, cell) => total + (cell.class >= firstWaitingClass === waiting ? cell.ns : 0), 0);
  const cpuNs = sum(false);
  return {
    row,
    tid: 100 + row,
    state: 'ended',
    threadCount: 1,
    main: row === 0,
    shared: false,
    startNs,
    lifeNs: cpuNs + sum(true),
    cpuNs,
    cpuLiveNs: 0,
    sampledNs: cpuNs,
    waitNs: sum(true),
    shortWaitNs: 0,
    blockedSinceNs: 0,
    blockedClass: 0,
    blockedNode: blockedStack === undefined ? 0 : tables.stack(root, blockedStack),
    signals: cells.reduce((total, cell) => total + (cell.class < firstWaitingClass ? (cell.samples ?? 1) : 0), 0),
    overruns: 0,
    name: row === 0 ? 'MainThread' : `Thread-${row}`,
    seenNs: 0,
    kernelNs: 0,
    ...given,
  };
}

interface CodeDraft {
  readonly filename: number;
  readonly name: number;
  readonly firstLine: number;
  lastLine: number;
}

class PlainTables {
  readonly strings = new Map<number, string>();
  readonly modules = new Map<number, ModuleFacts>();
  readonly memory = new PlainMemoryTables();
  readonly cells: { node: number; class: number; ns: number; squares: number; samples: number }[] = [];
  readonly #stringIds = new Map<string, number>();
  readonly #moduleIds = new Map<string, number>();
  readonly #codeIds = new Map<string, number>();
  readonly #codes: CodeDraft[] = [];
  readonly #nodeIds = new Map<string, number>();
  readonly #nodes: { kind: number; parent: number; subject: number; offset: number }[] = [];

  node(parent: number, kind: number, subject: number, offset: number): number {
    const key = `${parent} ${kind} ${subject} ${offset}`;
    let id = this.#nodeIds.get(key);
    if (id === undefined) {
      // Ids begin at 1.
      id = this.#nodes.push({ kind, parent, subject, offset });
      this.#nodeIds.set(key, id);
    }
    return id;
  }

  stack(root: number, frames: readonly PlainFrame[]): number {
    let node = root;
    for (const frame of frames) {
      if (frame === 'truncated') node = this.node(node, nodeKind.truncated, 0, 0);
      else if ('library' in frame)
        node = this.node(node, nodeKind.native, this.#module(frame.library), frame.start ?? noFunction);
      else {
        const firstLine = frame.firstLine ?? 1;
        const offset = 2 * (frame.line - firstLine);
        node = this.node(node, nodeKind.python, this.#code(frame.file, frame.name, firstLine, frame.line), offset);
      }
    }
    return node;
  }

  addCell(root: number, cell: PlainCell): void {
    const samples = cell.samples ?? 1;
    const meanUs = cell.ns / 1000 / Math.max(1, samples);
    const squares = cell.squares ?? (cell.class >= firstWaitingClass ? cell.ns : Math.round(samples * meanUs * meanUs));
    const isAwait = cell.class >= firstAwaitClass && cell.class < firstCopyClass;
    const above = isAwait ? this.node(root, nodeKind.task, 0, 0) : root;
    this.cells.push({ node: this.stack(above, cell.stack), class: cell.class, ns: cell.ns, squares, samples });
  }

  nodeColumns(): NodeColumns {
    const all = [{ kind: 0, parent: 0, subject: 0, offset: 0 }, ...this.#nodes];
    return {
      length: all.length,
      kind: Uint8Array.from(all, (node) => node.kind),
      parent: Uint32Array.from(all, (node) => node.parent),
      subject: Uint32Array.from(all, (node) => node.subject),
      offset: Uint32Array.from(all, (node) => node.offset),
    };
  }

  /** One instruction, two bytes long, for every line: an lnotab of (2, 1) pairs. */
  codes(): ReadonlyMap<number, CodeFacts> {
    return new Map(
      this.#codes.map(({ filename, name, firstLine, lastLine }, id) => {
        const lineTable = Uint8Array.from({ length: 2 * (lastLine - firstLine) }, (_, index) =>
          index % 2 === 0 ? 2 : 1,
        );
        return [id, { id, filename, name, firstLine, lineTableKind: 'lnotab', lineTable }];
      }),
    );
  }

  #code(file: string, name: string, firstLine: number, line: number): number {
    const key = `${file}\0${name}\0${firstLine}`;
    let id = this.#codeIds.get(key);
    if (id === undefined) {
      id = this.#codes.push({ filename: this.#string(file), name: this.#string(name), firstLine, lastLine: line }) - 1;
      this.#codeIds.set(key, id);
    }
    const draft = this.#codes[id];
    if (draft !== undefined) draft.lastLine = Math.max(draft.lastLine, line);
    return id;
  }

  #string(text: string): number {
    let id = this.#stringIds.get(text);
    if (id === undefined) {
      id = this.#stringIds.size;
      this.#stringIds.set(text, id);
      this.strings.set(id, text);
    }
    return id;
  }

  #module(path: string): number {
    let id = this.#moduleIds.get(path);
    if (id === undefined) {
      id = this.#moduleIds.size;
      this.#moduleIds.set(path, id);
      this.modules.set(id, { id, path, bias: 0, low: 0, high: 0, buildId: '' });
    }
    return id;
  }
}
