/** A panel of which there is one at most: its command opens or shows it, and it is there again after a reload of the window. */

import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

import { registerCommand, type CommandName } from './commands.ts';
import type { HeatlineContext } from './context.ts';
import { panelPage } from './panelPage.ts';
import { showFailure } from './showUserMessage.ts';

export interface SoloPanel<To, From> {
  readonly command: CommandName;
  /** Also in package.json, as activation event. */
  readonly viewType: string;
  readonly title: string;
  /** Folder of `media`, and name of what it is bundled to. */
  readonly media: string;
  readonly heading: string;
  readonly body: string;
  /** Called for each panel that opens. */
  start(send: (message: To) => Promise<void>): SoloPanelEvents<From>;
}

export interface SoloPanelEvents<From> {
  /** @param column where files are opened, so that the panel stays in sight */
  answer(message: From, column: vscode.ViewColumn): Promise<void>;
  /** What is shown has changed. */
  refresh(): Promise<void>;
}

export function registerSoloPanel<To, From>(ctx: HeatlineContext, solo: SoloPanel<To, From>): void {
  let panel: vscode.WebviewPanel | undefined;
  const keep = (opened: vscode.WebviewPanel): void => {
    panel = opened;
    fill(ctx, opened, solo);
    opened.onDidDispose(() => {
      if (panel === opened) panel = undefined;
    });
  };
  registerCommand(ctx, solo.command, () => {
    if (panel === undefined)
      keep(vscode.window.createWebviewPanel(solo.viewType, solo.title, vscode.ViewColumn.Beside));
    else panel.reveal();
    return Promise.resolve();
  });
  ctx.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(solo.viewType, {
      deserializeWebviewPanel(restored) {
        if (panel === undefined) keep(restored);
        else restored.dispose();
        return Promise.resolve();
      },
    }),
    { dispose: () => panel?.dispose() },
  );
}

function fill<To, From>(ctx: HeatlineContext, panel: vscode.WebviewPanel, solo: SoloPanel<To, From>): void {
  const media = vscode.Uri.file(ctx.shippedPath('dist', 'media'));
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  const events = solo.start(async (message) => {
    await webview.postMessage(message);
  });
  const listening = [
    webview.onDidReceiveMessage((message: From) => {
      void showFailure(ctx.log, async () => events.answer(message, columnBeside(panel)));
    }),
    ctx.shown.onDidChange(() => void showFailure(ctx.log, async () => events.refresh())),
  ];
  panel.onDidDispose(() => listening.forEach((each) => each.dispose()));
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  webview.html = panelPage({
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: address(`${solo.media}.js`),
    styles: address(`${solo.media}.css`),
    title: solo.title,
    heading: solo.heading,
    body: solo.body,
  });
}

function columnBeside({ viewColumn = vscode.ViewColumn.One }: vscode.WebviewPanel): vscode.ViewColumn {
  return viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
}

/** The button of a page that has nothing to draw. */
export function emptyAction({ shown }: HeatlineContext): { readonly label: string; readonly command: string } {
  return shown.current === undefined
    ? { label: 'Show Runs', command: 'heatline.runs.focus' }
    : { label: 'Profile Again', command: 'heatline.profileAgain' };
}
