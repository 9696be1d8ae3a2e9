/** Where something runs: its folder decides about settings, the working folder and the environment. */

import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import * as vscode from 'vscode';

import type { RunRequest } from './runRequest.ts';

export interface RunPlace {
  /** What settings are asked for: the file, or the module's folder. */
  readonly resource: vscode.Uri;
  /** Absent for a file outside of every folder of the workspace. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Absolute path of the working folder: the workspace's folder, else the file's own. */
  readonly root: string;
  /** Absolute path of the folder that the program lies in. */
  readonly near: string;
}

export function placeOf(request: RunRequest): RunPlace {
  return request.kind === 'file' ? placeOfFile(request.path) : placeOfFolder(request.folder);
}

export function placeOfFile(path: string): RunPlace {
  const resource = vscode.Uri.file(path);
  const folder = vscode.workspace.getWorkspaceFolder(resource);
  const near = dirname(path);
  return { resource, folder, root: folder?.uri.fsPath ?? near, near };
}

export function placeOfFolder(path: string): RunPlace {
  const resource = vscode.Uri.file(path);
  return { resource, folder: vscode.workspace.getWorkspaceFolder(resource), root: path, near: path };
}

/** A path of a setting: `${workspaceFolder}` and `~` are understood, and what is relative begins at the working folder. */
export function expandPath(text: string, { root }: RunPlace): string {
  const expanded = text.replaceAll('${workspaceFolder}', root).replace(/^~(?=\/|$)/, homedir());
  return isAbsolute(expanded) ? expanded : join(root, expanded);
}
