/** Collects frames and times in any order and makes the immutable, merged, preordered tables of a profile from them. */
import { AwaitBuilder, type AwaitTables } from './awaitTables.ts';
import { Float64Column } from './growable.ts';
import { MemoryBuilder } from './memoryBuilder.ts';
import type { MemoryTables } from './memoryTables.ts';
import { preorderPositions } from './preorder.ts';
import { TripleIndex } from './tripleIndex.ts';
import { firstWaitClass, frameKind, type CellTable, type FunctionTable, type NodeTable } from './tables.ts';
import type { FunctionIndex, LineNumber, NodeIndex, Seconds, SquareSeconds, ThreadIndex } from './units.ts';

/** A function before it has an index. */
export interface FunctionIdentity {
  readonly kind: number;
  readonly name: string;
  /** Index into the files, -1 for native functions. */
  readonly file: number;
  /** Index into the libraries, -1 for Python functions. */
  readonly library: number;
  readonly firstLine: LineNumber;
}

export interface CellAmount {
  readonly seconds: Seconds;
  readonly samples: number;
  readonly squares: SquareSeconds;
  /** Waiting: the longest single wait. */
  readonly longest: Seconds;
}

export class ProfileBuilder {
  /** Empty for a run whose memory was not measured. */
  readonly memory = new MemoryBuilder();
  /** Empty for a run without an event loop. */
  readonly awaits = new AwaitBuilder();
  readonly #functions: FunctionIdentity[] = [];
  readonly #functionIndex = new Map<string, FunctionIndex>();
  readonly #nodes = new TripleIndex();
  readonly #cells = new TripleIndex();
  readonly #seconds = new Float64Column();
  readonly #samples = new Float64Column();
  readonly #squares = new Float64Column();
  readonly #longest = new Float64Column();

  addFunction(identity: FunctionIdentity): FunctionIndex {
    const { kind, name, file, library, firstLine } = identity;
    const key = `${kind} ${file} ${library} ${firstLine} ${name}`;
    const known = this.#functionIndex.get(key);
    if (known !== undefined) return known;
    const index = this.#functions.push(identity) - 1;
    this.#functionIndex.set(key, index);
    return index;
  }

  /** The node for a frame of `func` at `line` below `parent` (-1 for a root): one for all threads and processes. */
  addNode(parent: NodeIndex, func: FunctionIndex, line: LineNumber): NodeIndex {
    return this.#nodes.indexOf(parent, func, line);
  }

  addCell(node: NodeIndex, kind: number, thread: ThreadIndex, amount: CellAmount): void {
    const index = this.#cells.indexOf(node, kind, thread);
    if (index === this.#seconds.length) {
      this.#seconds.push(0);
      this.#samples.push(0);
      this.#squares.push(0);
      this.#longest.push(0);
    }
    const waiting = kind >= firstWaitClass;
    this.#seconds.set(index, this.#seconds.at(index) + amount.seconds);
    this.#samples.set(index, this.#samples.at(index) + amount.samples);
    this.#squares.set(index, this.#squares.at(index) + (waiting ? 0 : amount.squares));
    this.#longest.set(index, Math.max(this.#longest.at(index), waiting ? amount.longest : 0));
  }

  finish(): {
    functions: FunctionTable;
    nodes: NodeTable;
    cells: CellTable;
    memory: MemoryTables;
    awaits: AwaitTables;
  } {
    const parents = this.#nodes.first.toArray();
    const position = preorderPositions(parents);
    return {
      functions: this.#functionTable(),
      nodes: this.#nodeTable(parents, position),
      cells: this.#cellTable(position),
      memory: this.memory.finish(position),
      awaits: this.awaits.finish(position),
    };
  }

  #functionTable(): FunctionTable {
    const all = this.#functions;
    return {
      length: all.length,
      kind: Uint8Array.from(all, (each) => each.kind),
      name: all.map((each) => each.name),
      file: Int32Array.from(all, (each) => each.file),
      library: Int32Array.from(all, (each) => each.library),
      firstLine: Int32Array.from(all, (each) => each.firstLine),
    };
  }

  #nodeTable(parents: Int32Array, position: Int32Array): NodeTable {
    const length = parents.length;
    const nodes = {
      length,
      parent: new Int32Array(length),
      depth: new Uint32Array(length),
      func: new Int32Array(length),
      line: new Int32Array(length),
      kind: new Uint8Array(length),
    };
    // Nodes were added parents first, so a parent's depth is known when its child comes.
    for (let node = 0; node < length; node++) {
      const at = position[node] ?? 0;
      const parent = parents[node] ?? -1;
      const parentAt = parent < 0 ? -1 : (position[parent] ?? -1);
      const func = this.#nodes.second.at(node);
      nodes.parent[at] = parentAt;
      nodes.depth[at] = parentAt < 0 ? 0 : (nodes.depth[parentAt] ?? 0) + 1;
      nodes.func[at] = func;
      nodes.line[at] = this.#nodes.third.at(node);
      nodes.kind[at] = this.#functions[func]?.kind ?? frameKind.truncated;
    }
    return nodes;
  }

  #cellTable(position: Int32Array): CellTable {
    const node = this.#cells.first.toArray();
    for (let cell = 0; cell < node.length; cell++) {
      const from = node[cell] ?? -1;
      node[cell] = from < 0 ? -1 : (position[from] ?? -1);
    }
    return {
      length: node.length,
      node,
      class: Uint8Array.from(this.#cells.second.toArray()),
      thread: this.#cells.third.toArray(),
      seconds: this.#seconds.toArray(),
      samples: Uint32Array.from(this.#samples.toArray()),
      squares: this.#squares.toArray(),
      longest: this.#longest.toArray(),
    };
  }
}
