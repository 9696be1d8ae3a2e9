/**
 * Where each node goes when a tree is put in depth-first preorder; children keep their order.
 *
 * @param parents for each node its parent, which has a smaller index, or -1
 * @returns for each node its new index
 */
export function preorderPositions(parents: Int32Array): Int32Array {
  const length = parents.length;
  const subtreeSize = new Int32Array(length).fill(1);
  for (let node = length - 1; node >= 0; node--) {
    const parent = parents[node] ?? -1;
    if (parent >= 0) subtreeSize[parent] = (subtreeSize[parent] ?? 0) + (subtreeSize[node] ?? 0);
  }
  const position = new Int32Array(length);
  const nextChildAt = new Int32Array(length);
  let nextRootAt = 0;
  for (let node = 0; node < length; node++) {
    const parent = parents[node] ?? -1;
    const size = subtreeSize[node] ?? 1;
    const at = parent < 0 ? nextRootAt : (nextChildAt[parent] ?? 0);
    if (parent < 0) nextRootAt += size;
    else nextChildAt[parent] = at + size;
    position[node] = at;
    nextChildAt[node] = at + 1;
  }
  return position;
}
