/** The capture that is going on, if any: there is one at a time, because two would disturb each other. */

import * as vscode from 'vscode';

import type { Disposable } from '../base/disposable.ts';
import { alreadyProfiling } from './userErrors.ts';

export interface CaptureProgress {
  /** What runs, for titles: "train.py", "-m pytest". */
  readonly name: string;
  readonly state: 'starting' | 'running' | 'stopping';
  /** Seconds since the program was started, and of them CPU and waiting time of all threads. */
  readonly elapsed_s: number;
  readonly cpu_s: number;
  readonly wait_s: number;
}

export interface CurrentCapture {
  readonly progress: CaptureProgress | undefined;
  readonly onDidChange: vscode.Event<CaptureProgress | undefined>;
  /** Throws a UserMessageError when a capture is going on already. Disposing what it gives ends the capture. */
  begin(name: string): BegunCapture;
  /** Asks the capture to end and keep what was recorded. Does nothing without one. */
  stop(): void;
}

export interface BegunCapture extends Disposable {
  readonly name: string;
  readonly isStopping: boolean;
  readonly onDidStop: vscode.Event<void>;
  /** Once it is stopping it stays so, whatever else is reported. */
  report(progress: Omit<CaptureProgress, 'name'>): void;
}

export function createCurrentCapture(subscriptions: vscode.Disposable[]): CurrentCapture {
  const changed = new vscode.EventEmitter<CaptureProgress | undefined>();
  const stopped = new vscode.EventEmitter<void>();
  subscriptions.push(changed, stopped);
  let progress: CaptureProgress | undefined;

  function change(next: CaptureProgress | undefined): void {
    const began = progress === undefined || next === undefined;
    progress = next;
    if (began) void vscode.commands.executeCommand('setContext', 'heatline.isProfiling', next !== undefined);
    changed.fire(next);
  }

  return {
    get progress() {
      return progress;
    },
    onDidChange: changed.event,
    begin(name) {
      if (progress !== undefined) throw alreadyProfiling();
      change({ name, state: 'starting', elapsed_s: 0, cpu_s: 0, wait_s: 0 });
      return {
        name,
        get isStopping() {
          return progress?.state === 'stopping';
        },
        onDidStop: stopped.event,
        report(next) {
          if (progress !== undefined)
            change({ ...next, name, state: progress.state === 'stopping' ? 'stopping' : next.state });
        },
        dispose: () => change(undefined),
      };
    },
    stop() {
      if (progress === undefined || progress.state === 'stopping') return;
      change({ ...progress, state: 'stopping' });
      stopped.fire();
    },
  };
}
