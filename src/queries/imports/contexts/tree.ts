/**
 * The tree itself: which row each frame belongs to. A library is one row from where it is entered until it is left, whatever goes on inside; an own
 * function that is on the way already is that row again; so is a library that other libraries lead back into. So ways are as long as the program has functions,
 * not as its stacks are deep.
 */
import type { Profile } from '../../../profile/profile.ts';
import { frameKind } from '../../../profile/tables.ts';
import type { FrameRole, Frames } from './frames.ts';

export interface TreeNode {
  readonly kind: 'root' | 'process' | 'function' | 'library' | 'package';
  /** Of a function its index, of a process its row; -1 otherwise. */
  readonly at: number;
  /** Of a library, package or module. */
  readonly name: string;
  /** -1 for the root. */
  readonly parent: number;
  /** Of processes, functions and libraries below each other; packages don't count. */
  readonly level: number;
  readonly thread: boolean;
  cut: boolean;
}

/** Where a stack stands after a frame: what it is in, and what its time counts for. Indices of tree nodes. */
export interface Standing {
  readonly inside: number;
  readonly counts: number;
  /** The frame's node that calls what comes next, -1 where none is known. */
  readonly caller: number;
}

export interface TreeOptions {
  /** What the tree is narrowed to; null: nothing. */
  readonly library: string | null;
  /** Of functions and libraries below each other. */
  readonly mostLevels: number;
}

/** Names with more dots are hostile. */
const mostPackages = 12;

export class ContextTree {
  readonly nodes: TreeNode[] = [{ kind: 'root', at: -1, name: '', parent: -1, level: 0, thread: false, cut: false }];
  readonly #children = new Map<string, number>();
  readonly #profile: Profile;
  readonly #frames: Frames;
  readonly #options: TreeOptions;

  constructor(profile: Profile, frames: Frames, options: TreeOptions) {
    this.#profile = profile;
    this.#frames = frames;
    this.#options = options;
  }

  process(index: number): number {
    return this.#child(0, `p${index}`, { kind: 'process', at: index });
  }

  /** @param node of the profile. @param thread it is the outermost frame of another thread than the main one */
  step(above: Standing, node: number, thread: boolean): Standing {
    const func = this.#profile.nodes.func[node] ?? -1;
    const role = this.#frames.roles[func];
    if (role === undefined || role.kind === 'none') return above;
    return role.kind === 'own'
      ? this.#enterFunction(above, { node, func, role }, thread)
      : this.#enterLibrary(above, { node, role }, thread);
  }

  #enterFunction(
    { inside, counts }: Standing,
    { node, func, role }: { node: number; func: number; role: OwnRole },
    thread: boolean,
  ): Standing {
    const around = this.nodes[inside];
    // A generator expression is a part of the function that it is written in.
    if (role.isInner && around?.kind === 'function' && this.#pathOf(around.at) === role.path)
      return { inside, counts, caller: node };
    const entered =
      this.#above(inside, (each) => each.kind === 'function' && each.at === func) ??
      this.#child(inside, `${thread ? 't' : 'f'}${func}`, { kind: 'function', at: func, thread });
    return { inside: entered, counts: entered, caller: node };
  }

  #enterLibrary(above: Standing, { node, role }: { node: number; role: LibraryRole }, thread: boolean): Standing {
    const { inside } = above;
    const { library, module } = role;
    const isPython = this.#profile.nodes.kind[node] === frameKind.python;
    const caller = isPython ? node : above.caller;
    if (this.#isOnlyWayIn(inside, node, role)) return above;
    const entered =
      this.#chained(inside, library) ??
      this.#child(inside, `${thread ? 't' : ''}l${library}`, { kind: 'library', name: library, thread });
    if (this.nodes[entered]?.kind !== 'library') return { inside: entered, counts: entered, caller: above.caller };
    if (module !== '') return { inside: entered, counts: this.#module(entered, library, module), caller };
    // A shared object counts for the module that calls it.
    return { inside: entered, counts: entered === inside ? above.counts : entered, caller };
  }

  /** What the standard library does to start the program or a thread of it (runpy, threading) is no use of it. */
  #isOnlyWayIn(inside: number, node: number, { isStandard, library }: LibraryRole): boolean {
    const kind = this.nodes[inside]?.kind;
    if (kind !== 'root' && kind !== 'process') return false;
    return isStandard && this.#frames.leadsToOwn[node] === 1 && library !== this.#options.library;
  }

  #module(library: number, name: string, module: string): number {
    let at = library;
    const parts = module.split('.').slice(1, mostPackages);
    let whole = name;
    for (const part of parts) {
      whole += `.${part}`;
      at = this.#child(at, `m${part}`, { kind: 'package', name: whole });
    }
    return at;
  }

  /** The nearest node at or above `from` that fits. */
  #above(from: number, fits: (node: TreeNode) => boolean): number | undefined {
    for (let at = from; at >= 0; at = this.nodes[at]?.parent ?? -1) {
      const node = this.nodes[at];
      if (node !== undefined && fits(node)) return at;
    }
    return undefined;
  }

  /** The library's own node above, as long as only libraries are in between. */
  #chained(from: number, library: string): number | undefined {
    for (let at = from; this.nodes[at]?.kind === 'library'; at = this.nodes[at]?.parent ?? -1)
      if (this.nodes[at]?.name === library) return at;
    return undefined;
  }

  #child(
    parent: number,
    key: string,
    node: Pick<TreeNode, 'kind'> & Partial<Pick<TreeNode, 'at' | 'name' | 'thread'>>,
  ): number {
    const whole = `${parent} ${key}`;
    const known = this.#children.get(whole);
    if (known !== undefined) return known;
    const above = this.nodes[parent];
    const level = (above?.level ?? 0) + (node.kind === 'package' ? 0 : 1);
    if (above !== undefined && level > this.#options.mostLevels) {
      above.cut = true;
      return parent;
    }
    const made = this.nodes.push({ at: -1, name: '', thread: false, ...node, parent, level, cut: false }) - 1;
    this.#children.set(whole, made);
    return made;
  }

  #pathOf(func: number): string {
    const { functions, files } = this.#profile;
    return files[functions.file[func] ?? -1]?.path ?? '';
  }
}

type OwnRole = Extract<FrameRole, { kind: 'own' }>;
type LibraryRole = Extract<FrameRole, { kind: 'library' }>;
