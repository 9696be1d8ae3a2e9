/** Which threads a question is about, and what a share of 1 stands for. */
import { assertNever } from '../base/assertNever.ts';
import { firstWaitClass, type ThreadRow } from '../profile/tables.ts';
import type { Profile } from '../profile/profile.ts';
import type { Question } from './question.ts';

export interface Selection {
  /** For each thread 1 when the question is about it. */
  readonly selected: Uint8Array;
  /** For each thread 1 when its waiting counts in the basis. */
  readonly waitCounts: Uint8Array;
  readonly cpuCounts: boolean;
  /** Seconds that a share of 1 stands for. */
  readonly basisSeconds: number;
  /** All CPU time of the selected threads that has a stack: what samples share among them. */
  readonly sampledSeconds: number;
  /** Sum of the squared weights behind `sampledSeconds`. */
  readonly sampledSquares: number;
}

export function select(profile: Profile, question: Question): Selection {
  const { threads, cells } = profile;
  const selected = Uint8Array.from(threads, (thread) => (isAskedFor(thread, question) ? 1 : 0));
  const waitCounts = Uint8Array.from(threads, (thread) => (waitingCounts(thread, question) ? 1 : 0));
  let sampledSeconds = 0;
  let sampledSquares = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    if ((cells.class[cell] ?? 0) >= firstWaitClass || selected[cells.thread[cell] ?? -1] !== 1) continue;
    sampledSeconds += cells.seconds[cell] ?? 0;
    sampledSquares += cells.squares[cell] ?? 0;
  }
  const basisSeconds = basisOf(profile, question, selected, waitCounts);
  return { selected, waitCounts, cpuCounts: question.basis !== 'wait', basisSeconds, sampledSeconds, sampledSquares };
}

function isAskedFor(thread: ThreadRow, { pid, thread: only }: Question): boolean {
  if (only !== undefined) return thread.pid === only.pid && thread.tid === only.tid;
  return pid === undefined || thread.pid === pid;
}

function waitingCounts(thread: ThreadRow, { basis, thread: only }: Question): boolean {
  switch (basis) {
    case 'elapsed':
      // A thread that was chosen on its own is followed through its whole life, as a main thread is.
      return only !== undefined || thread.main;
    case 'cpu':
      return false;
    case 'wait':
      return true;
    default:
      return assertNever(basis);
  }
}

function basisOf(profile: Profile, question: Question, selected: Uint8Array, waitCounts: Uint8Array): number {
  let seconds = 0;
  for (const [index, thread] of profile.threads.entries()) {
    if (selected[index] !== 1) continue;
    if (question.basis === 'wait') seconds += thread.waitSeconds;
    // Clocks are read one after the other: a thread that never rests may have used a little more CPU than it lived.
    else if (waitCounts[index] === 1)
      seconds += Math.max(thread.lifetimeSeconds, thread.cpuSeconds + thread.waitSeconds);
    else seconds += thread.cpuSeconds;
  }
  return question.basis === 'wait' || question.thread !== undefined ? seconds : seconds + unseenCpu(profile, question);
}

/** CPU time in a process's clock that none of its known threads used. */
function unseenCpu(profile: Profile, { pid }: Question): number {
  let seconds = 0;
  for (const process of profile.processes) if (pid === undefined || process.pid === pid) seconds += process.cpuSeconds;
  for (const thread of profile.threads) if (pid === undefined || thread.pid === pid) seconds -= thread.cpuSeconds;
  return Math.max(0, seconds);
}
