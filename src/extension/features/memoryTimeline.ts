/**
 * `heatline.showMemoryTimeline`: the shown run's footprint over time in a panel; moving through it shows the lines that held memory
 * then, and a click or Enter goes to the line. The panel follows what is shown, and is there again after a reload of the window. Its
 * page is media/memoryTimeline.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { FromTimelinePanel, ToTimelinePanel } from '../../protocol/timelinePanel.ts';
import type { HeatlineContext } from '../context.ts';
import { emptyAction, registerSoloPanel } from '../soloPanel.ts';
import { timelineBody } from '../timelinePage.ts';

const mostLines = 12;

export function activate(ctx: HeatlineContext): void {
  registerSoloPanel<ToTimelinePanel, FromTimelinePanel>(ctx, {
    command: 'heatline.showMemoryTimeline',
    viewType: 'heatline.memoryTimeline',
    title: 'Memory Timeline',
    media: 'memoryTimeline',
    heading: 'Memory',
    body: timelineBody,
    start: (send) => ({
      answer: async (message, column) => answer(ctx, message, { send, column }),
      refresh: async () => send(await timelineMessage(ctx)),
    }),
  });
}

interface Answering {
  readonly send: (message: ToTimelinePanel) => Promise<void>;
  /** Where lines are opened. */
  readonly column: vscode.ViewColumn;
}

async function answer(ctx: HeatlineContext, message: FromTimelinePanel, { send, column }: Answering): Promise<void> {
  switch (message.kind) {
    case 'ready':
      await send(await timelineMessage(ctx));
      return;
    case 'ask': {
      const { ticket, seconds } = message;
      const { rows } = await ctx.server.request('heatline/memoryAt', { seconds, limit: mostLines });
      await send({ kind: 'lines', ticket, rows });
      return;
    }
    case 'openLine':
      await vscode.commands.executeCommand('heatline.openLine', message.path, message.line, column);
      return;
    case 'act':
      await vscode.commands.executeCommand(emptyAction(ctx).command);
  }
}

async function timelineMessage(ctx: HeatlineContext): Promise<ToTimelinePanel> {
  const session = ctx.shown.current;
  const { label } = emptyAction(ctx);
  if (session === undefined) {
    return { kind: 'empty', message: 'No profile is shown: profile a file, or open a run.', action: label };
  }
  const { timeline } = await ctx.server.request('heatline/memoryTimeline', {});
  if (timeline === null || timeline.points.length === 0) {
    const why = session.memory.memoryMissing?.message ?? 'This run was over before its memory was looked at.';
    return { kind: 'empty', message: why, action: label };
  }
  return { kind: 'timeline', program: basename(session.program), timeline };
}
