/**
 * "Choose Interpreter": shows what each source has found, with its version, and writes the choice to the setting
 * `heatline.interpreter`. Versions that no source tells are asked of the interpreters themselves.
 */

import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

import * as vscode from 'vscode';

import { environmentWithoutUs } from '../../base/cleanEnvironment.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { chooseInterpreter, inEnvironment, inWorkspace, pythonSources } from '../interpreter.ts';
import type { FoundPython } from '../pythonSource.ts';
import { placeOfFile, placeOfFolder, type RunPlace } from '../runPlace.ts';
import { requireTrust } from '../startRun.ts';
import { readVirtualEnvironment } from '../virtualEnvironment.ts';

interface Choice extends vscode.QuickPickItem {
  /** What is done when it is picked. */
  readonly act: 'set' | 'unset' | 'browse';
  /** The setting's new value. */
  readonly value: string;
}

const versionWithinMs = 3_000;

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.chooseInterpreter', async () => {
    // Asking for versions runs interpreters, also those of the workspace.
    requireTrust();
    const place = currentPlace();
    const choice = await vscode.window.showQuickPick<Choice>(listChoices(ctx, place), {
      title: 'Interpreter of Profiled Programs',
      placeHolder: await inUse(ctx, place),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (choice !== undefined) await follow(ctx, place, choice);
  });
}

/** The active editor's file, else the first folder; `undefined` in an empty window. */
function currentPlace(): RunPlace | undefined {
  const file = vscode.window.activeTextEditor?.document.uri;
  if (file?.scheme === 'file') return placeOfFile(file.fsPath);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return folder === undefined ? undefined : placeOfFolder(folder.uri.fsPath);
}

async function inUse(ctx: HeatlineContext, place: RunPlace | undefined): Promise<string> {
  if (place === undefined) return '';
  try {
    const { path, origin } = await chooseInterpreter(ctx, place);
    return `In use: ${path} (${origin})`;
  } catch {
    // That there is none is a reason to be here.
    return 'None is in use';
  }
}

async function listChoices(ctx: HeatlineContext, place: RunPlace | undefined): Promise<Choice[]> {
  const found = await listFound(ctx, place);
  const items = await Promise.all(found.map(async (python) => choiceOf(python, place)));
  const automatic: Choice = {
    act: 'unset',
    value: '',
    label: '$(sparkle) Automatic',
    description: "the extensions' selection, else the workspace's .venv, else PATH",
  };
  const browse: Choice = { act: 'browse', value: '', label: '$(folder-opened) Browse…', alwaysShow: true };
  return [automatic, ...items, browse];
}

/** Each path once, under the source that comes first. */
async function listFound(ctx: HeatlineContext, place: RunPlace | undefined): Promise<FoundPython[]> {
  const sources = pythonSources(ctx.log);
  const selected =
    place === undefined ? [] : await Promise.all(sources.map(async (source) => source.selected(place.resource)));
  const known = await Promise.all(sources.map(async (source) => source.known()));
  const all = [
    ...selected.filter((python) => python !== undefined),
    ...(place === undefined ? [] : inWorkspace(place)),
    ...known.flat(),
    ...inEnvironment().filter(isFirstOfItsFile),
  ];
  return [...new Map(all.toReversed().map((python) => [python.path, python])).values()].toReversed();
}

/** PATH names one interpreter often: by `python` and `python3`, in `/bin` and `/usr/bin`. A virtual environment is its link. */
function isFirstOfItsFile(python: FoundPython, index: number, all: readonly FoundPython[]): boolean {
  const file = ({ path }: FoundPython): string => (readVirtualEnvironment(path) === '' ? realpathSync(path) : path);
  return all.findIndex((other) => file(other) === file(python)) === index;
}

async function choiceOf(python: FoundPython, place: RunPlace | undefined): Promise<Choice> {
  const version = isWhole(python.version) ? python.version : ((await askVersion(python.path)) ?? python.version);
  return {
    act: 'set',
    value: settingOf(python.path, place),
    label: version === undefined ? 'Python (version unknown)' : `Python ${version}`,
    description: python.path,
    detail: python.origin,
  };
}

/** "3.12.1", not "3.12", which is all that a file's name says. */
function isWhole(version: string | undefined): boolean {
  return version !== undefined && /^\d+\.\d+\.\d/.test(version);
}

/** In the workspace's folder the setting is written so that it holds for others who open it too. */
function settingOf(path: string, place: RunPlace | undefined): string {
  const root = place?.folder?.uri.fsPath;
  return root !== undefined && path.startsWith(root + sep) ? `\${workspaceFolder}${path.slice(root.length)}` : path;
}

async function askVersion(path: string): Promise<string | undefined> {
  const { askInterpreter } = await import('../../runner/interpreterFacts.ts');
  const env = environmentWithoutUs({ ...process.env, HEATLINE_EDITOR: '1' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), versionWithinMs);
  });
  // One that gives no answer is listed without a version; running it says why.
  const asked = askInterpreter(path, env).then(
    ({ version }) => version,
    () => undefined,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

async function follow(ctx: HeatlineContext, place: RunPlace | undefined, choice: Choice): Promise<void> {
  const value = choice.act === 'browse' ? await browse(place) : choice.value;
  if (value === undefined) return;
  await ctx.config.setInterpreter(place?.resource, value);
  ctx.log.info(value === '' ? 'the interpreter is found automatically' : `chosen interpreter: ${value}`);
}

async function browse(place: RunPlace | undefined): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: 'Python Interpreter', openLabel: 'Use' })) ?? [];
  return file === undefined ? undefined : settingOf(file.fsPath, place);
}
