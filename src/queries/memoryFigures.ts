/** The figures of memory rows taken together. */
import { memoryDomain, type MemoryRows } from '../profile/memoryTables.ts';
import type { Profile } from '../profile/profile.ts';
import type { Interval, LineJson, MemoryJson } from '../protocol/profileJson.ts';
import { estimateInterval } from './estimate.ts';
import { highestOf, type LiveSteps } from './liveSteps.ts';
import { sumOf } from './memoryCharges.ts';

const nothing: Interval = [0, 0];

/** Of what allocated nothing. */
export const noMemoryFigures: MemoryJson = {
  alloc_bytes: 0,
  alloc_bytes_ci95: nothing,
  alloc_count: 0,
  at_peak_bytes: 0,
  at_peak_bytes_ci95: nothing,
  peak_bytes: 0,
  live_end_bytes: 0,
  live_end_bytes_ci95: nothing,
  avg_bytes: 0,
  python_fraction: 0,
  churn_bytes: 0,
};

/** Of a line that copied nothing. */
export const noCopyFigures: Pick<LineJson, 'copy_bytes' | 'copy_bytes_ci95' | 'copy_bytes_s'> = {
  copy_bytes: 0,
  copy_bytes_ci95: nothing,
  copy_bytes_s: 0,
};

export function memoryFigures({ memory }: Profile, rows: readonly number[], steps: LiveSteps): MemoryJson {
  if (rows.length === 0) return noMemoryFigures;
  const table = memory.rows;
  const alloc = sumOf(table.allocBytes, rows);
  const atPeak = sumOf(table.atPeakBytes, rows);
  const liveEnd = sumOf(table.liveBytes, rows);
  const peak = peakOf(table, rows, steps, Math.max(atPeak, liveEnd));
  return {
    alloc_bytes: alloc,
    alloc_bytes_ci95: estimateInterval(alloc, sumOf(table.allocVariance, rows)),
    alloc_count: sumOf(table.allocCount, rows),
    at_peak_bytes: atPeak,
    at_peak_bytes_ci95: estimateInterval(atPeak, sumOf(table.atPeakVariance, rows)),
    peak_bytes: peak,
    live_end_bytes: liveEnd,
    live_end_bytes_ci95: estimateInterval(liveEnd, sumOf(table.liveVariance, rows)),
    avg_bytes: Math.min(peak, averageHigh(table, rows)),
    python_fraction: alloc > 0 ? pythonBytes(table, rows) / alloc : 0,
    churn_bytes: sumOf(table.churnBytes, rows),
  };
}

/** Between what is sure to have been live at once, and the rows' own peaks added up. */
function peakOf(table: MemoryRows, rows: readonly number[], steps: LiveSteps, known: number): number {
  const single = rows.reduce((most, row) => Math.max(most, table.peakBytes[row] ?? 0), known);
  const most = sumOf(table.peakBytes, rows);
  if (rows.length === 1) return single;
  return Math.max(single, Math.min(most, highestOf(steps.of(rows))));
}

/** The heights from which rows fell, and the last ones where they have risen since: on average a row's, and together the line's. */
function averageHigh(table: MemoryRows, rows: readonly number[]): number {
  return rows.reduce((sum, row) => {
    const open = table.openHighBytes[row] ?? 0;
    const count = (table.highs[row] ?? 0) + (open > 0 ? 1 : 0);
    return sum + (count > 0 ? ((table.highsBytes[row] ?? 0) + open) / count : 0);
  }, 0);
}

function pythonBytes(table: MemoryRows, rows: readonly number[]): number {
  return sumOf(
    table.allocBytes,
    rows.filter((row) => table.domain[row] === memoryDomain.python),
  );
}
