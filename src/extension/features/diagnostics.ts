/**
 * "Check This Machine", "Copy Diagnostics" and "Show Log".
 *
 * The check is `heatline doctor` as a task in the terminal. The diagnostics go to the clipboard and nowhere else: versions, the
 * check's words, settings that differ from the defaults, the shown run's quality, the end of the log.
 */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, homedir, platform, release } from 'node:os';
import { join } from 'node:path';

import * as vscode from 'vscode';

import { isJsonObject } from '../../base/jsonObject.ts';
import { registerCommand } from '../commands.ts';
import type { HeatlineContext } from '../context.ts';
import { diagnosticsText } from '../diagnosticsText.ts';
import { chooseInterpreter } from '../interpreter.ts';
import { placeOfFile, placeOfFolder } from '../runPlace.ts';
import { UserMessageError, workspaceNotTrusted } from '../userErrors.ts';

const doctorWithinMs = 60_000;
const logLines = 200;
const doneShownMs = 8_000;

export function activate(ctx: HeatlineContext): void {
  registerCommand(ctx, 'heatline.runDoctor', async () => runDoctor(ctx));
  registerCommand(ctx, 'heatline.copyDiagnostics', async () => copyDiagnostics(ctx));
  registerCommand(ctx, 'heatline.showLog', () => {
    ctx.log.show();
    return Promise.resolve();
  });
}

async function runDoctor(ctx: HeatlineContext): Promise<void> {
  // It starts interpreters, which may be the workspace's.
  if (!vscode.workspace.isTrusted) throw workspaceNotTrusted();
  const execution = new vscode.ProcessExecution(process.execPath, await doctorCommand(ctx), {
    cwd: homedir(),
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const definition = { type: 'process' };
  const task = new vscode.Task(definition, vscode.TaskScope.Workspace, 'Check This Machine', 'Heatline', execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    focus: true,
    echo: false,
    clear: true,
    showReuseMessage: false,
  };
  await vscode.tasks.executeTask(task);
}

/** Checks the interpreter that would run the active file; without one, all that are found. */
async function doctorCommand(ctx: HeatlineContext): Promise<string[]> {
  const command = [ctx.shippedPath('dist', 'heatline.js'), 'doctor'];
  const about =
    vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  try {
    const place = about.scheme === 'file' ? placeOfFile(about.fsPath) : placeOfFolder('/');
    const { path } = await chooseInterpreter(ctx, place);
    return [...command, '--interpreter', path];
  } catch (error) {
    if (error instanceof UserMessageError) return command;
    throw error;
  }
}

async function copyDiagnostics(ctx: HeatlineContext): Promise<void> {
  const options = { location: vscode.ProgressLocation.Window, title: 'Heatline: collecting diagnostics' };
  const text = await vscode.window.withProgress(options, async () => {
    const doctor = vscode.workspace.isTrusted ? await askDoctor(ctx) : 'not run in Restricted Mode';
    const parts = {
      versions: versions(),
      doctor,
      settings: ctx.config.differences(),
      lastRun: ctx.shown.current,
      log: readLogEnd(ctx.logFolder.fsPath),
    };
    return diagnosticsText(parts, { home: homedir(), env: process.env });
  });
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage('$(check) Heatline: diagnostics copied to the clipboard', doneShownMs);
}

async function askDoctor(ctx: HeatlineContext): Promise<string> {
  const command = await doctorCommand(ctx);
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env, timeout: doctorWithinMs }, (error, stdout, stderr) => {
      const failed = error !== null && stdout === '' ? `failed: ${error.message}\n` : '';
      resolve(`${failed}${stdout}${stderr}`);
    });
  });
}

function versions(): string[] {
  const manifest: unknown = vscode.extensions.getExtension('heatline.heatline')?.packageJSON;
  const own = isJsonObject(manifest) ? String(manifest['version']) : 'unknown';
  return [
    `Heatline ${own}`,
    `${vscode.env.appName} ${vscode.version} (${vscode.env.appHost}, remote: ${remoteKind()})`,
    `Node ${process.versions.node}`,
    `${platform()} ${arch()} ${release()}`,
  ];
}

/** "ssh-remote", "wsl", …; what names somebody's machine is left out. */
function remoteKind(): string {
  const name = vscode.env.remoteName;
  return name === undefined ? 'none' : (/^[a-z-]+(?=\+|$)/.exec(name)?.[0] ?? 'yes');
}

function readLogEnd(folder: string): string {
  const path = join(folder, 'Heatline.log');
  if (!existsSync(path)) return 'empty';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n');
}
