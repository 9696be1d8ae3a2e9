/** The processes of a tree, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  readonly pid: number;
  readonly ppid: number;
  readonly state: string;
  readonly group: number;
  /** Device number of the controlling terminal, 0 without one. */
  readonly terminal: number;
  /** The terminal's foreground process group. */
  readonly foregroundGroup: number;
  /** Clock ticks after boot; together with the pid it names a process for good. */
  readonly startTicks: number;
}

/** `undefined` when there is no such process. */
export function readProcessStat(pid: number | 'self'): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // Ended meanwhile.
    return undefined;
  }
  // The name in parentheses may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (index: number): number => Number(fields[index] ?? 0);
  return {
    pid: Number.parseInt(text, 10),
    state: fields[0] ?? '',
    ppid: field(1),
    group: field(2),
    terminal: field(4),
    foregroundGroup: field(5),
    startTicks: field(19),
  };
}

/** `root` and everything below it, parents first. */
export function listTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProcessStat(Number(name));
    if (stat === undefined || stat.state === 'Z') continue;
    children.set(stat.ppid, [...(children.get(stat.ppid) ?? []), stat.pid]);
  }
  const found: number[] = [root];
  for (let index = 0; index < found.length; index += 1) found.push(...(children.get(found[index] ?? 0) ?? []));
  return found;
}

/** Whether a terminal's keys reach this process and its children: then they get those signals without us. */
export function inForeground(): boolean {
  const stat = readProcessStat('self');
  return stat !== undefined && stat.terminal !== 0 && stat.group === stat.foregroundGroup;
}

/** Sends `signal`; a process that is gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
