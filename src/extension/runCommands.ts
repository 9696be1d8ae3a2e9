/** What can be done to a run of the history: open, rename, delete, export. From a row, its menu, or a key on the chosen row. */

import { homedir } from 'node:os';

import * as vscode from 'vscode';

import { isJsonObject } from '../base/jsonObject.ts';
import type { SessionRow } from '../protocol/heat.ts';
import type { DoneResult } from '../protocol/lsp.ts';
import { registerCommand, type CommandName } from './commands.ts';
import type { HeatlineContext } from './context.ts';
import { formatBytes } from './format.ts';
import { exportName, mostNameCharacters } from './runTexts.ts';
import { notOnThisDisk, runUnchanged, sessionUnreadable, stillRunning, UserMessageError } from './userErrors.ts';

/** `chosen`: the run that keys are meant for. */
export function registerRunCommands(ctx: HeatlineContext, chosen: () => Promise<SessionRow | undefined>): void {
  const onRun = (name: CommandName, work: (ctx: HeatlineContext, run: SessionRow) => Promise<void>): void =>
    registerCommand(ctx, name, async (row) => {
      const run = isRun(row) ? row : await chosen();
      if (run !== undefined) await work(ctx, run);
    });
  onRun('heatline.openRun', openRun);
  onRun('heatline.renameRun', renameRun);
  onRun('heatline.deleteRun', deleteRun);
  onRun('heatline.exportRun', exportRun);
}

function isRun(row: unknown): row is SessionRow {
  return isJsonObject(row) && typeof row['folder'] === 'string' && typeof row['command'] === 'string';
}

async function openRun(ctx: HeatlineContext, { folder }: SessionRow): Promise<void> {
  const result = await ctx.server.request('heatline/openSession', { folder });
  if (result.kind === 'failed') {
    refresh();
    throw new UserMessageError(sessionUnreadable(result));
  }
  ctx.shown.show(result.session);
  for (const { code, message } of result.session.problems) ctx.log.warn(`${code}: ${message}`);
}

async function renameRun(ctx: HeatlineContext, { folder, name, command }: SessionRow): Promise<void> {
  const wanted = await vscode.window.showInputBox({
    title: `Name of the run "${command}"`,
    value: name,
    prompt: 'The command line knows it by this name too. Leave it empty for no name.',
    validateInput: (text) =>
      Array.from(text.trim()).length > mostNameCharacters ? `At most ${mostNameCharacters} characters.` : undefined,
  });
  if (wanted === undefined || wanted.trim() === name) return;
  check(await ctx.server.request('heatline/renameSession', { folder, name: wanted.trim() }));
  refresh();
}

async function deleteRun(ctx: HeatlineContext, run: SessionRow): Promise<void> {
  if (run.state === 'running') throw stillRunning();
  const answer = await vscode.window.showWarningMessage(
    `Delete the run "${run.name === '' ? run.command : run.name}"?`,
    { modal: true, detail: `Its ${formatBytes(run.sizeBytes)} of recorded data can't be brought back.` },
    'Delete',
  );
  if (answer !== 'Delete') return;
  check(await ctx.server.request('heatline/deleteSession', { folder: run.folder }));
  if (ctx.shown.current?.folder === run.folder) await vscode.commands.executeCommand('heatline.clearHeat');
  refresh();
}

async function exportRun(ctx: HeatlineContext, run: SessionRow): Promise<void> {
  const { formats } = await ctx.server.request('heatline/exportFormats', {});
  const items = formats.map((format) => ({ label: format.label, description: `*${format.extension}`, format }));
  const chosen = await vscode.window.showQuickPick(items, { title: `Export "${run.command}" for …` });
  if (chosen === undefined) return;
  const { name, label, extension } = chosen.format;
  const target = await vscode.window.showSaveDialog({
    title: `Export for ${label}`,
    defaultUri: vscode.Uri.joinPath(exportFolder(), `${exportName(run)}${extension}`),
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') throw notOnThisDisk();
  check(await ctx.server.request('heatline/exportSession', { folder: run.folder, format: name, path: target.fsPath }));
  await tellWritten(target, label);
}

async function tellWritten(target: vscode.Uri, label: string): Promise<void> {
  const copyPath = 'Copy Path';
  const answer = await vscode.window.showInformationMessage(`Wrote ${target.fsPath} for ${label}.`, copyPath);
  if (answer === copyPath) await vscode.env.clipboard.writeText(target.fsPath);
}

function exportFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return folder?.uri ?? vscode.Uri.file(homedir());
}

function check(result: DoneResult): void {
  if (result.kind === 'done') return;
  refresh();
  throw runUnchanged(result);
}

function refresh(): void {
  void vscode.commands.executeCommand('heatline.refreshRuns');
}
