/** What the tasks of asyncio awaited, by line or function: charged as time is, to the innermost frame in scope. */
import { awaitNames, type AwaitName } from '../profile/awaitTables.ts';
import type { Profile } from '../profile/profile.ts';
import type { AwaitJson, QualityJson } from '../protocol/profileJson.ts';
import type { Attribution } from './attribution.ts';
import { estimateInterval } from './estimate.ts';
import type { Selection } from './selection.ts';

export interface AwaitCharges {
  /** For each group its figures; `undefined` for one at which nothing was awaited. */
  readonly figures: readonly (AwaitJson | undefined)[];
}

export const noAwaitFigures: AwaitJson = { await_s: 0, await_s_ci95: [0, 0], awaits: {}, tasks_mean: 0 };

interface Sums {
  readonly kinds: Map<AwaitName, number>;
  seconds: number;
  /** Standard deviations add up: what stands at one place was chosen together. */
  deviation: number;
}

/** @param group for each node the group it stands for, -1 for none; only nodes that can be charged to may have one */
export function chargeAwaits(
  profile: Profile,
  { chargedNode }: Attribution,
  { selected }: Selection,
  group: Int32Array,
  groupCount: number,
): AwaitCharges {
  const sums: (Sums | undefined)[] = Array.from({ length: groupCount });
  for (const { node, thread, kind, seconds, variance } of profile.awaits.rows) {
    if (selected[thread] !== 1) continue;
    const index = group[chargedNode[node] ?? -1] ?? -1;
    if (index < 0) continue;
    const sum = (sums[index] ??= { kinds: new Map(), seconds: 0, deviation: 0 });
    sum.seconds += seconds;
    sum.deviation += Math.sqrt(variance);
    sum.kinds.set(kind, (sum.kinds.get(kind) ?? 0) + seconds);
  }
  const rest = restSeconds(profile, selected);
  return { figures: sums.map((sum) => (sum === undefined ? undefined : figuresOf(sum, rest))) };
}

function figuresOf({ kinds, seconds, deviation }: Sums, rest: number): AwaitJson {
  const awaits: Record<string, number> = {};
  for (const name of awaitNames.toSorted((a, b) => (kinds.get(b) ?? 0) - (kinds.get(a) ?? 0))) {
    const part = kinds.get(name) ?? 0;
    if (part > 0) awaits[name] = part;
  }
  return {
    await_s: seconds,
    await_s_ci95: estimateInterval(seconds, deviation * deviation),
    awaits,
    tasks_mean: rest > 0 ? seconds / rest : 0,
  };
}

/** How long the loops of the processes asked for rested. */
function restSeconds({ threads, awaits }: Profile, selected: Uint8Array): number {
  const asked = new Set(threads.flatMap(({ process }, index) => (selected[index] === 1 ? [process] : [])));
  return awaits.processes.reduce((sum, { restSeconds: rest }, index) => sum + (asked.has(index) ? rest : 0), 0);
}

/** Libraries with tasks or loops of their own, by a folder of theirs. */
const unseen: readonly (readonly [name: string, path: RegExp, module: string])[] = [
  ['trio', /\/trio\/_core\//, 'trio._core'],
  ['uvloop', /\/uvloop\//, 'uvloop.loop'],
];

/**
 * Null where no loop rested and none is there that can't be looked into.
 *
 * @param pid only this process; absent: all
 */
export function taskQuality(profile: Profile, pid: number | undefined, cpuSeconds: number): QualityJson['tasks'] {
  const asked = profile.awaits.processes.filter(
    (_, index) => pid === undefined || profile.processes[index]?.pid === pid,
  );
  const of = (value: (each: (typeof asked)[number]) => number): number =>
    asked.reduce((sum, each) => sum + value(each), 0);
  const notSeen = unseen
    .filter(
      ([, path, module]) =>
        profile.imports.some((each) => each.module === module) || profile.files.some((file) => path.test(file.path)),
    )
    .map(([name]) => name);
  const rests = of((each) => each.rests);
  if (rests === 0 && notSeen.length === 0) return null;
  return {
    rests,
    rest_s: of((each) => each.restSeconds),
    looks: of((each) => each.looks),
    missed_s: of((each) => each.missedSeconds),
    no_room: of((each) => each.noRoom),
    overhead: cpuSeconds > 0 ? of((each) => each.lookSeconds) / cpuSeconds : 0,
    not_seen: notSeen,
  };
}
