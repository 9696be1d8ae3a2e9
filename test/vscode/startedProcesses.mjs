// Knows every process below one that was started, so that all of them can be ended, also those that have left the tree:
// VS Code's server starts hosts, terminals and watchers of its own, some of which outlive it.

import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, started: string }} Known process id and start time: an id alone may be another's by now */

const lookMs = 500;
const politeMs = 1500;

/** @param {number} pid */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), started: fields[19] ?? '', dead: fields[0] === 'Z' };
  } catch {
    // Ended meanwhile.
    return undefined;
  }
}

/** @param {number} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** @param {Known} known */
function isRunning({ pid, started }) {
  const stat = readStat(pid);
  return stat !== undefined && stat.started === started && !stat.dead;
}

/** @param {readonly Known[]} processes @param {NodeJS.Signals} signal */
function signalAll(processes, signal) {
  for (const known of processes) {
    if (!isRunning(known)) continue;
    try {
      process.kill(known.pid, signal);
    } catch {
      // Ended between the look and the signal.
    }
  }
}

/** @param {() => boolean} condition @param {number} withinMs */
async function waitFor(condition, withinMs) {
  const untilMs = performance.now() + withinMs;
  while (!condition() && performance.now() < untilMs) await new Promise((done) => setTimeout(done, 50));
}

/**
 * @returns {{ follow(child: import('node:child_process').ChildProcess): void, matching(word: string): number[], end(): Promise<void> }}
 */
export function startedProcesses() {
  /** @type {Map<number, Known>} */
  const known = new Map();

  function look() {
    const stats = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readStat(Number(name)) ?? []) : []));
    // A pass finds the children of what is known; new ones may have children themselves.
    for (let grown = true; grown;) {
      grown = false;
      for (const { pid, parent, started } of stats) {
        if (known.get(pid)?.started === started || !known.has(parent)) continue;
        known.set(pid, { pid, started });
        grown = true;
      }
    }
  }
  const timer = setInterval(look, lookMs);
  timer.unref();

  return {
    follow(child) {
      const stat = child.pid === undefined ? undefined : readStat(child.pid);
      if (stat !== undefined) known.set(stat.pid, { pid: stat.pid, started: stat.started });
    },
    matching(word) {
      look();
      return [...known.values()]
        .filter((each) => isRunning(each) && commandLine(each.pid).includes(word))
        .map(({ pid }) => pid);
    },
    async end() {
      clearInterval(timer);
      look();
      const all = [...known.values()];
      signalAll(all, 'SIGTERM');
      await waitFor(() => !all.some(isRunning), politeMs);
      signalAll(all, 'SIGKILL');
      await waitFor(() => !all.some(isRunning), politeMs);
    },
  };
}
