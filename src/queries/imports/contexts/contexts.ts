/**
 * Who in the program uses which library: the profile's calling context tree from each entry point down to where a library is entered, with what of the
 * library is reached and which own functions it calls back. As LibProf's, it counts use alone: what is sampled while something loads is none (loading.ts).
 */
import type { Profile } from '../../../profile/profile.ts';
import { frameKind } from '../../../profile/tables.ts';
import type { ContextCall, ContextCost, ContextRow, ImportContexts } from '../../../protocol/importContexts.ts';
import type { ImportPlace } from '../../../protocol/imports.ts';
import type { Interval } from '../../../protocol/interval.ts';
import { originOf } from '../../fileOrigin.ts';
import type { ReportedImports } from '../../importLines.ts';
import { sampledInterval, type SampledPart } from '../../interval.ts';
import { fileOwners, libraryOf } from '../libraries.ts';
import { fold, type FoldLimits } from './fold.ts';
import { framesOf } from './frames.ts';
import { loadCosts, modulePlaces } from './costs.ts';
import { weigh, type Columns, type WeighedTree } from './weigh.ts';

export interface ContextLimits extends FoldLimits {
  /** Of functions and libraries below each other. */
  readonly mostLevels: number;
}

const usualLimits: ContextLimits = { mostRows: 2000, mostChildren: 50, leastShare: 0.001, mostLevels: 60 };
/** Of the initialisation: a library that costs this much is shown wherever it is used, however little. */
const worthInitShare = 0.01;
const mostCalls = 8;

export interface ContextQuestion {
  /** Only what is at or below its code; null: everything. */
  readonly library: string | null;
  readonly limits?: Partial<ContextLimits>;
}

export function importContexts(
  profile: Profile,
  report: ReportedImports['report'],
  { library, limits = {} }: ContextQuestion,
): ImportContexts {
  const bounds = { ...usualLimits, ...(library === null ? {} : { leastShare: 0 }), ...limits };
  const frames = framesOf(profile, fileOwners(profile));
  const tree = weigh(profile, frames, { library, mostLevels: bounds.mostLevels });
  const rows = new Rows(profile, report, tree, library);
  const folded = fold(tree, bounds, (node) => rows.isWorth(node));
  /** What is still to be listed, the next one last. */
  const left: { readonly node: number; readonly more: readonly number[]; readonly parent: number | null }[] = [];
  const listBelow = (node: number, parent: number | null): void => {
    const more = folded.hidden.get(node) ?? [];
    if (more.length > 0) left.push({ node, more, parent });
    for (const below of (folded.shown.get(node) ?? []).toReversed()) left.push({ node: below, more: [], parent });
  };
  listBelow(0, null);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const index = next.more.length > 0 ? rows.addMore(next.more, next.parent) : rows.add(next.node, next.parent);
    if (next.more.length === 0) listBelow(next.node, index);
  }
  const whole = rows.sharesOf(partOf(tree.total, 0));
  return {
    use_s: tree.all.seconds,
    samples: tree.total.samples[0] ?? 0,
    library,
    ...whole,
    own_share: rows.sharesOf(partOf(tree.self, 0)).share,
    contexts: rows.finish(),
  };
}

class Rows {
  readonly #profile: Profile;
  readonly #tree: WeighedTree;
  readonly #rows: ContextRow[] = [];
  readonly #hasChildren = new Set<number>();
  readonly #costs: ReadonlyMap<string, ContextCost>;
  readonly #places: ReadonlyMap<string, ImportPlace>;
  readonly #libraries: ReadonlyMap<string, ReportedImports['report']['libraries'][number]>;
  readonly #n_contexts = new Map<string, number>();

  constructor(profile: Profile, report: ReportedImports['report'], tree: WeighedTree, narrowed: string | null) {
    this.#profile = profile;
    this.#tree = tree;
    this.#costs = loadCosts(report);
    this.#places = modulePlaces(report);
    this.#libraries = new Map(report.libraries.map((each) => [each.library, each]));
    for (const { kind, name } of tree.nodes)
      if (kind === 'library' && (narrowed === null || narrowed === name))
        this.#n_contexts.set(name, (this.#n_contexts.get(name) ?? 0) + 1);
  }

