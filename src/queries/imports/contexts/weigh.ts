/** Puts every stack of use into the tree and adds up, process by process: what counts for each node, where it is called, and what of libraries is reached. */
import type { Profile } from '../../../profile/profile.ts';
import { firstWaitClass } from '../../../profile/tables.ts';
import type { SampledPart } from '../../interval.ts';
import { nodesThrough, type Frames } from './frames.ts';
import { ContextTree, type Standing, type TreeNode, type TreeOptions } from './tree.ts';

export interface WeighedTree {
  /** Parents come before their children. The first one is the root. */
  readonly nodes: readonly TreeNode[];
  readonly self: Columns;
  /** With everything below in the tree. */
  readonly total: Columns;
  /** Seconds with the library, package or module anywhere on the stack from here on. */
  readonly reached: Float64Array;
  /** By node its calls, most time first, as nodes of the profile. */
  readonly calls: ReadonlyMap<number, readonly number[]>;
  /** Everything that counts as use, also where the tree is narrowed. */
  readonly all: SampledPart;
}

export interface Columns {
  readonly seconds: Float64Array;
  /** s² */
  readonly squares: Float64Array;
  readonly samples: Float64Array;
}

interface Leaf {
  readonly node: number;
  readonly seconds: number;
  readonly squares: number;
  readonly samples: number;
}

/** Stacks of one process, of its main thread or of the others. */
interface Group {
  readonly process: number;
  readonly thread: boolean;
  readonly leaves: Leaf[];
}

/** Where it is narrowed to a library, only stacks with it count. */
export function weigh(profile: Profile, frames: Frames, options: TreeOptions): WeighedTree {
  const through = options.library === null ? undefined : nodesThrough(profile, frames, options.library);
  const { groups, all } = groupsOf(profile, frames, through);
  const tree = new ContextTree(profile, frames, options);
  const weights = new Weights();
  const walk = new StackWalk(profile, tree, weights);
  const severalProcesses = new Set(groups.map(({ process }) => process)).size > 1;
  for (const group of groups) walk.add(group, severalProcesses ? tree.process(group.process) : 0);
  return { nodes: tree.nodes, all, ...weights.finish(tree.nodes) };
}

function groupsOf(
  { cells, threads, memory }: Profile,
  { inUse }: Frames,
  through: Uint8Array | undefined,
): { groups: Group[]; all: SampledPart } {
  const groups = new Map<number, Group>();
  let seconds = 0;
  let squares = 0;
  const add = (process: number, thread: boolean, leaf: Leaf): void => {
    if (leaf.node >= 0 && inUse[leaf.node] !== 1) return;
    seconds += leaf.seconds;
    squares += leaf.squares;
    if (through !== undefined && through[leaf.node] !== 1) return;
    const key = process * 2 + (thread ? 1 : 0);
    const group = groups.get(key) ?? { process, thread, leaves: [] };
    groups.set(key, group);
    group.leaves.push(leaf);
  };
  for (let cell = 0; cell < cells.length; cell++) {
    const thread = threads[cells.thread[cell] ?? -1];
    const isCpu = (cells.class[cell] ?? 0) < firstWaitClass;
    add(thread?.process ?? 0, thread?.main === false, {
      node: cells.node[cell] ?? -1,
      seconds: isCpu ? (cells.seconds[cell] ?? 0) : 0,
      squares: isCpu ? (cells.squares[cell] ?? 0) : 0,
      samples: isCpu ? (cells.samples[cell] ?? 0) : 0,
    });
  }
  // What only allocates or copies is reached all the same.
  for (const rows of [memory.rows, memory.copies])
    for (let row = 0; row < rows.length; row++) {
      const thread = threads[rows.thread[row] ?? -1];
      const node = rows.node[row] ?? -1;
      if (node >= 0) add(thread?.process ?? 0, thread?.main === false, { node, seconds: 0, squares: 0, samples: 0 });
    }
  return { groups: [...groups.values()].sort(byProcess), all: { seconds, squares } };
}

function byProcess(a: Group, b: Group): number {
  return a.process - b.process || Number(a.thread) - Number(b.thread);
}

/** Follows the stacks of one group after the other through the profile's nodes. */
class StackWalk {
  /** By node of the profile, of the group that is walked. */
  readonly #standings: (Standing | undefined)[] = [];
  readonly #seconds: Float64Array;
  readonly #profile: Profile;
  readonly #tree: ContextTree;
  readonly #weights: Weights;

  constructor(profile: Profile, tree: ContextTree, weights: Weights) {
    this.#profile = profile;
    this.#tree = tree;
    this.#weights = weights;
    this.#seconds = new Float64Array(profile.nodes.length);
  }

