/**
 * Signals while the target lives. Those a terminal sends reach the target by themselves, being in the same process group;
 * passing them on would deliver them twice. Those sent to the command line alone are passed on.
 */
import type { Disposable } from '../base/disposable.ts';
import { inForeground, signalProcess } from './processTree.ts';

const alwaysForwarded: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];
const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGWINCH'];

/** Passes signals on to `pid`, but for one that is kept, until disposed; then the signals do to this process what they do by default. */
export function forwardSignals(pid: number, kept?: NodeJS.Signals): Disposable {
  const listeners = new Map<NodeJS.Signals, () => void>();
  for (const signal of alwaysForwarded) listeners.set(signal, () => signalProcess(pid, signal));
  for (const signal of fromTerminal) {
    listeners.set(signal, () => {
      if (!inForeground()) signalProcess(pid, signal);
    });
  }
  if (kept !== undefined) listeners.delete(kept);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    dispose() {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}

/**
 * Keeps the process alive through the signals that end programs, while results are still written: the terminal sends its
 * keys to the whole group, and closing it sends SIGHUP.
 */
export function holdOffSignals(): Disposable {
  const held: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM', 'SIGPIPE'];
  const ignore = (): void => undefined;
  for (const signal of held) process.on(signal, ignore);
  return {
    dispose() {
      for (const signal of held) process.off(signal, ignore);
    },
  };
}
