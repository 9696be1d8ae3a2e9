/**
 * Which Python runs the file. First that applies: the setting, the Python extension's choice, the workspace's .venv, then an
 * activated environment or PATH as the command line finds them.
 */

import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import * as vscode from 'vscode';

import { listInterpreters } from '../runner/interpreter.ts';
import type { HeatlineContext } from './context.ts';
import { interpreterMissing } from './userErrors.ts';

export interface ChosenInterpreter {
  readonly path: string;
  /** What led to it, for people. */
  readonly origin: string;
}

/** Throws a UserMessageError when there is none, or none where the setting says. */
export async function chooseInterpreter(ctx: HeatlineContext, file: vscode.Uri): Promise<ChosenInterpreter> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const set = ctx.config.interpreter(file);
  if (set !== '') return fromSetting(set, folder);
  const chosen =
    (await fromPythonExtension(file)) ??
    fromWorkspace(folder) ??
    listInterpreters(process.env).find(({ path }) => isFile(path));
  if (chosen === undefined) throw interpreterMissing('');
  return chosen;
}

function fromSetting(set: string, folder: vscode.WorkspaceFolder | undefined): ChosenInterpreter {
  const root = folder?.uri.fsPath ?? '';
  const expanded = set.replaceAll('${workspaceFolder}', root).replace(/^~(?=\/|$)/, homedir());
  const path = isAbsolute(expanded) || !expanded.includes('/') ? expanded : join(root, expanded);
  // A bare name is looked up on PATH, by the command line too.
  if (path.includes('/') && !isFile(path)) throw interpreterMissing(path);
  return { path, origin: 'setting heatline.interpreter' };
}

/** What we use of the API that `ms-python.python` exports (npm: @vscode/python-extension). */
interface PythonExtensionApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

async function fromPythonExtension(file: vscode.Uri): Promise<ChosenInterpreter | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtensionApi | undefined>('ms-python.python');
  const api = await extension?.activate();
  if (api?.environments === undefined) return undefined;
  const active = api.environments.getActiveEnvironmentPath(file);
  const resolved = await api.environments.resolveEnvironment(active);
  const path = resolved?.executable.uri?.fsPath ?? active.path;
  return isFile(path) ? { path, origin: 'Python extension' } : undefined;
}

function fromWorkspace(folder: vscode.WorkspaceFolder | undefined): ChosenInterpreter | undefined {
  if (folder === undefined) return undefined;
  const path = join(folder.uri.fsPath, '.venv', 'bin', 'python');
  return isFile(path) ? { path, origin: 'workspace .venv' } : undefined;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