  /** @param entry the tree's node that its stacks begin in */
  add({ leaves, thread }: Group, entry: number): void {
    const { nodes } = this.#profile;
    const visited = this.#visit(leaves);
    const outermost: Standing = { inside: entry, counts: entry, caller: -1 };
    const calls: { readonly at: number; readonly node: number; readonly caller: number }[] = [];
    for (const node of visited) {
      const above = this.#standings[nodes.parent[node] ?? -1] ?? outermost;
      const standing = this.#tree.step(above, node, thread && above.inside === entry);
      this.#standings[node] = standing;
      // One that leads back to a row above is no call from the row above.
      const isBelow = this.#tree.nodes[standing.inside]?.parent === above.inside;
      if (isBelow && above.caller >= 0) calls.push({ at: standing.inside, node, caller: above.caller });
    }
    for (const leaf of leaves) {
      this.#weights.charge((this.#standings[leaf.node] ?? outermost).counts, leaf);
      if (leaf.node >= 0) this.#seconds[leaf.node] = (this.#seconds[leaf.node] ?? 0) + leaf.seconds;
    }
    for (const node of visited.toReversed()) {
      const parent = nodes.parent[node] ?? -1;
      if (parent >= 0) this.#seconds[parent] = (this.#seconds[parent] ?? 0) + (this.#seconds[node] ?? 0);
    }
    for (const { at, node, caller } of calls) this.#weights.call(at, this.#callLine(caller), this.#seconds[node] ?? 0);
    this.#addReached(visited);
    for (const node of visited) {
      this.#standings[node] = undefined;
      this.#seconds[node] = 0;
    }
  }

  /** The nodes of the stacks, from the root. */
  #visit(leaves: readonly Leaf[]): number[] {
    const { parent } = this.#profile.nodes;
    const visited = new Set<number>();
    for (const { node } of leaves)
      for (let at = node; at >= 0 && !visited.has(at); at = parent[at] ?? -1) visited.add(at);
    return [...visited].sort((a, b) => a - b);
  }

  /** One node for all that stand on the same line of the same function. */
  #callLine(node: number): { readonly key: string; readonly node: number } {
    const { func, line } = this.#profile.nodes;
    return { key: `${func[node]}:${line[node]}`, node };
  }

  /** Each stack once, however often it goes through. */
  #addReached(visited: readonly number[]): void {
    const { depth } = this.#profile.nodes;
    const open = new Map<number, number>();
    /** What each frame of the way opened, by depth. */
    const way: (readonly number[])[] = [];
    for (const node of visited) {
      while (way.length > (depth[node] ?? 0)) for (const at of way.pop() ?? []) open.set(at, (open.get(at) ?? 0) - 1);
      const parts = this.#partsOf(this.#standings[node]?.counts ?? 0);
      for (const at of parts) {
        if ((open.get(at) ?? 0) === 0) this.#weights.reach(at, this.#seconds[node] ?? 0);
        open.set(at, (open.get(at) ?? 0) + 1);
      }
      way.push(parts);
    }
  }

  /** A module's node, its packages' and its library's. */
  #partsOf(at: number): readonly number[] {
    const parts: number[] = [];
    for (let part = at; ; part = this.#tree.nodes[part]?.parent ?? -1) {
      const kind = this.#tree.nodes[part]?.kind;
      if (kind !== 'package' && kind !== 'library') return parts;
      parts.push(part);
      if (kind === 'library') return parts;
    }
  }
}

class Weights {
  readonly #self = new Map<number, { seconds: number; squares: number; samples: number }>();
  readonly #reached = new Map<number, number>();
  readonly #calls = new Map<number, Map<string, { readonly node: number; seconds: number }>>();

  charge(at: number, leaf: Leaf): void {
    const self = this.#self.get(at) ?? { seconds: 0, squares: 0, samples: 0 };
    this.#self.set(at, self);
    self.seconds += leaf.seconds;
    self.squares += leaf.squares;
    self.samples += leaf.samples;
  }

  reach(at: number, seconds: number): void {
    this.#reached.set(at, (this.#reached.get(at) ?? 0) + seconds);
  }

  call(at: number, line: { readonly key: string; readonly node: number }, seconds: number): void {
    const lines = this.#calls.get(at) ?? new Map<string, { node: number; seconds: number }>();
    this.#calls.set(at, lines);
    const call = lines.get(line.key) ?? { node: line.node, seconds: 0 };
    lines.set(line.key, call);
    call.seconds += seconds;
  }

  finish(nodes: readonly TreeNode[]): Pick<WeighedTree, 'self' | 'total' | 'reached' | 'calls'> {
    const self = columns(nodes.length);
    for (const [at, { seconds, squares, samples }] of this.#self) {
      self.seconds[at] = seconds;
      self.squares[at] = squares;
      self.samples[at] = samples;
    }
    const total = {
      seconds: self.seconds.slice(),
      squares: self.squares.slice(),
      samples: self.samples.slice(),
    };
    for (let at = nodes.length - 1; at > 0; at--) {
      const parent = nodes[at]?.parent ?? 0;
      for (const column of [total.seconds, total.squares, total.samples])
        column[parent] = (column[parent] ?? 0) + (column[at] ?? 0);
    }
    const reached = new Float64Array(nodes.length);
    for (const [at, seconds] of this.#reached) reached[at] = seconds;
    const calls = new Map(
      [...this.#calls].map(([at, lines]) => [
        at,
        [...lines.values()].sort((a, b) => b.seconds - a.seconds).map(({ node }) => node),
      ]),
    );
    return { self, total, reached, calls };
  }
}

function columns(length: number): Columns {
  return {
    seconds: new Float64Array(length),
    squares: new Float64Array(length),
    samples: new Float64Array(length),
  };
}
