/** Rounds of PSS as rows of the profile. */
import type { PssRows } from '../profile/memoryTables.ts';
import type { PssRound } from '../session/pssFile.ts';
import type { Stream } from '../session/session.ts';

const kib = 1024;

/** @param streams in the order of the profile's processes; a round with a process that has none is left out */
export function pssRows(rounds: readonly PssRound[], streams: readonly Stream[], firstMonoNs: number): PssRows {
  const keyOf = (pid: number, startMonoNs: number): string => `${pid}-${startMonoNs}`;
  const processOf = new Map(streams.map(({ header }, index) => [keyOf(header.pid, header.startMonoNs), index]));
  const rows = rounds.flatMap(({ ms, rows: readings }) => {
    const found = readings.map((reading) => ({
      seconds: Math.max(0, ms * 1e6 - firstMonoNs) * 1e-9,
      process: processOf.get(keyOf(reading.pid, reading.startMonoNs)) ?? -1,
      pssBytes: reading.pssKib * kib,
      rssBytes: reading.rssKib * kib,
    }));
    return found.every(({ process }) => process >= 0) ? found : [];
  });
  return {
    length: rows.length,
    seconds: Float64Array.from(rows, (row) => row.seconds),
    process: Int32Array.from(rows, (row) => row.process),
    pssBytes: Float64Array.from(rows, (row) => row.pssBytes),
    rssBytes: Float64Array.from(rows, (row) => row.rssBytes),
  };
}
