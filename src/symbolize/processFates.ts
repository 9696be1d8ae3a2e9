/** How every process of the tree ended and what it used, by what is told of it anywhere in the session. */
import type { Problem } from '../base/result.ts';
import type { ProcessExit, ProgramRow } from '../profile/tables.ts';
import { counterIndex } from '../session/layout.ts';
import type { SessionInfo, Stream } from '../session/session.ts';
import { processCosts } from './processCosts.ts';
import { endsAsProgram, isPassing, processLives, type ProcessLife } from './processLives.ts';
import type { ProcessFate } from './processRows.ts';
import { exitOfChild, programRows } from './programRows.ts';

export const unknownFate: ProcessFate = { usedSeconds: 0, program: -1, exit: null, replaced: false, passing: false };

/**
 * @param streams in the order in which they began
 * @param parents for each stream the index of its parent's
 * @returns the fate of each stream's process, and the processes that are no Python
 */
export function processFates(
  streams: readonly Stream[],
  parents: readonly number[],
  info: SessionInfo,
  problems: Problem[],
): { fates: ProcessFate[]; programs: readonly ProgramRow[] } {
  const lives = processLives(streams);
  const costs = processCosts(lives, streams, info);
  const exitOf = (life: ProcessLife) => exitOfLife(life, streams, info);
  const programs = programRows({ lives, costs, streams, parents, exitOf });
  const fates = streams.map(() => unknownFate);
  const passing = streams.map(isPassing);
  for (const [index, life] of lives.entries()) {
    for (const [at, stream] of life.streams.entries()) {
      const replaced = at < life.streams.length - 1 || endsAsProgram(life, streams);
      fates[stream] = {
        usedSeconds: (costs[index]?.streamNs[at] ?? 0) * 1e-9,
        program: programs.rowOfLife[life.parent] ?? -1,
        exit: replaced ? null : exitOf(life),
        replaced,
        passing: passing[stream] ?? false,
      };
    }
  }
  reportLoss(streams, problems);
  // Of a part of a run only the recorder's own clocks speak: the kernel's figures are of whole lives.
  if (info.window !== undefined)
    return { fates: fates.map((fate) => ({ ...fate, usedSeconds: 0, program: -1 })), programs: [] };
  return { fates, programs: programs.rows };
}

function exitOfLife(life: ProcessLife, streams: readonly Stream[], info: SessionInfo): ProcessExit | null {
  if (life.end !== undefined) return exitOfChild(life.end);
  if (life.pid === info.pid && life.parent < 0)
    return info.end === undefined ? null : { status: info.end.status, signal: info.end.signal };
  const last = streams[life.streams.at(-1) ?? -1]?.header;
  return last === undefined || last.endStatus === null ? null : { status: last.endStatus, signal: null };
}

function reportLoss(streams: readonly Stream[], problems: Problem[]): void {
  const lost = streams.reduce((sum, { header }) => sum + (header.counters[counterIndex.childrenNoRoom] ?? 0), 0);
  if (lost === 0) return;
  problems.push({
    code: 'children-not-stored',
    message: `How ${lost} children ended and what they used was not stored for lack of room; the CPU time of the whole tree is more than is shown.`,
  });
}
