/** Which lines held memory at a moment of the run. */
import type { Profile } from '../profile/profile.ts';
import type { HeldLines } from '../protocol/memory.ts';
import type { FrameJson } from '../protocol/profileJson.ts';
import { attribute, type Attribution } from './attribution.ts';
import { liveAt, liveSteps, type LiveStep } from './liveSteps.ts';
import { chargeMemory, sumOf, type MemoryCharges } from './memoryCharges.ts';
import { memoryTimeline } from './memoryTimeline.ts';
import { valueAt } from './reduceTimeline.ts';
import type { Question } from './question.ts';
import { select } from './selection.ts';

/**
 * The `top` lines in scope that held most at `seconds` since the first process began. At the moment of the process's peak these are the
 * exact figures of the peak, at others what the recorded steps say.
 */
export function linesAt(profile: Profile, question: Question, seconds: number, top: number): HeldLines {
  return heldLines(profile, question)(seconds, top);
}

interface LineOverTime extends FrameJson {
  readonly steps: readonly LiveStep[];
  readonly bucketSeconds: number;
  readonly atPeakBytes: number;
}

/** `linesAt` for many moments: what doesn't change from one to the next is found out once. */
export function heldLines(profile: Profile, question: Question): (seconds: number, top: number) => HeldLines {
  const attribution = attribute(profile, question.scope);
  const { lineCount, ownLine } = attribution;
  const charges = chargeMemory(profile, attribution, select(profile, question), ownLine, lineCount);
  const lines = linesOverTime(profile, attribution, charges);
  const timeline = memoryTimeline(profile, question.thread?.pid ?? question.pid, Number.POSITIVE_INFINITY);
  const corners = timeline.points.map(({ t_s, live_bytes }) => ({ t_s, bytes: live_bytes }));
  return (seconds, top) => {
    const atPeak = isPeak(profile, seconds);
    const held = lines.flatMap(({ name, path, line, steps, bucketSeconds, atPeakBytes }) => {
      const bytes = atPeak ? atPeakBytes : liveAt(steps, bucketSeconds, seconds);
      return bytes > 0 ? [{ name, path, line, bytes }] : [];
    });
    const known = held.reduce((sum, { bytes }) => sum + bytes, 0);
    const live = Math.max(known, atPeak ? charges.atPeakBytes : valueAt(corners, seconds));
    const most = held.sort((a, b) => b.bytes - a.bytes).slice(0, top);
    return { t_s: seconds, live_bytes: live, lines: most.map((line) => ({ ...line, share: line.bytes / live })) };
  };
}

function linesOverTime(profile: Profile, attribution: Attribution, { rows: byLine }: MemoryCharges): LineOverTime[] {
  const { nodes, functions, files, memory } = profile;
  const steps = liveSteps(profile);
  return byLine.flatMap((rows, index): LineOverTime[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const charged = attribution.chargedNode[memory.rows.node[first] ?? -1] ?? -1;
    return [
      {
        name: functions.name[nodes.func[charged] ?? -1] ?? '',
        path: files[attribution.lineFile[index] ?? -1]?.path ?? '',
        line: attribution.lineNumber[index] ?? 0,
        steps: steps.of(rows),
        bucketSeconds: steps.bucketSeconds(first),
        atPeakBytes: sumOf(memory.rows.atPeakBytes, rows),
      },
    ];
  });
}

/** Whether the one process was at its highest then, as far as the buckets tell. */
function isPeak({ memory }: Profile, seconds: number): boolean {
  const [only] = memory.processes;
  if (only === undefined || memory.processes.length > 1 || only.peakLiveBytes <= 0) return false;
  const width = Math.max(only.timeline.bucketSeconds, 1e-6);
  const bucket = (at: number): number => Math.floor(at / width + 1e-9);
  return bucket(seconds) === bucket(only.peakSeconds);
}
