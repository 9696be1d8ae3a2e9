/** A window that is reloaded leaves its program running: it is followed again, can be stopped, and its heat is shown in the end. */

import * as vscode from 'vscode';

import type { CaptureChanged } from '../../protocol/lsp.ts';
import type { HeatlineContext } from '../context.ts';
import type { RunningCapture } from '../lastRuns.ts';
import type { RunningProgram } from '../runTask.ts';
import { showFailure } from '../showUserMessage.ts';
import { showResult } from '../showResult.ts';
import { taskType } from '../startRun.ts';
import { followCapture } from './progress.ts';

export function activate(ctx: HeatlineContext): void {
  const { running } = ctx.lastRuns;
  if (running !== undefined) void showFailure(ctx.log, async () => resume(ctx, running));
}

async function resume(ctx: HeatlineContext, { name, folder }: RunningCapture): Promise<void> {
  const { state } = await nextChange(ctx, folder, () => true);
  if (state === 'running') {
    ctx.log.info(`following ${name} again, in ${folder}`);
    const capture = ctx.capture.begin(name);
    try {
      await followCapture(ctx, capture, folder, () => Promise.resolve(leftProgram(ctx, folder)));
    } finally {
      capture.dispose();
    }
  }
  ctx.lastRuns.running = undefined;
  // Nothing was started when there is no session.
  if (state !== 'starting') await showResult(ctx, folder, undefined);
}

/** The task is another window's by now, so its end is seen in the session. */
function leftProgram(ctx: HeatlineContext, folder: string): RunningProgram {
  return {
    ended: nextChange(ctx, folder, ({ state }) => state === 'ended').then(() => undefined),
    terminate() {
      for (const execution of vscode.tasks.taskExecutions)
        if (execution.task.definition.type === taskType) execution.terminate();
    },
  };
}

async function nextChange(
  ctx: HeatlineContext,
  folder: string,
  isWanted: (change: CaptureChanged) => boolean,
): Promise<CaptureChanged> {
  const change = new Promise<CaptureChanged>((resolve) => {
    const listening = ctx.server.onCaptureChanged((change) => {
      if (change.folder !== folder || !isWanted(change)) return;
      listening.dispose();
      resolve(change);
    });
  });
  await ctx.server.request('heatline/watchCapture', { folder });
  return change;
}
