/**
 * The notification while a program is profiled: elapsed time and samples so far, as the server sees them in the session, and a
 * Cancel button.
 *
 * Cancel asks the runner by the server; the runner interrupts the program, then ends it, then kills its tree, and keeps what
 * was recorded. Only a runner that does not answer at all is ended by force.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';
import { formatClock, formatCount } from '../format.ts';

/** The runner needs up to 10 s until it kills, and then some to write what it has. */
const runnerAnswersWithinMs = 20_000;
const askAgainMs = 200;

export interface FollowedCapture {
  readonly file: vscode.Uri;
  /** The session's folder. */
  readonly folder: string;
}

/** Starts a task and stays until it has ended. Resolves to its exit code, `undefined` where VS Code knows none. */
export async function followCapture(
  ctx: HeatlineContext,
  { file, folder }: FollowedCapture,
  start: () => Promise<vscode.TaskExecution>,
): Promise<number | undefined> {
  const title = `Profiling ${basename(file.fsPath)}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const held: vscode.Disposable[] = [];
    try {
      held.push(
        ctx.server.onCaptureChanged((change) => {
          if (change.folder !== folder || change.state === 'starting') return;
          progress.report({ message: `${formatClock(change.elapsed_s)} · ${formatCount(change.samples, 'sample')}` });
        }),
      );
      const ended = taskEnd(held);
      const execution = await start();
      held.push(token.onCancellationRequested(() => void cancel(ctx, folder, execution, held)));
      progress.report({ message: 'starting …' });
      await ctx.server.request('heatline/watchCapture', { folder });
      return await ended(execution);
    } finally {
      await ctx.server.request('heatline/unwatchCapture', { folder });
      for (const part of held) part.dispose();
    }
  });
}

/** Listens from now on, so that a task that ends at once is not missed. */
function taskEnd(held: vscode.Disposable[]): (execution: vscode.TaskExecution) => Promise<number | undefined> {
  const over: { readonly execution: vscode.TaskExecution; readonly exitCode: number | undefined }[] = [];
  const happened = new vscode.EventEmitter<void>();
  const note = (execution: vscode.TaskExecution, exitCode: number | undefined): void => {
    over.push({ execution, exitCode });
    happened.fire();
  };
  held.push(
    happened,
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => note(execution, exitCode)),
    // Also of a task whose process could not be started.
    vscode.tasks.onDidEndTask(({ execution }) => note(execution, undefined)),
  );
  return async (execution) =>
    new Promise((resolve) => {
      const look = (): void => {
        const end = over.find((candidate) => candidate.execution === execution);
        if (end !== undefined) resolve(end.exitCode);
      };
      held.push(happened.event(look));
      look();
    });
}

async function cancel(
  ctx: HeatlineContext,
  folder: string,
  execution: vscode.TaskExecution,
  held: vscode.Disposable[],
): Promise<void> {
  let over = false;
  const timer = setTimeout(() => execution.terminate(), runnerAnswersWithinMs);
  held.push({
    dispose() {
      over = true;
      clearTimeout(timer);
    },
  });
  try {
    // Right after the start there is nobody to ask yet.
    while (!over && !(await ctx.server.request('heatline/cancelCapture', { folder })).asked) await pause(askAgainMs);
  } catch (error) {
    ctx.log.error(`cancelling failed, ending the task instead: ${String(error)}`);
    execution.terminate();
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
