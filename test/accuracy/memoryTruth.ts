/** Runs of the memory oracle (python/heatline/oracles/memory.py): what its lines hold and copy, as it says itself and as the profile says. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ProfileJson } from '../../src/protocol/profileJson.ts';
import {
  holdErrors as errorsOfRows,
  linesOf,
  memoryRows,
  shareOnRightLines as shareOfRows,
  type MemoryGroups,
  type MemoryRow,
} from '../../src/queries/oracles/memory.ts';
import { capture, oracles } from './capture.ts';

export interface MemoryRun {
  readonly rows: readonly MemoryRow[];
  readonly profile: ProfileJson;
  /** Name of the group that each line belongs to. */
  readonly nameOfLine: ReadonlyMap<number, string>;
}

const script = join(oracles, 'memory.py');

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
      const groups: MemoryGroups = JSON.parse(await readFile(file, 'utf8'));
      const nameOfLine = new Map(
        Object.entries(groups).flatMap(([name, group]) => group.lines.map((line) => [line, name] as const)),
      );
      return {
        rows: memoryRows(linesOf(profile, script), groups),
        profile,
        nameOfLine,
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lines that hold known amounts: (measured - truth) / truth, and whether the interval has the truth in it. */
export function holdErrors(run: MemoryRun): ReturnType<typeof errorsOfRows> {
  return errorsOfRows(run.rows);
}

/** Share of all copied bytes of the program's file that is on the lines which copy. */
export function shareOnRightLines(run: MemoryRun): number {
  return shareOfRows(run.rows, linesOf(run.profile, script));
}

/** Names of the groups whose lines are suspected; other lines by their number. */
export function suspectedNames(run: MemoryRun): readonly string[] {
  return run.profile.leaks.map(({ line }) => run.nameOfLine.get(line) ?? String(line));
}
