/**
 * Follows captures while they run, by looking into their session folders.
 *
 * A look decodes what was recorded so far, which grows with the session; the pause after it grows alike, so that watching
 * costs at most a tenth of one processor however long the capture lasts.
 */

import type { Disposable } from '../base/disposable.ts';
import type { ThreadRow } from '../profile/tables.ts';
import type { CaptureChanged } from '../protocol/lsp.ts';
import { quality } from '../queries/quality.ts';
import { defaultScope } from '../queries/scope.ts';
import type { ServerEnvironment } from './environment.ts';

export interface CaptureWatch extends Disposable {
  watch(folder: string): void;
  unwatch(folder: string): void;
}

const shortestPauseMs = 400;
const pausePerLook = 10;

export function createCaptureWatch(env: ServerEnvironment, notify: (change: CaptureChanged) => void): CaptureWatch {
  const timers = new Map<string, NodeJS.Timeout>();

  function unwatch(folder: string): void {
    clearTimeout(timers.get(folder));
    timers.delete(folder);
  }

  function look(folder: string): void {
    const startedMs = env.nowMs();
    const change = readCapture(env, folder);
    notify(change);
    if (change.state === 'ended') unwatch(folder);
    else plan(folder, Math.max(shortestPauseMs, (env.nowMs() - startedMs) * pausePerLook));
  }

  function plan(folder: string, pauseMs: number): void {
    timers.set(
      folder,
      setTimeout(() => look(folder), pauseMs),
    );
  }

  return {
    watch(folder) {
      unwatch(folder);
      plan(folder, 0);
    },
    unwatch,
    dispose() {
      for (const folder of [...timers.keys()]) unwatch(folder);
    },
  };
}

function readCapture(env: ServerEnvironment, folder: string): CaptureChanged {
  const opened = env.openSession(folder);
  if (!opened.ok) return { folder, elapsed_s: 0, samples: 0, cpu_s: 0, wait_s: 0, state: 'starting' };
  const { profile, live } = opened.value;
  const { signals } = quality(profile, { scope: defaultScope(profile), basis: 'elapsed' });
  const elapsed_s = Math.max(0, (env.nowMs() - Date.parse(profile.capture.startedAt)) / 1000);
  const sum = (of: (thread: ThreadRow) => number): number =>
    profile.threads.reduce((total, thread) => total + of(thread), 0);
  const cpu_s = sum(({ cpuSeconds }) => cpuSeconds);
  const wait_s = sum(({ waitSeconds }) => waitSeconds);
  return { folder, elapsed_s, samples: signals, cpu_s, wait_s, state: live ? 'running' : 'ended' };
}
