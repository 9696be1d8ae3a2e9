/** The longest times that event loops went on without resting, and the lines that kept them. */
import type { StallRow } from '../profile/awaitTables.ts';
import type { Profile } from '../profile/profile.ts';
import { firstWaitClass } from '../profile/tables.ts';
import type { StallJson } from '../protocol/profileJson.ts';
import type { Attribution } from './attribution.ts';
import type { Selection } from './selection.ts';

/** As many as a process keeps. */
const mostStalls = 20;

/** Longest first. */
export function stallsOf(profile: Profile, attribution: Attribution, { selected }: Selection): StallJson[] {
  return profile.awaits.stalls
    .filter(({ thread }) => selected[thread] === 1)
    .toSorted((a, b) => b.durationSeconds - a.durationSeconds)
    .slice(0, mostStalls)
    .map((stall) => stallJson(profile, attribution, stall));
}

function stallJson(
  { files, threads }: Profile,
  { chargedNode, ownLine, lineFile, lineNumber }: Attribution,
  { thread, startSeconds, durationSeconds, spent }: StallRow,
): StallJson {
  const byLine = new Map<number, { cpu: number; wait: number }>();
  for (const { node, class: kind, seconds } of spent) {
    const line = ownLine[chargedNode[node] ?? -1] ?? -1;
    const sums = byLine.get(line) ?? { cpu: 0, wait: 0 };
    byLine.set(line, sums);
    sums[kind >= firstWaitClass ? 'wait' : 'cpu'] += seconds;
  }
  const all = (sums: { cpu: number; wait: number }): number => sums.cpu + sums.wait;
  const [most] = [...byLine].filter(([line]) => line >= 0).sort(([, a], [, b]) => all(b) - all(a));
  const sums = most?.[1] ?? byLine.get(-1) ?? { cpu: 0, wait: 0 };
  return {
    pid: threads[thread]?.pid ?? 0,
    tid: threads[thread]?.tid ?? 0,
    t_s: startSeconds,
    duration_s: durationSeconds,
    path: most === undefined ? null : (files[lineFile[most[0]] ?? -1]?.path ?? ''),
    line: most === undefined ? null : (lineNumber[most[0]] ?? 0),
    kind: sums.wait > sums.cpu ? 'wait' : 'cpu',
  };
}
