/**
 * What the program did after its initialisation, by entry point. A stack is read as the functions of the program's own code on it, from the root. What nearly all the
 * time of every run goes through (`main`, a dispatching loop) is no choice of the workload: the functions that follow it are the entries. So the handlers of a server and the commands
 * of a program are told apart, though both stand below `main`.
 */
import type { Profile } from '../../../profile/profile.ts';
import { firstWaitClass, frameKind } from '../../../profile/tables.ts';
import { originOf } from '../../fileOrigin.ts';
import { endsUse } from '../loading.ts';

export interface EntryPoint {
  /** Relative to the project; "" outside of the program's own code. */
  readonly path: string;
  readonly name: string;
}

/** CPU time after the imports by entry, in each of the runs. */
export interface EntryMixes {
  readonly entries: readonly EntryPoint[];
  readonly runs: readonly EntryMix[];
}

export interface EntryMix {
  /** 0..1, in the order of `entries`; all 0 when nothing was sampled. */
  readonly shares: readonly number[];
  /** Kish's effective number of samples. */
  readonly samples: number;
}

/** What this share of each run's time goes through is no entry. */
const trunkShare = 0.9;
/** Own functions of a stack that are looked at; what lies deeper decides nothing. */
const mostDepth = 64;

interface Place extends EntryPoint {
  readonly parent: number;
  readonly depth: number;
}

/** The own functions of all stacks, as a tree; 0 is the root. A parent stands before its children. */
class OwnTree {
  readonly places: Place[] = [{ path: '', name: '', parent: -1, depth: 0 }];
  readonly #children = new Map<string, number>();

  /** The place below `at`; a function that is already on the way there adds none. */
  below(at: number, path: string, name: string): number {
    for (let up = at; up > 0; up = this.places[up]?.parent ?? -1)
      if (this.places[up]?.path === path && this.places[up]?.name === name) return at;
    const depth = (this.places[at]?.depth ?? 0) + 1;
    if (depth > mostDepth) return at;
    const key = `${at} ${path} ${name}`;
    let found = this.#children.get(key);
    if (found === undefined) {
      found = this.places.push({ path, name, parent: at, depth }) - 1;
      this.#children.set(key, found);
    }
    return found;
  }
}

export function entryMixes(profiles: readonly Profile[]): EntryMixes {
  const tree = new OwnTree();
  const runs = profiles.map((profile) => timeByPlace(profile, tree));
  const trunk = findTrunk(tree, runs);
  const entryOf = tree.places.map((_, at) => entryAt(tree, trunk, at));
  const keys = entryOf.map((at) => `${tree.places[at]?.path ?? ''} ${tree.places[at]?.name ?? ''}`);
  const index = new Map<string, number>();
  const entries: EntryPoint[] = [];
  for (const [at, key] of keys.entries()) {
    if (index.has(key) || !runs.some(({ seconds }) => (seconds[at] ?? 0) > 0)) continue;
    const { path = '', name = '' } = tree.places[entryOf[at] ?? 0] ?? {};
    index.set(key, entries.push({ path, name }) - 1);
  }
  return { entries, runs: runs.map((run) => mixOf(run, keys, index)) };
}

interface PlaceTimes {
  /** By place, without what is below it. */
  readonly seconds: readonly number[];
  readonly squares: number;
}

function timeByPlace(profile: Profile, tree: OwnTree): PlaceTimes {
  const { nodes, functions, files, cells } = profile;
  const placeOf = new Int32Array(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const parent = nodes.parent[node] ?? -1;
    const above = parent < 0 ? 0 : (placeOf[parent] ?? 0);
    const func = nodes.func[node] ?? -1;
    const path = files[functions.file[func] ?? -1]?.path ?? '';
    const name = functions.name[func] ?? '';
    // Module-level code is what calls the entries, in whichever thread.
    const isOwn = nodes.kind[node] === frameKind.python && name !== '<module>' && originOf(path) === 'project';
    if (above < 0 || endsUse(profile, node)) placeOf[node] = -1;
    else placeOf[node] = isOwn ? tree.below(above, inProject(profile, path), name) : above;
  }
  const seconds: number[] = [];
  let squares = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    const node = cells.node[cell] ?? -1;
    const place = node < 0 ? 0 : (placeOf[node] ?? -1);
    if (place < 0 || (cells.class[cell] ?? 0) >= firstWaitClass) continue;
    seconds[place] = (seconds[place] ?? 0) + (cells.seconds[cell] ?? 0);
    squares += cells.squares[cell] ?? 0;
  }
  return { seconds: tree.places.map((_, place) => seconds[place] ?? 0), squares };
}

/** Checkouts of one project in different folders have the same entries. */
function inProject({ capture }: Profile, path: string): string {
  const roots = [...capture.scope, capture.cwd].filter((root) => root !== '/' && path.startsWith(`${root}/`));
  const root = roots.reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  return root === '' ? path : path.slice(root.length + 1);
}

/** The places that nearly all of every run goes through, from the root on. */
function findTrunk({ places }: OwnTree, runs: readonly PlaceTimes[]): ReadonlySet<number> {
  const wholes = runs.map(({ seconds }) => {
    const whole = places.map((_, at) => seconds[at] ?? 0);
    for (let at = places.length - 1; at > 0; at--) {
      const parent = places[at]?.parent ?? 0;
      whole[parent] = (whole[parent] ?? 0) + (whole[at] ?? 0);
    }
    return whole;
  });
  const told = wholes.filter((whole) => (whole[0] ?? 0) > 0);
  const trunk = new Set([0]);
  if (told.length === 0) return trunk;
  // Parents come first, and at most one child can have that much.
  for (const [at, { parent }] of places.entries()) {
    if (!trunk.has(parent)) continue;
    if (told.every((whole) => (whole[at] ?? 0) >= trunkShare * (whole[0] ?? 0))) trunk.add(at);
  }
  return trunk;
}

/** The first place off the trunk on the way to this one, or the last one on it. */
function entryAt({ places }: OwnTree, trunk: ReadonlySet<number>, at: number): number {
  let entry = at;
  while (!trunk.has(entry) && !trunk.has(places[entry]?.parent ?? 0)) entry = places[entry]?.parent ?? 0;
  return entry;
}

function mixOf(
  { seconds, squares }: PlaceTimes,
  keys: readonly string[],
  index: ReadonlyMap<string, number>,
): EntryMix {
  const all = seconds.reduce((sum, each) => sum + each, 0);
  const shares = Array.from(index, () => 0);
  for (const [place, own] of seconds.entries()) {
    const entry = index.get(keys[place] ?? '');
    if (entry !== undefined && all > 0) shares[entry] = (shares[entry] ?? 0) + own / all;
  }
  return { shares, samples: squares > 0 ? (all * all) / squares : 0 };
}
