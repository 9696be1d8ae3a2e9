/**
 * Follows a capture from its start to its end: tells the notification, and by `currentCapture` the status bar, how long it has
 * been going and how much of that was CPU and waiting, as the server sees it in the session.
 *
 * Cancel asks the runner by the server; the runner interrupts the program, then ends it, then kills its tree, and keeps what
 * was recorded. Only a runner that does not answer at all is ended by force.
 */

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';
import type { BegunCapture, CaptureProgress } from '../currentCapture.ts';
import { formatProgress } from '../format.ts';
import type { RunningProgram } from '../runTask.ts';

/** The runner needs up to 11 s until it kills, and then some to write what it has. */
const runnerAnswersWithinMs = 20_000;
const askAgainMs = 200;
const clockTickMs = 1_000;

/**
 * Starts a program whose session is written to `folder`, and stays until it has ended. Resolves to its exit code, `undefined`
 * where nobody knows it and when it was stopped before it was started.
 */
export async function followCapture(
  ctx: HeatlineContext,
  capture: BegunCapture,
  folder: string,
  start: () => Promise<RunningProgram>,
): Promise<number | undefined> {
  const title = `Profiling ${capture.name}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (notification, token) => {
    const held: vscode.Disposable[] = [token.onCancellationRequested(() => ctx.capture.stop())];
    try {
      notification.report({ message: 'starting …' });
      if (capture.isStopping) return undefined;
      const program = await start();
      reportProgress(ctx, capture, folder, held);
      held.push(
        ctx.capture.onDidChange((progress) => {
          if (progress?.state === 'running') notification.report({ message: formatProgress(progress) });
        }),
      );
      whenStopped(capture, held, () => void cancel(ctx, folder, program, held));
      await ctx.server.request('heatline/watchCapture', { folder });
      return await program.ended;
    } finally {
      await ctx.server.request('heatline/unwatchCapture', { folder });
      for (const part of held) part.dispose();
    }
  });
}

function whenStopped(capture: BegunCapture, held: vscode.Disposable[], call: () => void): void {
  held.push(capture.onDidStop(call));
  if (capture.isStopping) call();
}

/** The server looks ever more rarely, the longer a capture has got; the clock goes on between two looks. */
function reportProgress(ctx: HeatlineContext, capture: BegunCapture, folder: string, held: vscode.Disposable[]): void {
  let seen: Omit<CaptureProgress, 'name'> | undefined;
  let seenMs = 0;
  const tick = (): void => {
    if (seen !== undefined)
      capture.report({ ...seen, elapsed_s: seen.elapsed_s + (performance.now() - seenMs) / 1000 });
  };
  const timer = setInterval(tick, clockTickMs);
  held.push(
    { dispose: () => clearInterval(timer) },
    ctx.server.onCaptureChanged((change) => {
      if (change.folder !== folder || change.state === 'starting') return;
      seen = { state: 'running', elapsed_s: change.elapsed_s, cpu_s: change.cpu_s, wait_s: change.wait_s };
      seenMs = performance.now();
      tick();
    }),
  );
}

async function cancel(
  ctx: HeatlineContext,
  folder: string,
  program: RunningProgram,
  held: vscode.Disposable[],
): Promise<void> {
  let over = false;
  const timer = setTimeout(() => program.terminate(), runnerAnswersWithinMs);
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
    program.terminate();
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
