/** `pss.json`: what the runner read of the proportional set size of the processes while they ran (FORMAT.md). */
import { isJsonObject } from '../base/jsonObject.ts';
import type { Problem } from '../base/result.ts';

/** All processes that there were at one moment. */
export interface PssRound {
  /** CLOCK_MONOTONIC. */
  readonly ms: number;
  readonly rows: readonly PssReading[];
}

export interface PssReading {
  readonly pid: number;
  /** Names the stream together with `pid`: its start on CLOCK_MONOTONIC. */
  readonly startMonoNs: number;
  /** Private memory, and of shared memory the part that falls to each of those that share it. */
  readonly pssKib: number;
  /** In the same look. */
  readonly rssKib: number;
}

/** Readings in a file: an hour of one process, and a round of as many as there can be streams. */
export const mostPssReadings = 8192;
const mostKib = 2 ** 40;

/** Streams are listed once; rounds name them by their index. */
export function encodePss(rounds: readonly PssRound[]): string {
  const streams = new Map<string, number>();
  const indexOf = ({ pid, startMonoNs }: PssReading): number => {
    const name = `${pid}-${startMonoNs}`;
    const index = streams.get(name) ?? streams.size;
    streams.set(name, index);
    return index;
  };
  const listed = rounds.map(({ ms, rows }) => [ms, rows.map((row) => [indexOf(row), row.pssKib, row.rssKib])]);
  const names = [...streams.keys()].map((name) => name.split('-').map(Number));
  return JSON.stringify({ version: 1, streams: names, rounds: listed });
}

/** Rounds in ascending order; one that doesn't fit is left out, with a problem for all of them. */
export function parsePss(text: string): { rounds: readonly PssRound[]; problems: Problem[] } {
  const { streams, rounds: listed } = parseWhole(text);
  const rounds: PssRound[] = [];
  let readings = 0;
  let isDamaged = listed === undefined;
  for (const each of listed ?? []) {
    const round = readRound(each, streams);
    const fits = round !== undefined && round.ms > (rounds.at(-1)?.ms ?? -1);
    if (fits && (readings += round.rows.length) <= mostPssReadings) rounds.push(round);
    else isDamaged = true;
    if (readings > mostPssReadings) break;
  }
  const message = 'pss.json is damaged; PSS is shown as far as it can be read.';
  return { rounds, problems: isDamaged ? [{ code: 'pss-damaged', message }] : [] };
}

function parseWhole(text: string): { streams: readonly unknown[]; rounds: readonly unknown[] | undefined } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  const none = { streams: [], rounds: undefined };
  if (!isJsonObject(parsed) || parsed['version'] !== 1) return none;
  const { streams, rounds } = parsed;
  return isList(streams) && isList(rounds) ? { streams, rounds } : none;
}

/** @returns undefined unless all of it fits: a sum over some of the processes would be wrong */
function readRound(value: unknown, streams: readonly unknown[]): PssRound | undefined {
  if (!isList(value)) return undefined;
  const [ms, listed] = value;
  if (!isAmount(ms, Number.MAX_SAFE_INTEGER) || !isList(listed) || listed.length === 0) return undefined;
  if (listed.length > mostPssReadings) return undefined;
  const rows = new Map<number, PssReading>();
  for (const each of listed) {
    const [index, pssKib, rssKib] = isList(each) ? each : [];
    if (!isAmount(index, streams.length - 1) || !isAmount(pssKib, mostKib) || !isAmount(rssKib, mostKib))
      return undefined;
    const stream = streams[index];
    const [pid, startMonoNs] = isList(stream) ? stream : [];
    if (!isAmount(pid, 2 ** 32) || !isAmount(startMonoNs, 2 ** 64)) return undefined;
    rows.set(index, { pid, startMonoNs, pssKib, rssKib });
  }
  return rows.size === listed.length ? { ms, rows: [...rows.values()] } : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isAmount(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}
