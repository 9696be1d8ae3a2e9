/** How far the numbers can be trusted: losses, coverage, cost. */
import type { Profile } from '../profile/profile.ts';
import type { Loss, ProcessRow } from '../profile/tables.ts';
import type { QualityJson } from '../protocol/profileJson.ts';
import { taskQuality } from './awaits.ts';
import { effectiveSamples } from './interval.ts';
import { memoryQuality } from './memoryQuality.ts';
import type { Question } from './question.ts';
import { select, type Selection } from './selection.ts';

export function quality(profile: Profile, question: Question): QualityJson {
  return qualityOf(profile, question, select(profile, question));
}

/** Samples and time are those of the threads asked for; signals, losses and cost are of their whole processes. */
export function qualityOf(profile: Profile, question: Question, selection: Selection): QualityJson {
  const pid = question.thread?.pid ?? question.pid;
  const processes = profile.processes.filter((process) => pid === undefined || process.pid === pid);
  const threads = profile.threads.filter((_, index) => selection.selected[index] === 1);
  const loss = (value: (loss: Loss) => number) => processes.reduce((sum, process) => sum + value(process.loss), 0);
  const signals = loss((each) => each.signals);
  const handlerSeconds = loss((each) => each.handlerSeconds);
  const cpuSeconds = processes.reduce((sum, process) => sum + process.cpuSeconds, 0);
  const unavailable = new Set(processes.flatMap((process) => process.unavailable));
  const tasks = taskQuality(profile, pid, cpuSeconds);
  const handlerShare = cpuSeconds > 0 ? handlerSeconds / cpuSeconds : 0;
  const measured = memoryQuality(profile, pid, cpuSeconds);
  return {
    signals,
    effective_samples: effectiveSamples({ seconds: selection.sampledSeconds, squares: selection.sampledSquares }),
    dropped: droppedByReason(processes),
    truncated: loss((each) => each.truncated),
    unsampled_s:
      question.thread === undefined
        ? processes.reduce((sum, process) => sum + process.unsampledSeconds, 0)
        : threads.reduce((sum, thread) => sum + thread.unsampledSeconds, 0),
    scheduled_out_s: threads.reduce((sum, thread) => sum + thread.scheduledOutSeconds, 0),
    overhead: handlerShare,
    recording: handlerShare + (measured.memory?.overhead ?? 0) + (tasks?.overhead ?? 0),
    handler_ns_mean: signals > 0 ? (handlerSeconds * 1e9) / signals : 0,
    estimator: unavailable.has('split') ? 'none' : 'unwind',
    unavailable: [...unavailable].sort(),
    ...measured,
    tasks,
  };
}

function droppedByReason(processes: readonly ProcessRow[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { loss } of processes) {
    for (const [reason, count] of Object.entries(loss.droppedByReason)) sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}
