/**
 * `heatline.showMemoryTimeline`: the shown run's footprint over time in a panel; moving through it shows the lines that held memory
 * then, and a click or Enter goes to the line. The panel follows what is shown, and is there again after a reload of the window. Its
 * page is media/memoryTimeline.
 */

import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { FromTimelinePanel, ToTimelinePanel } from '../../protocol/timelinePanel.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { timelinePage } from '../timelinePage.ts';
import { showFailure } from '../showUserMessage.ts';

const viewType = 'heatline.memoryTimeline';
const mostLines = 12;

export function activate(ctx: HeatlineContext): void {
  let panel: vscode.WebviewPanel | undefined;
  const keep = (opened: vscode.WebviewPanel): void => {
    panel = opened;
    fillPanel(ctx, opened);
    opened.onDidDispose(() => {
      if (panel === opened) panel = undefined;
    });
  };
  registerCommand(ctx, 'heatline.showMemoryTimeline', () => {
    if (panel === undefined) keep(createPanel());
    else panel.reveal();
    return Promise.resolve();
  });
  ctx.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel(restored) {
        if (panel === undefined) keep(restored);
        else restored.dispose();
        return Promise.resolve();
      },
    }),
    { dispose: () => panel?.dispose() },
  );
}

function createPanel(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, 'Memory Timeline', vscode.ViewColumn.Beside);
}

function fillPanel(ctx: HeatlineContext, panel: vscode.WebviewPanel): void {
  const media = vscode.Uri.file(ctx.shippedPath('dist', 'media'));
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  const send = async (message: ToTimelinePanel): Promise<void> => {
    await webview.postMessage(message);
  };
  const sendTimeline = (): void => {
    void showFailure(ctx.log, async () => send(await timelineMessage(ctx)));
  };
  const listening = [
    webview.onDidReceiveMessage((message: FromTimelinePanel) => {
      void showFailure(ctx.log, async () => answer(ctx, message, { send, column: columnBeside(panel) }));
    }),
    ctx.shown.onDidChange(sendTimeline),
  ];
  panel.onDidDispose(() => listening.forEach((each) => each.dispose()));
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  webview.html = timelinePage({
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: address('memoryTimeline.js'),
    styles: address('memoryTimeline.css'),
  });
}

interface Answering {
  readonly send: (message: ToTimelinePanel) => Promise<void>;
  /** Where lines are opened. */
  readonly column: vscode.ViewColumn;
}

/** The panel stays in sight when a line is opened from it. */
function columnBeside({ viewColumn = vscode.ViewColumn.One }: vscode.WebviewPanel): vscode.ViewColumn {
  return viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
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

function emptyAction({ shown }: HeatlineContext): { readonly label: string; readonly command: string } {
  return shown.current === undefined
    ? { label: 'Show Runs', command: 'heatline.runs.focus' }
    : { label: 'Profile Again', command: 'heatline.profileAgain' };
}
