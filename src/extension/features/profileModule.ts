/** "Profile Module": runs `python -m module arguments` in a folder of the workspace. */

import * as vscode from 'vscode';

import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { requireDisk } from '../savedFile.ts';
import { splitShellWords } from '../shellWords.ts';
import { requireReady, startRun } from '../startRun.ts';
import { noFolderOpen } from '../userErrors.ts';
import { askForWords } from '../wordsInput.ts';

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.profileModule', async () => {
    requireReady(ctx);
    const folder = await chooseFolder();
    if (folder === undefined) return;
    requireDisk(folder.uri);
    await profileModule(ctx, folder);
  });
}

/** The active editor's, the only one, or the one that is picked; `undefined` when none is. */
async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw noFolderOpen();
  const file = vscode.window.activeTextEditor?.document.uri;
  const active = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
  if (active !== undefined || folders.length === 1) return active ?? folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'The folder in which the module runs' });
}

async function profileModule(ctx: HeatlineContext, folder: vscode.WorkspaceFolder): Promise<void> {
  const path = folder.uri.fsPath;
  const typed = await askForWords({
    title: `Profile Module in ${folder.name}`,
    prompt: 'A module and its arguments, as after "python -m"',
    placeHolder: 'pytest -q tests',
    value: ctx.lastRuns.typedFor(path),
    check: ([module = '']) =>
      module === '' || /^[\p{L}\p{N}_.]+$/u.test(module) ? undefined : `"${module}" is not the name of a module.`,
  });
  if (typed === undefined) return;
  const parsed = splitShellWords(typed);
  const [module, ...rest] = parsed.kind === 'words' ? parsed.words : [];
  if (module === undefined) return;
  ctx.lastRuns.rememberTyped(path, typed);
  await startRun(ctx, { kind: 'module', module, arguments: rest, folder: path });
}
