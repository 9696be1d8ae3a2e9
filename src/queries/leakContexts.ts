/** On which ways a leaking line was reached. */
import type { Profile } from '../profile/profile.ts';
import { frameKind } from '../profile/tables.ts';
import type { FrameJson, LeakContextJson } from '../protocol/profileJson.ts';
import type { Attribution } from './attribution.ts';

const mostContexts = 5;
const mostFrames = 20;

/** The ways that hold most; frames innermost first, from the line itself outwards. */
export function leakContexts(
  profile: Profile,
  { chargedNode }: Attribution,
  rows: readonly number[],
): LeakContextJson[] {
  const { rows: table } = profile.memory;
  const bytesByNode = new Map<number, number>();
  for (const row of rows) {
    const node = chargedNode[table.node[row] ?? -1] ?? -1;
    bytesByNode.set(node, (bytesByNode.get(node) ?? 0) + (table.liveBytes[row] ?? 0));
  }
  return [...bytesByNode]
    .filter(([, bytes]) => bytes > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostContexts)
    .map(([node, bytes]) => ({ live_bytes: bytes, frames: framesOf(profile, node) }));
}

function framesOf({ nodes, functions, files }: Profile, leaf: number): FrameJson[] {
  const frames: FrameJson[] = [];
  for (let node = leaf; node >= 0 && frames.length < mostFrames; node = nodes.parent[node] ?? -1) {
    if (nodes.kind[node] !== frameKind.python) continue;
    const func = nodes.func[node] ?? -1;
    frames.push({
      name: functions.name[func] ?? '',
      path: files[functions.file[func] ?? -1]?.path ?? '',
      line: nodes.line[node] ?? 0,
    });
  }
  return frames;
}
