/**
 * `heatline.showImportFlame`: the imports of the shown run, one process at a time, as a flame graph in a panel: what loaded what, how
 * long it took, and whether it was used. Its links go to the import statements. The panel follows what is shown, and is there again
 * after a reload of the window. Its page is media/importFlame.
 */

import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { FromFlamePanel, ImportFlame, ToFlamePanel } from '../../protocol/importFlame.ts';
import type { HeatlineContext } from '../context.ts';
import { flameBody } from '../flamePage.ts';
import { emptyAction, registerSoloPanel, type SoloPanelEvents } from '../soloPanel.ts';

const toldForMs = 4000;

export function activate(ctx: HeatlineContext): void {
  registerSoloPanel<ToFlamePanel, FromFlamePanel>(ctx, {
    command: 'heatline.showImportFlame',
    viewType: 'heatline.importFlame',
    title: 'Import Flame Graph',
    media: 'importFlame',
    heading: 'Imports',
    body: flameBody,
    start: (send) => startPanel(ctx, send),
  });
}

type Send = (message: ToFlamePanel) => Promise<void>;

function startPanel(ctx: HeatlineContext, send: Send): SoloPanelEvents<FromFlamePanel> {
  /** What the page has: it names boxes by their index, and never a file. */
  let sent: ImportFlame | null = null;
  /** Of the session that it was sent of. */
  let folder = ctx.shown.current?.folder;

  async function show(pid: number | null): Promise<void> {
    folder = ctx.shown.current?.folder;
    sent = await flameOf(ctx, pid);
    await send(message(ctx, sent));
  }

  return {
    refresh: async () => show(folder === ctx.shown.current?.folder ? (sent?.pid ?? null) : null),
    async answer(asked, column) {
      switch (asked.kind) {
        case 'ready':
        case 'chooseProcess':
          await show(asked.pid);
          return;
        case 'openStatement': {
          const importer = sent?.boxes[asked.box]?.importer ?? null;
          if (importer === null) return;
          await vscode.commands.executeCommand('heatline.openLine', importer.path, importer.line, column);
          return;
        }
        case 'copyText':
          await copyText(ctx, sent?.pid ?? null);
          return;
        case 'act':
          await vscode.commands.executeCommand(emptyAction(ctx).command);
      }
    },
  };
}

async function flameOf(ctx: HeatlineContext, pid: number | null): Promise<ImportFlame | null> {
  if (ctx.shown.current === undefined) return null;
  return (await ctx.server.request('heatline/importFlame', { pid })).flame;
}

function message(ctx: HeatlineContext, flame: ImportFlame | null): ToFlamePanel {
  const session = ctx.shown.current;
  const { label } = emptyAction(ctx);
  if (session === undefined) {
    return { kind: 'empty', message: 'No profile is shown: profile a file, or open a run.', action: label };
  }
  if (flame !== null) return { kind: 'flame', program: basename(session.program), flame };
  const why = session.imports.missing?.message ?? 'The program imported nothing, so there is nothing to draw.';
  return { kind: 'empty', message: why, action: label };
}

async function copyText(ctx: HeatlineContext, pid: number | null): Promise<void> {
  const { text } = await ctx.server.request('heatline/importTreeText', { pid });
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage('$(check) Imports copied as text', toldForMs);
}
