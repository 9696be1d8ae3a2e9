/** "Profile this file", with arguments or without, and the last run again: in the menus of Python files and in the palette. */

import * as vscode from 'vscode';

import { isJsonObject } from '../../base/jsonObject.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { openSaved } from '../savedFile.ts';
import { splitShellWords } from '../shellWords.ts';
import { requireReady, startRun } from '../startRun.ts';
import { nothingToRepeat } from '../userErrors.ts';
import { askForWords } from '../wordsInput.ts';

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.profileFile', async (resource?: unknown) => {
    requireReady(ctx);
    await startRun(ctx, { kind: 'file', path: await showSaved(resource), arguments: [] });
  });
  registerCommand(ctx, 'heatline.profileFileWithArguments', async (resource?: unknown) => {
    requireReady(ctx);
    await profileWithArguments(ctx, await showSaved(resource));
  });
  registerCommand(ctx, 'heatline.profileAgain', async (options?: unknown) => {
    requireReady(ctx);
    const { last } = ctx.lastRuns;
    if (last === undefined) throw nothingToRepeat();
    await startRun(ctx, last, readRate(options));
  });
}

/** Messages offer the last run again with more samples: `{ rateHz }`. */
function readRate(options: unknown): number | undefined {
  const rate = isJsonObject(options) ? options['rateHz'] : undefined;
  return typeof rate === 'number' ? rate : undefined;
}

/** Menus give the file they are opened on; the palette and a key mean the active editor's. Resolves to its path. */
async function showSaved(resource: unknown): Promise<string> {
  const file = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  const document = await openSaved(file);
  await vscode.window.showTextDocument(document, { preview: false });
  return document.uri.fsPath;
}

async function profileWithArguments(ctx: HeatlineContext, path: string): Promise<void> {
  const typed = await askForWords({
    title: `Profile ${vscode.workspace.asRelativePath(path, false)}`,
    prompt: 'Arguments of the program. Quotes work as in a shell; nothing is expanded.',
    placeHolder: '--epochs 3 "data set.csv"',
    value: ctx.lastRuns.typedFor(path),
  });
  if (typed === undefined) return;
  const parsed = splitShellWords(typed);
  if (parsed.kind === 'broken') return;
  ctx.lastRuns.rememberTyped(path, typed);
  await startRun(ctx, { kind: 'file', path, arguments: parsed.words });
}
