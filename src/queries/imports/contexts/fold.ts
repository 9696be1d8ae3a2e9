/** Which nodes of the tree get a row. What does not is folded into one row below the same parent, so nothing is lost. */
import type { WeighedTree } from './weigh.ts';

export interface FoldLimits {
  readonly mostRows: number;
  /** Below one parent. */
  readonly mostChildren: number;
  /** Of all use. */
  readonly leastShare: number;
}

export interface Folded {
  /** By node those below it that get a row, most time first. */
  readonly shown: ReadonlyMap<number, readonly number[]>;
  readonly hidden: ReadonlyMap<number, readonly number[]>;
}

/** @param isWorth nodes that are shown however little time they take, with the way to them */
export function fold(tree: WeighedTree, limits: FoldLimits, isWorth: (node: number) => boolean): Folded {
  const { nodes, total, all } = tree;
  const leastSeconds = limits.leastShare * all.seconds;
  const worth = new Uint8Array(nodes.length);
  for (let node = nodes.length - 1; node > 0; node--) {
    if (isWorth(node)) worth[node] = 1;
    if (worth[node] === 1) worth[nodes[node]?.parent ?? 0] = 1;
  }
  const seconds = (node: number): number => total.seconds[node] ?? 0;
  const byWeight = (a: number, b: number): number => seconds(b) - seconds(a) || a - b;
  // Code that is only passed through has no time of its own, and is reached all the same.
  const isCandidate = (node: number): boolean =>
    worth[node] === 1 || Math.max(seconds(node), tree.reached[node] ?? 0) >= leastSeconds;
  // A parent is never lighter than its children, and comes before them: nothing is kept without what it is below.
  const candidates = Array.from(nodes, (_, node) => node)
    .filter(isCandidate)
    .sort(byWeight);
  const kept = new Set(candidates.slice(0, limits.mostRows));
  const shown = new Map<number, readonly number[]>();
  const hidden = new Map<number, readonly number[]>();
  for (const [parent, below] of childrenOf(tree)) {
    const ordered = below.sort(byWeight);
    const listed = ordered.filter((node) => kept.has(node)).slice(0, limits.mostChildren);
    const rest = ordered.filter((node) => !listed.includes(node));
    // A row that says "1 more" could as well be that one.
    const isAlone = rest.length === 1 && kept.size < limits.mostRows;
    shown.set(parent, isAlone ? ordered : listed);
    hidden.set(parent, isAlone ? [] : rest);
  }
  return { shown, hidden };
}

function childrenOf({ nodes }: WeighedTree): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [node, { parent }] of nodes.entries()) {
    if (parent < 0) continue;
    const below = children.get(parent) ?? [];
    children.set(parent, below);
    below.push(node);
  }
  return children;
}
