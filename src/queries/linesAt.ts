/** Which lines held memory at a moment of the run. */
import type { Profile } from '../profile/profile.ts';
import type { HeldLine, HeldLines } from '../protocol/memory.ts';
import { attribute } from './attribution.ts';
import { liveAt, liveSteps } from './liveSteps.ts';
import { chargeMemory, sumOf } from './memoryCharges.ts';
import { memoryTimeline } from './memoryTimeline.ts';
import { valueAt } from './reduceTimeline.ts';
import type { Question } from './question.ts';
import { select } from './selection.ts';

/**
 * The `top` lines in scope that held most at `seconds` since the first process began. At the moment of the process's peak these are the
 * exact figures of the peak, at others what the recorded steps say.
 */
export function linesAt(profile: Profile, question: Question, seconds: number, top: number): HeldLines {
  const { nodes, functions, files, memory } = profile;
  const attribution = attribute(profile, question.scope);
  const { lineCount, ownLine, lineFile, lineNumber } = attribution;
  const charges = chargeMemory(profile, attribution, select(profile, question), ownLine, lineCount);
  const steps = liveSteps(profile);
  const pid = question.thread?.pid ?? question.pid;
  const timeline = memoryTimeline(profile, pid, Number.POSITIVE_INFINITY);
  const corners = timeline.points.map(({ t_s, live_bytes }) => ({ t_s, bytes: live_bytes }));
  const atPeak = isPeak(profile, seconds);
  const held = charges.rows.flatMap((rows, index): Omit<HeldLine, 'share'>[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const bytes = atPeak
      ? sumOf(memory.rows.atPeakBytes, rows)
      : liveAt(steps.of(rows), steps.bucketSeconds(first), seconds);
    if (bytes <= 0) return [];
    const charged = attribution.chargedNode[memory.rows.node[first] ?? -1] ?? -1;
    const name = functions.name[nodes.func[charged] ?? -1] ?? '';
    return [{ name, path: files[lineFile[index] ?? -1]?.path ?? '', line: lineNumber[index] ?? 0, bytes }];
  });
  const known = held.reduce((sum, { bytes }) => sum + bytes, 0);
  const live = Math.max(known, atPeak ? charges.atPeakBytes : valueAt(corners, seconds));
  const lines = held.sort((a, b) => b.bytes - a.bytes).slice(0, top);
  return {
    t_s: seconds,
    live_bytes: live,
    lines: lines.map((line) => ({ ...line, share: live > 0 ? line.bytes / live : 0 })),
  };
}

/** Whether the one process was at its highest then, as far as the buckets tell. */
function isPeak({ memory }: Profile, seconds: number): boolean {
  const [only] = memory.processes;
  if (only === undefined || memory.processes.length > 1 || only.peakLiveBytes <= 0) return false;
  const width = Math.max(only.timeline.bucketSeconds, 1e-6);
  const bucket = (at: number): number => Math.floor(at / width + 1e-9);
  return bucket(seconds) === bucket(only.peakSeconds);
}
