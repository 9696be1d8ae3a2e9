/** The only reader of Heatline's settings. */

import * as vscode from 'vscode';

import { isJsonObject } from '../base/jsonObject.ts';
import type { PathMapping, ShownFilesParams, ShownFolder } from '../protocol/lsp.ts';
import type { Column } from './format.ts';

export interface Config {
  /** Path of the interpreter as the user wrote it; "" when it is to be found. */
  interpreter(resource: vscode.Uri): string;
  /** Samples a second of CPU time, 1 to 1000. */
  rateHz(resource: vscode.Uri): number;
  /** What is measured besides time. */
  measures(resource: vscode.Uri): { readonly memory: boolean; readonly copies: boolean };
  /** The function with which the program's own work begins, as the user wrote it; "" for none. */
  readyAt(resource: vscode.Uri): string;
  /** What recorded runs may take on disk. */
  diskBudgetBytes(): number;
  /** Whether numbers stand behind the lines. */
  showsNumbers(): boolean;
  /** Path of the file of variables as the user wrote it; "" for none. */
  envFile(resource: vscode.Uri): string;
  /** Writes the setting where it is nearest: the folder in a workspace of several, else the workspace, else the user. "" takes
   * it away there. */
  setInterpreter(resource: vscode.Uri | undefined, path: string): Promise<void>;
  /** What the numbers behind lines are, in the user's order. */
  columns(): readonly Column[];
  showsLenses(): boolean;
  /** Whether lines that are suspected to leak are warned about. */
  warnsOfLeaks(): boolean;
  /** Whether costs stand behind import statements. */
  showsImportHints(): boolean;
  /** Whether import statements that are worth changing are pointed out. */
  pointsOutImports(): boolean;
  /** Which files are painted and listed, by workspace folder, and where recorded ones are here. */
  shownFiles(): ShownFilesParams;
  /** Settings that are not at their defaults. */
  differences(): readonly SettingDifference[];
  readonly onDidChange: vscode.Event<void>;
}

export interface SettingDifference {
  readonly name: string;
  /** As JSON. */
  readonly value: string;
  readonly where: 'user' | 'workspace' | 'folder';
}

export function createConfig(subscriptions: vscode.Disposable[]): Config {
  const changed = new vscode.EventEmitter<void>();
  subscriptions.push(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('heatline')) changed.fire();
    }),
  );
  return {
    interpreter: (resource) => read(resource).get<string>('interpreter', '').trim(),
    rateHz: (resource) => read(resource).get<number>('rate', 100),
    measures: (resource) => ({
      memory: read(resource).get<boolean>('measure.memory', true),
      copies: read(resource).get<boolean>('measure.copies', true),
    }),
    readyAt: (resource) => read(resource).get<string>('imports.readyAt', '').trim(),
    diskBudgetBytes: () => Math.round(read().get<number>('history.diskBudget', 1024)) * 2 ** 20,
    showsNumbers: () => read().get<boolean>('lineNumbers.enabled', true),
    envFile: (resource) => read(resource).get<string>('envFile', '').trim(),
    async setInterpreter(resource, path) {
      await read(resource).update('interpreter', path === '' ? undefined : path, nearestTarget(resource));
    },
    columns: () => read().get<Column[]>('lineNumbers.columns', ['share', 'interval', 'split', 'memory', 'copies']),
    showsLenses: () => read().get<boolean>('lenses.enabled', true),
    warnsOfLeaks: () => read().get<boolean>('leakWarnings.enabled', true),
    showsImportHints: () => read().get<boolean>('importHints.enabled', true),
    pointsOutImports: () => read().get<boolean>('importFindings.enabled', true),
    shownFiles,
    differences,
    onDidChange: changed.event,
  };
}

function nearestTarget(resource: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return vscode.ConfigurationTarget.Global;
  const folder = resource === undefined ? undefined : vscode.workspace.getWorkspaceFolder(resource);
  const isOneOfSeveral = folders.length > 1 && folder !== undefined;
  return isOneOfSeveral ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}

/** Files below no workspace folder go by the window's settings. */
function shownFiles(): ShownFilesParams {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const root = { path: '/', ...globsOf(undefined) };
  const mappings = (folders.length === 0 ? [undefined] : folders).flatMap(mappingsOf);
  return { folders: [root, ...folders.map(({ uri }) => ({ path: uri.fsPath, ...globsOf(uri) }))], mappings };
}

function globsOf(resource: vscode.Uri | undefined): Omit<ShownFolder, 'path'> {
  const settings = read(resource);
  return { include: settings.get<string[]>('include', []), exclude: settings.get<string[]>('exclude', []) };
}

function mappingsOf(folder: vscode.WorkspaceFolder | undefined): PathMapping[] {
  const mappings = read(folder?.uri).get<Readonly<Record<string, string>>>('pathMappings', {});
  return Object.entries(mappings).map(([recorded, local]) => ({
    recorded,
    local: local.replaceAll('${workspaceFolder}', folder?.uri.fsPath ?? ''),
  }));
}

function read(resource?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('heatline', resource);
}

function differences(): SettingDifference[] {
  const manifest: unknown = vscode.extensions.getExtension('heatline.heatline')?.packageJSON;
  return settingNames(manifest).flatMap((name) => {
    const found = vscode.workspace.getConfiguration().inspect(name);
    const set = [
      ['user', found?.globalValue],
      ['workspace', found?.workspaceValue],
      ['folder', found?.workspaceFolderValue],
    ] as const;
    return set.flatMap(([where, value]) =>
      value === undefined ? [] : [{ name, value: JSON.stringify(value), where }],
    );
  });
}

/** Of the manifest's `contributes.configuration`. */
function settingNames(manifest: unknown): string[] {
  let found = manifest;
  for (const key of ['contributes', 'configuration', 'properties'])
    found = isJsonObject(found) ? found[key] : undefined;
  return isJsonObject(found) ? Object.keys(found) : [];
}
