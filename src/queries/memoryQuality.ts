/** How memory and copies were measured, and what of them can't be seen. */
import type { ProcessMemory } from '../profile/memoryTables.ts';
import type { Profile } from '../profile/profile.ts';
import type { QualityJson } from '../protocol/profileJson.ts';

/** Compiled into the caller, done element by element, or by a library's own code instead of the C library's. */
const copiesNotSeen = ['inlined', 'strided', 'own-routines'] as const;

/** @param pid only this process; absent: all */
export function memoryQuality(
  { memory, processes }: Profile,
  pid: number | undefined,
  cpuSeconds: number,
): Pick<QualityJson, 'memory' | 'copies'> {
  const asked = memory.processes.filter((_, index) => pid === undefined || processes[index]?.pid === pid);
  const of = (value: (each: ProcessMemory) => number): number => asked.reduce((sum, each) => sum + value(each), 0);
  const largest = (value: (each: ProcessMemory) => number): number => Math.max(0, ...asked.map(value));
  return {
    memory: asked.some(({ measured }) => measured)
      ? {
          interval_bytes: largest((each) => each.intervalBytes),
          samples: of((each) => each.samples),
          alloc_bytes: of((each) => each.allocBytes),
          lost: of((each) => each.lost),
          no_room: of((each) => each.noRoom),
          thinned: of((each) => each.thinned),
          overhead: cpuSeconds > 0 ? of((each) => each.recordingSeconds) / cpuSeconds : 0,
        }
      : null,
    copies: asked.some(({ copiesMeasured }) => copiesMeasured)
      ? {
          interval_bytes: largest((each) => each.copyIntervalBytes),
          samples: of((each) => each.copySamples),
          bytes: of((each) => each.copyBytes),
          not_seen: copiesNotSeen,
        }
      : null,
  };
}
