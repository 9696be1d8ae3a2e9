/** What a run says of memory as a whole, and why it says nothing where it does not. */

import type { HeatMetric, MemorySummary, MissingMeasurement } from '../protocol/memoryView.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';

const memoryOff: MissingMeasurement = {
  code: 'MEMORY_OFF',
  message:
    'This run has no memory figures: it was recorded without them (--no-memory, --cpu-only, or an earlier version).',
};
const copiesOff: MissingMeasurement = {
  code: 'COPIES_OFF',
  message:
    'This run has no figures of copies: it was recorded without them (--no-copies, --cpu-only, or an earlier version).',
};
const ownAllocator: MissingMeasurement = {
  code: 'OWN_ALLOCATOR',
  message:
    'The program brings its own allocator, which Heatline leaves in place, so memory and copies were not measured.',
};

export function memorySummary({ process, quality, leaks }: ProfileJson): MemorySummary {
  const why = quality.unavailable.includes('allocator') ? ownAllocator : undefined;
  const memoryMissing = quality.memory === null ? (why ?? memoryOff) : null;
  const copiesMissing = quality.copies === null ? (why ?? copiesOff) : null;
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
