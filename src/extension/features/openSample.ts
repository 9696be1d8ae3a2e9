/**
 * `heatline.openSample`, for the walkthrough: a program to profile. It is copied to where the user may change it; a copy that was
 * changed is kept.
 */

import * as vscode from 'vscode';

import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';

const sampleName = 'sample.py';

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.openSample', async () => {
    const shipped = vscode.Uri.file(ctx.shippedPath('media', 'sample', sampleName));
    const own = vscode.Uri.joinPath(ctx.storage, sampleName);
    await vscode.workspace.fs.createDirectory(ctx.storage);
    if (!(await exists(own))) await vscode.workspace.fs.copy(shipped, own);
    await vscode.window.showTextDocument(own, { preview: false });
  });
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
