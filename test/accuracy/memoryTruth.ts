/** Runs of test/programs/truth/memory.py: what its lines hold and copy, as it says itself and as the profile says. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LineJson, ProfileJson } from '../../src/protocol/profileJson.ts';
import { capture } from './capture.ts';

export interface MemoryRow {
  readonly name: string;
  /** Live at the end, in bytes: by construction and measured, with the measured interval. */
  readonly truth: number;
  readonly live: number;
  readonly low: number;
  readonly high: number;
  /** Bytes copied: known and measured. */
  readonly copiedTruth: number;
  readonly copied: number;
}

export interface MemoryRun {
  readonly rows: readonly MemoryRow[];
  readonly profile: ProfileJson;
  /** Name of the group that each line belongs to. */
  readonly nameOfLine: ReadonlyMap<number, string>;
}

type Groups = Readonly<
  Record<string, { readonly lines: readonly number[]; readonly live: number; readonly copied: number }>
>;

const script = join('truth', 'memory.py');

function readRow(name: string, group: Groups[string], lines: readonly LineJson[]): MemoryRow {
  const own = lines.filter(({ line }) => group?.lines.includes(line));
  const add = (read: (line: LineJson) => number): number => own.reduce((total, line) => total + read(line), 0);
  return {
    name,
    truth: group?.live ?? 0,
    live: add((line) => line.live_end_bytes),
    low: add((line) => line.live_end_bytes_ci95[0]),
    high: add((line) => line.live_end_bytes_ci95[1]),
    copiedTruth: group?.copied ?? 0,
    copied: add((line) => line.copy_bytes),
  };
}

export async function runMemoryTruth(
  python: string,
  what: 'hold' | 'copy' | 'leak',
  seed: number,
  options: readonly string[] = [],
): Promise<MemoryRun> {
  const folder = await mkdtemp(join(tmpdir(), 'heatline-memory-truth-'));
  try {
    const file = join(folder, 'truth.json');
    const args = ['--what', what, '--seed', String(seed), '--truth', file];
    return await capture({ python, script, args, options }, async ({ profile }) => {
      const groups: Groups = JSON.parse(await readFile(file, 'utf8'));
      const lines = profile.files.filter(({ path }) => path.endsWith(script)).flatMap((each) => each.lines);
      const nameOfLine = new Map(
        Object.entries(groups).flatMap(([name, group]) => group.lines.map((line) => [line, name] as const)),
      );
      return {
        rows: Object.entries(groups).map(([name, group]) => readRow(name, group, lines)),
        profile,
        nameOfLine,
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lines that hold known amounts: (measured - truth) / truth, and whether the interval has the truth in it. */
export function holdErrors(run: MemoryRun): readonly { name: string; error: number; isInside: boolean }[] {
  return run.rows
    .filter(({ truth }) => truth > 0)
    .map(({ name, truth, live, low, high }) => ({
      name,
      error: live / truth - 1,
      isInside: low <= truth && truth <= high,
    }));
}

/** Share of all copied bytes of the program's file that is on the lines which copy. */
export function shareOnRightLines(run: MemoryRun): number {
  const right = run.rows.filter(({ copiedTruth }) => copiedTruth > 0).reduce((total, { copied }) => total + copied, 0);
  const all = run.profile.files
    .flatMap(({ lines }) => lines)
    .reduce((total, { copy_bytes: copied }) => total + copied, 0);
  return right / all;
}

/** Names of the groups whose lines are suspected; other lines by their number. */
export function suspectedNames(run: MemoryRun): readonly string[] {
  return run.profile.leaks.map(({ line }) => run.nameOfLine.get(line) ?? String(line));
}
