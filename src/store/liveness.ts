/** Whether a process still runs, told from /proc; a process id alone may have been given to another one since. */
import { readFileSync } from 'node:fs';

export interface ProcessName {
  readonly pid: number;
  /** Clock ticks after boot. */
  readonly startTicks: number;
}

/** `undefined` when there is no such process or it has ended and only waits to be collected. */
export function nameProcess(pid: number): ProcessName | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // Ended.
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { pid, startTicks: Number(fields[19]) };
}

export function isRunning({ pid, startTicks }: ProcessName): boolean {
  return nameProcess(pid)?.startTicks === startTicks;
}

/** CPU time in ns of the children that this process has collected, and of theirs. Resolution: the clock tick, 10 ms. */
export function collectedChildrenCpuNs(): number {
  const text = readFileSync('/proc/self/stat', 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 1e7;
}
