import type { Profile } from '../profile/profile.ts';
import type { ProcessRow, ThreadRow } from '../profile/tables.ts';
import type { HeatChoice } from '../protocol/heat.ts';

/** More than anybody reads through; the costly ones are among them. */
const mostThreads = 200;
const mostProcesses = 200;

/**
 * Processes with their threads: what a question can be narrowed to. The first process comes first, the others by what they
 * cost; in a process the main thread comes first, then the others by what they cost.
 */
export function heatChoices(profile: Profile): HeatChoice[] {
  const { processes, threads, capture } = profile;
  const cpuSeconds = processes.reduce((sum, row) => sum + row.cpuSeconds, 0);
  const pids = [...new Set(processes.flatMap(({ pid, passing }) => (passing ? [] : [pid])))];
  return pids
    .map((pid) => {
      const rows = processes.filter((row) => row.pid === pid);
      return ofProcess(
        rows,
        threads.filter((thread) => thread.pid === pid),
        { main: pid === capture.pid, cpuSeconds },
      );
    })
    .sort(([a], [b]) => byWeight(a, b))
    .slice(0, mostProcesses)
    .flatMap(([process, own]) => [process, ...own]);
}

/** A process that became another program by exec has a row for each; a question asks about the process as a whole. */
function ofProcess(
  rows: readonly ProcessRow[],
  threads: readonly ThreadRow[],
  { main, cpuSeconds: all }: { readonly main: boolean; readonly cpuSeconds: number },
): readonly [process: HeatChoice, threads: readonly HeatChoice[]] {
  const last = rows.at(-1);
  const cpu_s = rows.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const process: HeatChoice = {
    pid: last?.pid ?? 0,
    tid: null,
    name: last?.command.join(' ') ?? '',
    main,
    cpu_s,
    wait_s: threads.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0),
    fate: { cpu_share: all > 0 ? cpu_s / all : 0, exit: last?.exit ?? null, replaced: last?.replaced ?? false },
  };
  return [process, threads.map(ofThread).sort(byWeight).slice(0, mostThreads)];
}

function ofThread({ pid, tid, name, main, cpuSeconds, waitSeconds }: ThreadRow): HeatChoice {
  return { pid, tid, name, main, cpu_s: cpuSeconds, wait_s: waitSeconds, fate: null };
}

function byWeight(a: HeatChoice, b: HeatChoice): number {
  return Number(b.main) - Number(a.main) || b.cpu_s - a.cpu_s || b.wait_s - a.wait_s;
}
