/** Whether the system killed for lack of memory: its own counts, read before and after the program. */
import { readFileSync } from 'node:fs';

/**
 * Kills so far: of this process's memory group and of the whole machine, as far as they can be read. Only a difference means
 * something, and it says that something was killed, not what.
 */
export function countMemoryKills(): number {
  return countIn('/proc/vmstat', /^oom_kill (\d+)$/m) + Math.max(0, ...groupFiles().map(countOfGroup));
}

function countOfGroup(path: string): number {
  return countIn(path, /^oom_kill (\d+)$/m);
}

/** `memory.events` of version 2, `memory.oom_control` of version 1; inside a container the group may be the mount's root. */
function groupFiles(): string[] {
  const lines = readText('/proc/self/cgroup').split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', group = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (group === '') return [];
    if (controllers === '') return [`/sys/fs/cgroup${group}/memory.events`, '/sys/fs/cgroup/memory.events'];
    if (!controllers.split(',').includes('memory')) return [];
    return [`/sys/fs/cgroup/memory${group}/memory.oom_control`, '/sys/fs/cgroup/memory/memory.oom_control'];
  });
}

function countIn(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readText(path))?.[1] ?? 0);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Not this version of control groups, or not readable here.
    return '';
  }
}
