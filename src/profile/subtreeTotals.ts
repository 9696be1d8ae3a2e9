import type { NodeTable } from './tables.ts';

/**
 * Adds to each node's value the values of everything below it, in place: `self` becomes `total`.
 * One backward pass, because children have larger indices than their parent.
 */
export function addUpSubtrees(nodes: NodeTable, values: Float64Array): Float64Array {
  for (let node = nodes.length - 1; node >= 0; node--) {
    const parent = nodes.parent[node] ?? -1;
    if (parent >= 0) values[parent] = (values[parent] ?? 0) + (values[node] ?? 0);
  }
  return values;
}

/**
 * Sums subtree totals by group (a line, a function), each stack once: a node counts only when no node above it is in the same group.
 *
 * @param group for each node its group, -1 for none
 * @param totals for each node the sum over its subtree
 */
export function totalsByGroup(
  nodes: NodeTable,
  group: Int32Array,
  totals: Float64Array,
  groupCount: number,
): Float64Array {
  const sums = new Float64Array(groupCount);
  const open = new Int32Array(groupCount);
  const path: number[] = [];
  for (let node = 0; node < nodes.length; node++) {
    const depth = nodes.depth[node] ?? 0;
    while (path.length > depth) {
      const left = path.pop() ?? -1;
      if (left >= 0) open[left] = (open[left] ?? 0) - 1;
    }
    const entered = group[node] ?? -1;
    path.push(entered);
    if (entered < 0) continue;
    if (open[entered] === 0) sums[entered] = (sums[entered] ?? 0) + (totals[node] ?? 0);
    open[entered] = (open[entered] ?? 0) + 1;
  }
  return sums;
}
