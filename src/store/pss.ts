/**
 * Reads the proportional set size (PSS) of a capture's processes while they run, from outside: the programs do nothing for it. Reading
 * goes over all pages that a process has mapped, some 5 to 10 µs for each MiB, and holds the lock of its mappings meanwhile. So it takes no
 * more than a thousandth of the time, and 10 ms beforehand: then there are a few rounds of a short program too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodePss, mostPssReadings, type PssReading, type PssRound } from '../session/pssFile.ts';
import { listStreams, type DrainFolders } from './drain.ts';
import { nameProcess } from './liveness.ts';
import { parseStreamName, pssFile } from './sessionFolder.ts';
import { writeWhole } from './wholeFile.ts';

export interface PssKeeper {
  /** No more rounds begin. */
  stop(): void;
  /** Writes `pss.json` when there is something to write. Throws what the file system throws. */
  save(): void;
}

type Look = (pid: number) => Pick<PssReading, 'pssKib' | 'rssKib'> | undefined;

interface TimedRound extends PssRound {
  /** Neither with what a busy machine makes us wait, nor with what other threads of ours do meanwhile. */
  readonly costMs: number;
  /** Every process that ran could be read. */
  readonly isWhole: boolean;
}

/** Programs that are over sooner have no PSS. */
const firstPauseMs = 250;
const leastPauseMs = 1_000;
/** One that just ends can't be read either. */
const mostFailures = 3;
/** Of the time. */
const mostShare = 1 / 1_000;
const creditMs = 10;
/** A runner that is killed loses so much. */
const savePauseMs = 30_000;

/** @param look reads one process; undefined where that can't be */
export function keepPss(folders: DrainFolders, look: Look = readRollup): PssKeeper {
  let rounds: PssRound[] = [];
  let least = leastPauseMs;
  const startMs = performance.now();
  let savedMs = startMs;
  let spentMs = 0;
  let failures = 0;
  let timer = setTimeout(read, firstPauseMs);

  function read(): void {
    const { ms, rows, costMs, isWhole } = readRound(folders.shm, look);
    spentMs += costMs;
    failures = isWhole ? 0 : failures + 1;
    if (failures >= mostFailures) return;
    // It is of all processes or of none.
    if (isWhole && rows.length > 0 && rows.length <= mostPssReadings) rounds.push({ ms, rows });
    while (countOf(rounds) > mostPssReadings) {
      rounds = thinned(rounds);
      least *= 2;
    }
    if (performance.now() - savedMs > savePauseMs) saveQuietly();
    const affordableMs = startMs + (spentMs - creditMs) / mostShare;
    timer = setTimeout(read, Math.max(least, affordableMs - performance.now()));
  }

  function save(): void {
    savedMs = performance.now();
    if (rounds.length > 0) writeWhole(join(folders.folder, pssFile), encodePss(rounds));
  }

  /** What can't be written now is told at the end. */
  function saveQuietly(): void {
    try {
      save();
    } catch {
      // Full or read-only.
    }
  }

  return {
    stop() {
      clearTimeout(timer);
    },
    save,
  };
}

function countOf(rounds: readonly PssRound[]): number {
  return rounds.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** Every second round, and always the highest. */
export function thinned(rounds: readonly PssRound[]): PssRound[] {
  const sumOf = ({ rows }: PssRound): number => rows.reduce((sum, { pssKib }) => sum + pssKib, 0);
  let highest = 0;
  for (const [index, round] of rounds.entries()) {
    const best = rounds[highest];
    if (best !== undefined && sumOf(round) > sumOf(best)) highest = index;
  }
  return rounds.filter((_, index) => index === highest || index % 2 === highest % 2);
}

function readRound(shm: string, look: Look): TimedRound {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const newest = new Map<number, bigint>();
  for (const name of listStreams(shm)) {
    const { pid, start } = parseStreamName(name) ?? {};
    if (pid !== undefined && start !== undefined) newest.set(pid, start);
  }
  const ms = Number(process.hrtime.bigint() / 1_000n) / 1_000;
  const rows: PssReading[] = [];
  let isWhole = true;
  for (const [pid, start] of newest) {
    const found = look(pid);
    if (found !== undefined) rows.push({ pid, startMonoNs: Number(start), ...found });
    else if (nameProcess(pid) !== undefined) isWhole = false;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, rows, costMs: Math.min(performance.now() - began, (user + system) / 1_000), isWhole };
}

function readRollup(pid: number): ReturnType<Look> {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  } catch {
    // Ended, another user's by now, or a kernel before 4.14.
    return undefined;
  }
  const kib = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [pssKib, rssKib] = [kib('Pss'), kib('Rss')];
  return pssKib === undefined || rssKib === undefined ? undefined : { pssKib, rssKib };
}
