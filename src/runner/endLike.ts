/** Ending the way the target ended, so that whoever waits for us sees what it would have seen. */
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';

import type { TargetEnd } from './recorder.ts';

/** Ends this process: by the signal that ended the target, or with its status. */
export function endLike({ status, signal }: Pick<TargetEnd, 'status' | 'signal'>): never {
  if (signal !== null) dieBy(signal);
  process.exit(status ?? 1);
}

const signalStatusBase = 128;

function dieBy(signal: NodeJS.Signals): never {
  suppressCoreFile();
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    // Node ignores some signals from its start; taking a listener away again restores the default.
    const listener = (): void => undefined;
    process.on(signal, listener);
    process.removeAllListeners(signal);
  }
  process.kill(process.pid, signal);
  // Delivered by now, unless the signal doesn't end processes or is blocked: then as a shell would say it.
  process.exit(signalStatusBase + constants.signals[signal]);
}

/** The target has left its own core file where it may; one of ours would only replace it. */
function suppressCoreFile(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Without /proc the core file is larger, nothing else.
  }
}
