/** What a run says of memory as a whole, and why it says nothing where it does not. */

import type { Profile } from '../profile/profile.ts';
import type { HeatMetric, MemorySummary, MissingMeasurement } from '../protocol/memoryView.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';

export function memorySummary({ capture }: Profile, { process, quality, leaks }: ProfileJson): MemorySummary {
  const memoryMissing = quality.memory === null ? missing('memory', capture, quality.unavailable) : null;
  const copiesMissing = quality.copies === null ? missing('copies', capture, quality.unavailable) : null;
  const metrics: HeatMetric[] = ['time'];
  if (memoryMissing === null) metrics.push('peak', 'allocated');
  if (copiesMissing === null) metrics.push('copies');
  return {
    metrics,
    peak_live_bytes: process.peak_live_bytes,
    peak_rss_bytes: process.peak_rss_bytes,
    alloc_bytes: quality.memory?.alloc_bytes ?? 0,
    copy_bytes: quality.copies?.bytes ?? 0,
    n_leaks: leaks.length,
    memoryMissing,
    copiesMissing,
  };
}

type What = 'memory' | 'copies';

const figures: Readonly<Record<What, string>> = { memory: 'memory figures', copies: 'figures of copies' };
const options: Readonly<Record<What, string>> = { memory: '--no-memory', copies: '--no-copies' };

function missing(
  what: What,
  { memory: asked }: Profile['capture'],
  unavailable: readonly string[],
): MissingMeasurement {
  if (unavailable.includes('allocator')) {
    const allocator = asked?.otherAllocator ?? 'an allocator of its own';
    return {
      code: 'OWN_ALLOCATOR',
      message: `The program has ${allocator}, which Heatline leaves in place, so memory and copies were not measured.`,
    };
  }
  const none = `This run has no ${figures[what]}`;
  const wanted = what === 'copies' ? asked?.copies : asked?.allocations;
  if (wanted === true) {
    return { code: 'MEMORY_NO_ROOM', message: `${none}: there was no room to record them.` };
  }
  const why = asked === null ? 'an earlier version recorded it' : `it was recorded with ${options[what]} or --cpu-only`;
  const message = `${none}: ${why}.`;
  return what === 'memory' ? { code: 'MEMORY_OFF', message } : { code: 'COPIES_OFF', message };
}
