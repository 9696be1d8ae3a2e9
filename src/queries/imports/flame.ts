/** The imports of one process as boxes side by side and below each other: as wide as they took, in the order in which they began. */
import type { ProcessRow } from '../../profile/tables.ts';
import type { FlameBox, FlameProcess, FlameUse, ImportFlame } from '../../protocol/importFlame.ts';
import type { ImportJson, ImportReport, ImportUse, LibraryJson, LibraryOrigin } from '../../protocol/imports.ts';
import { originOf } from '../fileOrigin.ts';
import { knownUse } from '../importLines.ts';
import { rareUse } from './libraryCosts.ts';

/** About 5 MB on their way to a page. */
const mostBoxes = 20_000;
/** Names come out of foreign files, and a page draws each. */
const mostNameCharacters = 300;

export interface FlameInput {
  readonly report: ImportReport & { readonly imports: readonly ImportJson[] };
  readonly processes: readonly ProcessRow[];
  /** Which one; the first one that imported something where it is null, or imported nothing. */
  readonly pid: number | null;
  readonly most?: number;
}

/** @returns null where nothing was imported */
export function importFlame({ report, processes, pid, most = mostBoxes }: FlameInput): ImportFlame | null {
  const importing = importingProcesses(report.imports, processes);
  const shown = importing.find((each) => each.pid === pid) ?? importing[0];
  if (shown === undefined) return null;
  const tree = treeOf(report.imports, shown.pid);
  const boxes = layOut(tree, report, widest(tree, most));
  return { pid: shown.pid, processes: importing, boxes, n_left_out: shown.n_imports - (boxes.length - 1) };
}

function importingProcesses(imports: readonly ImportJson[], processes: readonly ProcessRow[]): FlameProcess[] {
  const counts = new Map<number, number>();
  for (const { pid } of imports) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  return [...counts].map(([pid, n_imports]) => {
    // A process that became another program by exec has a row for each.
    const command = processes.findLast((row) => row.pid === pid)?.command.join(' ') ?? '';
    return { pid, command: command.slice(0, mostNameCharacters), n_imports };
  });
}

/** Indices of imports. */
interface Tree {
  readonly outermost: readonly number[];
  readonly children: ReadonlyMap<number, readonly number[]>;
  /** Never less than those of all children together. */
  readonly width: ReadonlyMap<number, number>;
}

function treeOf(imports: readonly ImportJson[], pid: number): Tree {
  const outermost: number[] = [];
  const children = new Map<number, number[]>();
  for (const [index, row] of imports.entries()) {
    if (row.pid !== pid) continue;
    const own: number[] = [];
    children.set(index, own);
    const siblings = row.parent === null ? undefined : children.get(row.parent);
    (siblings ?? outermost).push(index);
  }
  const width = new Map<number, number>();
  // Rows below an import come after it.
  for (const [index, below] of [...children].reverse()) {
    const inside = below.reduce((sum, child) => sum + (width.get(child) ?? 0), 0);
    width.set(index, Math.max(seconds(imports[index]?.cumulative_s ?? 0), inside));
  }
  return { outermost, children, width };
}

function seconds(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Of two that are equally wide the one that began first: so nothing is kept without what it is below. */
function widest({ width }: Tree, most: number): ReadonlySet<number> {
  if (width.size <= most) return new Set(width.keys());
  const ordered = [...width].sort(([a, wide], [b, wider]) => wider - wide || a - b);
  return new Set(ordered.slice(0, most).map(([index]) => index));
}

function layOut(tree: Tree, report: FlameInput['report'], kept: ReadonlySet<number>): FlameBox[] {
  const libraries = new Map(report.libraries.map((library) => [library.library, library]));
  const boxes: FlameBox[] = [];
  const total = tree.outermost.reduce((sum, index) => sum + (tree.width.get(index) ?? 0), 0);
  boxes.push({ ...wholeBox, width_s: total });
  /** What is still to be placed, the next one last. */
  const left: Placed[] = placed(tree, tree.outermost, { parent: 0, depth: 1, left_s: 0 });
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const row = report.imports[next.index];
    if (row === undefined || !kept.has(next.index)) continue;
    const { index, ...place } = next;
    const width_s = tree.width.get(index) ?? 0;
    const at = boxes.push({ ...boxOf(row, libraries.get(row.library)), ...place, width_s }) - 1;
    const below = { parent: at, depth: place.depth + 1, left_s: place.left_s };
    for (const child of placed(tree, tree.children.get(index) ?? [], below)) left.push(child);
  }
  return boxes;
}

type Place = Pick<FlameBox, 'parent' | 'depth' | 'left_s'>;
type Placed = Place & { readonly index: number };

/** Side by side from the left, last one first; what is then left of the box above is its own time. */
function placed({ width }: Tree, indices: readonly number[], first: Place): Placed[] {
  let { left_s } = first;
  const found: Placed[] = [];
  for (const index of indices) {
    found.push({ ...first, index, left_s });
    left_s += width.get(index) ?? 0;
  }
  return found.reverse();
}

const wholeBox: FlameBox = {
  module: '',
  parent: -1,
  depth: 0,
  left_s: 0,
  width_s: 0,
  self_s: 0,
  native_s: 0,
  rss_bytes: 0,
  origin: 'project',
  use: 'unknown',
  library_use: null,
  importer: null,
  phase: 'init',
  failed: false,
  reload: false,
};

function boxOf(row: ImportJson, library: LibraryJson | undefined): Omit<FlameBox, keyof Place | 'width_s'> {
  const library_use = knownUse(library?.use ?? row.use);
  return {
    module: row.module.slice(0, mostNameCharacters),
    self_s: seconds(row.self_s),
    native_s: seconds(row.native_s),
    rss_bytes: row.rss_bytes,
    origin: boxOrigin(row, library),
    use: flameUse(library_use),
    library_use,
    importer: row.importer,
    phase: row.phase,
    failed: row.failed,
    reload: row.reload,
  };
}

/** A module without a file (a namespace, or one that could not be loaded) is of its library. */
function boxOrigin({ path }: ImportJson, library: LibraryJson | undefined): LibraryOrigin {
  return path === '' && library !== undefined ? library.origin : originOf(path);
}

function flameUse(use: ImportUse | null): FlameUse {
  if (use === null) return 'unknown';
  if (!use.touched) return 'unused';
  return use.share < rareUse ? 'rare' : 'used';
}
