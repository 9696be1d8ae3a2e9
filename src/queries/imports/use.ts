/**
 * Use of libraries after they were loaded: what was sampled on stacks on which no import is going on. A stack below importlib belongs to loading,
 * whenever it happens; so a library that runs only while it is imported has no use. Of a stack that lacks frames it can't be told: it is left out.
 *
 * Beside it stands what the core noticed of calls: a function may run too seldom to be sampled.
 */
import type { Profile } from '../../profile/profile.ts';
import { firstWaitClass, frameKind } from '../../profile/tables.ts';
import type { ImportUse } from '../../protocol/imports.ts';
import { sampledInterval, type SampledPart } from '../interval.ts';
import { libraryOf, type FileOwners } from './libraries.ts';
import { endsUse } from './loading.ts';

export interface Uses {
  ofLibrary(library: string): ImportUse;
  ofModule(module: string): ImportUse;
}

interface Tally {
  seconds: number;
  squares: number;
  touched: boolean;
}

export function uses(profile: Profile, owners: FileOwners): Uses {
  const stacks = new EnteredOwners(profile, owners);
  const tallies = new Map<string, Tally>();
  const all: Tally = { seconds: 0, squares: 0, touched: false };
  const touch = (node: number, seconds = 0, squares = 0): void => {
    const entered = stacks.at(node);
    if (entered === undefined) return;
    all.seconds += seconds;
    all.squares += squares;
    for (const owner of entered) {
      const tally = tallies.get(owner) ?? { seconds: 0, squares: 0, touched: true };
      tallies.set(owner, tally);
      tally.seconds += seconds;
      tally.squares += squares;
    }
  };
  const { cells, memory } = profile;
  for (let cell = 0; cell < cells.length; cell++) {
    const isCpu = (cells.class[cell] ?? 0) < firstWaitClass;
    touch(cells.node[cell] ?? -1, isCpu ? cells.seconds[cell] : 0, isCpu ? cells.squares[cell] : 0);
  }
  for (const node of memory.rows.node) touch(node);
  for (const node of memory.copies.node) touch(node);
  const calls = callsOf(profile);
  const useOf = (owner: string): ImportUse => imported(tallies.get(owner), all, calls.get(owner));
  return { ofLibrary: (library) => useOf(`${library}/`), ofModule: useOf };
}

interface Calls {
  functions: number;
  called: boolean | null;
}

/** By owner, as the tallies. */
function callsOf({ imports }: Profile): Map<string, Calls> {
  const found = new Map<string, Calls>();
  for (const { module, functions, called } of imports) {
    if (functions === 0) continue;
    for (const owner of [module, `${libraryOf(module)}/`]) {
      const before = found.get(owner) ?? { functions: 0, called: false };
      const isKnown = called !== null && before.called !== null;
      found.set(owner, {
        functions: before.functions + functions,
        called: called === true || before.called === true ? true : isKnown ? false : null,
      });
    }
  }
  return found;
}

function imported(part: Tally | undefined, all: SampledPart, calls: Calls | undefined): ImportUse {
  const { seconds, squares, touched } = part ?? { seconds: 0, squares: 0, touched: false };
  const { functions, called } = calls ?? { functions: 0, called: null };
  const evidence = { touched: touched || called === true, called, functions };
  if (all.seconds <= 0) return { share: 0, ci95: [0, 1], ...evidence };
  const [low, high] = sampledInterval({ seconds, squares }, all);
  return { share: seconds / all.seconds, ci95: [low / all.seconds, high / all.seconds], ...evidence };
}

/** For each node the libraries ("name/") and modules ("name") that its stack has entered; `undefined` while something is loaded, or maybe is. */
class EnteredOwners {
  /** Sets are shared: few different ones occur. */
  readonly #sets: (readonly string[] | undefined)[] = [[]];
  readonly #grown = new Map<string, number>();
  readonly #setOfNode: Int32Array;

  constructor(profile: Profile, owners: FileOwners) {
    const { nodes, functions, files, libraries } = profile;
    const ownersOf = new Map<string, readonly string[]>();
    const find = (path: string): readonly string[] => {
      let found = ownersOf.get(path);
      if (found === undefined) {
        const module = owners.moduleOf(path);
        const library = owners.libraryOf(path);
        found = [...(library === '' ? [] : [`${library}/`]), ...(module === '' ? [] : [module])];
        ownersOf.set(path, found);
      }
      return found;
    };
    this.#setOfNode = new Int32Array(nodes.length);
    for (let node = 0; node < nodes.length; node++) {
      const parent = nodes.parent[node] ?? -1;
      const above = parent < 0 ? 0 : (this.#setOfNode[parent] ?? 0);
      const func = nodes.func[node] ?? -1;
      const python = nodes.kind[node] === frameKind.python;
      const path = python
        ? (files[functions.file[func] ?? -1]?.path ?? '')
        : (libraries[functions.library[func] ?? -1]?.path ?? '');
      const isOut = above < 0 || endsUse(profile, node);
      this.#setOfNode[node] = isOut ? -1 : this.#add(above, path === '' ? [] : find(path));
    }
  }

  at(node: number): readonly string[] | undefined {
    return node < 0 ? [] : this.#sets[this.#setOfNode[node] ?? -1];
  }

  #add(set: number, more: readonly string[]): number {
    const have = this.#sets[set] ?? [];
    const fresh = more.filter((owner) => !have.includes(owner));
    if (fresh.length === 0) return set;
    const key = `${set} ${fresh.join(' ')}`;
    let grown = this.#grown.get(key);
    if (grown === undefined) {
      grown = this.#sets.push([...have, ...fresh]) - 1;
      this.#grown.set(key, grown);
    }
    return grown;
  }
}
