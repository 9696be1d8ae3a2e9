/**
 * "Profile this file": in the context menus of Python files and in the palette.
 *
 * Opens the file, saves it, and runs it under Heatline's command line as a task: no shell, and blocked by Restricted Mode. The
 * session's folder is fixed before the start, so that others can follow the capture. In the end the session is shown, or
 * there is a message that says why there is nothing to show.
 */

import * as vscode from 'vscode';

import type { RunEnd, SessionSummary } from '../../protocol/heat.ts';
import type { HeatlineContext } from '../context.ts';
import { registerCommand } from '../commands.ts';
import { chooseInterpreter, type ChosenInterpreter } from '../interpreter.ts';
import { showUserMessage } from '../showUserMessage.ts';
import {
  alreadyProfiling,
  captureFailed,
  fileNotOnDisk,
  fileNotSaved,
  noHeat,
  noPythonFile,
  programFailed,
  sessionUnreadable,
  workspaceNotTrusted,
} from '../userErrors.ts';
import { followCapture } from './progress.ts';

interface CapturePlan {
  readonly file: vscode.Uri;
  readonly interpreter: ChosenInterpreter;
  /** The session's folder. */
  readonly folder: string;
  readonly rateHz: number;
}

const taskType = 'heatline';

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.profileFile', async (resource?: unknown) => {
    const file = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
    await profileFile(ctx, file);
  });
  registerCommand(ctx, 'heatline.showLog', () => {
    ctx.log.show();
    return Promise.resolve();
  });
}

async function profileFile(ctx: HeatlineContext, file: vscode.Uri | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) throw workspaceNotTrusted();
  if (file === undefined) throw noPythonFile();
  if (file.scheme !== 'file') throw fileNotOnDisk();
  if (isProfiling()) throw alreadyProfiling();
  const document = await openSaved(file);
  const interpreter = await chooseInterpreter(ctx, document.uri);
  const { folder } = await ctx.server.request('heatline/newSessionFolder', { program: document.uri.fsPath });
  if (folder === '') throw new Error('the language server names no folder for the session');
  const plan = { file: document.uri, interpreter, folder, rateHz: ctx.config.rateHz(document.uri) };
  ctx.log.info(`profiling ${document.uri.fsPath} with ${interpreter.path} (${interpreter.origin}) into ${folder}`);
  const exitCode = await followCapture(ctx, plan, () => startTask(ctx, plan));
  await showResult(ctx, folder, exitCode);
}

/** What runs has to be what is seen. */
async function openSaved(file: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file);
  if (document.languageId !== 'python') throw noPythonFile();
  await vscode.window.showTextDocument(document, { preview: false });
  if (document.isDirty && !(await document.save())) throw fileNotSaved(file.fsPath);
  return document;
}

function isProfiling(): boolean {
  return vscode.tasks.taskExecutions.some(({ task }) => task.definition.type === taskType);
}

async function startTask(ctx: HeatlineContext, plan: CapturePlan): Promise<vscode.TaskExecution> {
  const { file, interpreter, folder, rateHz } = plan;
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(file);
  const name = vscode.workspace.asRelativePath(file, false);
  const commandLine = [
    ctx.shippedPath('dist', 'heatline.js'),
    'run',
    '--quiet',
    '--output',
    folder,
    '--rate',
    String(rateHz),
    '--interpreter',
    interpreter.path,
    file.fsPath,
  ];
  const execution = new vscode.ProcessExecution(process.execPath, commandLine, {
    cwd: workspaceFolder?.uri.fsPath ?? vscode.Uri.joinPath(file, '..').fsPath,
    // VS Code's own binary is Electron on the desktop and then needs to be told; to plain Node it means nothing.
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const scope = workspaceFolder ?? vscode.TaskScope.Workspace;
  const task = new vscode.Task(
    { type: taskType, file: file.fsPath },
    scope,
    `Profile ${name}`,
    'Heatline',
    execution,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    focus: false,
    echo: false,
    clear: true,
    showReuseMessage: false,
    panel: vscode.TaskPanelKind.Shared,
  };
  return vscode.tasks.executeTask(task);
}

async function showResult(ctx: HeatlineContext, folder: string, exitCode: number | undefined): Promise<void> {
  const result = await ctx.server.request('heatline/openSession', { folder });
  if (result.kind === 'failed') {
    ctx.log.error(`${result.code}: ${result.message}`);
    // No session at all: the command line has refused, in its own words, in the terminal.
    await showUserMessage(result.code === 'session-missing' ? captureFailed(exitCode) : sessionUnreadable(result));
    return;
  }
  const { session } = result;
  ctx.shown.show(session);
  for (const { code, message } of session.problems) ctx.log.warn(`${code}: ${message}`);
  await tellWhatIsUnexpected(session);
}

async function tellWhatIsUnexpected({ noHeat: cause, end }: SessionSummary): Promise<void> {
  if (cause !== null) await showUserMessage(noHeat(cause));
  else if (!end.cancelled && !isSuccess(end)) await showUserMessage(programFailed(howItEnded(end)));
}

function isSuccess({ status, signal }: RunEnd): boolean {
  return status === 0 && signal === null;
}

function howItEnded({ status, signal }: RunEnd): string {
  if (signal !== null) return `by ${signal}`;
  return status === null ? 'without telling how' : `with status ${status}`;
}
