import type { Profile } from '../../../src/profile/profile.ts';
import { firstWaitClass } from '../../../src/profile/tables.ts';
import type { Question } from '../../../src/queries/question.ts';

export type WaitingOf = 'main threads' | 'all threads' | 'nobody';

/** What an export's values have to add up to, by thread label, written down a second time and naively. Threads without time are absent. */
export function expectedSeconds(
  profile: Profile,
  question: Partial<Question>,
  waitingOf: WaitingOf,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (let cell = 0; cell < profile.cells.length; cell++) {
    const thread = profile.threads[profile.cells.thread[cell] ?? -1];
    if (thread === undefined) continue;
    if (question.pid !== undefined && thread.pid !== question.pid) continue;
    if (question.thread !== undefined && thread.tid !== question.thread.tid) continue;
    const waits = (profile.cells.class[cell] ?? 0) >= firstWaitClass;
    if (waits && (waitingOf === 'nobody' || (waitingOf === 'main threads' && !thread.main))) continue;
    if (!waits && question.basis === 'wait') continue;
    const label = `${thread.pid}/${thread.tid}`;
    sums.set(label, (sums.get(label) ?? 0) + (profile.cells.seconds[cell] ?? 0));
  }
  for (const [label, seconds] of sums) if (seconds === 0) sums.delete(label);
  return sums;
}

export function total(sums: ReadonlyMap<string, number>): number {
  return [...sums.values()].reduce((sum, seconds) => sum + seconds, 0);
}