  /** What costs much to load is worth a row where it is used little, with what of it is reached. */
  isWorth(node: number): boolean {
    const { kind, name = '' } = this.#tree.nodes[node] ?? {};
    if (kind !== 'library' && kind !== 'package') return false;
    return (this.#costs.get(libraryOf(name))?.init_share ?? 0) >= worthInitShare;
  }

  /** @returns its index */
  add(node: number, parent: number | null): number {
    const { total, self, reached, all, nodes } = this.#tree;
    const { kind, name, thread, cut } = nodes[node] ?? {};
    const isOfLibrary = kind === 'library' || kind === 'package';
    const calls = this.#tree.calls.get(node) ?? [];
    return this.#push(parent, {
      ...noRow,
      kind: kind === 'root' || kind === undefined ? 'function' : kind,
      name: isOfLibrary ? (name ?? '') : this.#nameOf(node),
      file: kind === 'function' ? this.#beginOf(node).path : '',
      ...this.#weights(partOf(total, node), total.samples[node] ?? 0),
      own_share: this.sharesOf(partOf(self, node)).share,
      place: this.#placeOf(node, calls),
      calls: calls.slice(0, mostCalls).map((call) => this.#callAt(call)),
      n_calls: calls.length,
      thread: thread === true,
      cost: isOfLibrary ? (this.#costs.get(name ?? '') ?? null) : null,
      library: kind === 'library' ? this.#libraryOf(name ?? '') : null,
      reached_share: isOfLibrary && all.seconds > 0 ? (reached[node] ?? 0) / all.seconds : null,
      cut: cut === true,
    });
  }

  /** One row for several nodes. */
  addMore(nodes: readonly number[], parent: number | null): number {
    const { total } = this.#tree;
    const sum = (column: Float64Array): number => nodes.reduce((all, node) => all + (column[node] ?? 0), 0);
    const part = { seconds: sum(total.seconds), squares: sum(total.squares) };
    const weights = this.#weights(part, sum(total.samples));
    return this.#push(parent, { ...noRow, ...weights, own_share: weights.share, n_rows: nodes.length });
  }

  sharesOf(part: SampledPart): { readonly share: number; readonly ci95: Interval } {
    const { all } = this.#tree;
    if (all.seconds <= 0) return { share: 0, ci95: [0, 1] };
    const [low, high] = sampledInterval(part, all);
    // Sums of the same seconds in another order differ in the last digit.
    const fraction = (seconds: number): number => Math.min(1, seconds / all.seconds);
    return { share: fraction(part.seconds), ci95: [fraction(low), fraction(high)] };
  }

  finish(): ContextRow[] {
    return this.#rows.map((row, index) => {
      const has_children = this.#hasChildren.has(index);
      return row.kind === 'package' && !has_children
        ? { ...row, kind: 'module', has_children }
        : { ...row, has_children };
    });
  }

  #push(parent: number | null, row: Omit<ContextRow, 'parent' | 'depth' | 'has_children'>): number {
    const depth = parent === null ? 0 : (this.#rows[parent]?.depth ?? 0) + 1;
    if (parent !== null) this.#hasChildren.add(parent);
    return this.#rows.push({ ...row, parent, depth, has_children: false }) - 1;
  }

  #weights(part: SampledPart, samples: number): Pick<ContextRow, 'share' | 'ci95' | 'use_s' | 'samples'> {
    return { ...this.sharesOf(part), use_s: part.seconds, samples };
  }

  #nameOf(node: number): string {
    const { kind, at = -1 } = this.#tree.nodes[node] ?? {};
    const { processes, functions } = this.#profile;
    return kind === 'process' ? (processes[at]?.command.join(' ') ?? '') : (functions.name[at] ?? '');
  }

  #placeOf(node: number, calls: readonly number[]): ImportPlace | null {
    const { kind, name = '' } = this.#tree.nodes[node] ?? {};
    if (kind === 'package') return this.#places.get(name) ?? null;
    const called = calls.map((call) => this.#callAt(call));
    const own = called.find(({ path }) => originOf(path) === 'project');
    const place = own ?? (kind === 'function' ? this.#beginOf(node) : called[0]);
    return place === undefined || place.path === '' ? null : { path: place.path, line: Math.max(1, place.line) };
  }

  #beginOf(node: number): ImportPlace {
    const { functions, files } = this.#profile;
    const func = this.#tree.nodes[node]?.at ?? -1;
    return { path: files[functions.file[func] ?? -1]?.path ?? '', line: functions.firstLine[func] ?? 0 };
  }

  #callAt(node: number): ContextCall {
    const { nodes, functions, files } = this.#profile;
    const func = nodes.kind[node] === frameKind.python ? (nodes.func[node] ?? -1) : -1;
    return {
      path: files[functions.file[func] ?? -1]?.path ?? '',
      line: nodes.line[node] ?? 0,
      name: functions.name[func] ?? '',
    };
  }

  #libraryOf(name: string): ContextRow['library'] {
    const known = this.#libraries.get(name);
    if (known === undefined) return null;
    return { origin: known.origin, use: known.use, n_contexts: this.#n_contexts.get(name) ?? null };
  }
}

const noRow = {
  kind: 'more',
  name: '',
  file: '',
  place: null,
  calls: [],
  n_calls: 0,
  thread: false,
  n_rows: 0,
  cost: null,
  library: null,
  reached_share: null,
  cut: false,
} as const;

function partOf({ seconds, squares }: Columns, node: number): SampledPart {
  return { seconds: seconds[node] ?? 0, squares: squares[node] ?? 0 };
}
