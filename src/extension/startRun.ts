/**
 * Runs a program under Heatline's command line as a task: no shell, and blocked by Restricted Mode. The session's folder is
 * fixed before the start, so that others can follow the capture. In the end the session is shown, or there is a message
 * that says why there is nothing to show.
 */

import * as vscode from 'vscode';

import { parseReadyMark } from '../base/readyMark.ts';
import { encodeEnvironmentChange, environmentChangeName, type EnvironmentChange } from '../runner/environmentChange.ts';
import type { HeatlineContext } from './context.ts';
import { followCapture } from './features/progress.ts';
import { chooseInterpreter } from './interpreter.ts';
import type { FoundPython } from './pythonSource.ts';
import { placeOf, type RunPlace } from './runPlace.ts';
import { programWords, requestName, typedArguments, type RunRequest } from './runRequest.ts';
import { runTask } from './runTask.ts';
import { openSaved, saveAllPython } from './savedFile.ts';
import { showResult } from './showResult.ts';
import { targetEnvironment } from './targetEnvironment.ts';
import { alreadyProfiling, readyAtNotUnderstood, workspaceNotTrusted } from './userErrors.ts';

interface CapturePlan {
  readonly request: RunRequest;
  readonly place: RunPlace;
  readonly interpreter: FoundPython;
  readonly change: EnvironmentChange;
  /** The session's folder. */
  readonly folder: string;
  readonly rateHz: number;
}

export const taskType = 'heatline';

/** Throws a UserMessageError in Restricted Mode, and while another run goes on. Other extensions can run commands, so each asks. */
export function requireReady(ctx: HeatlineContext): void {
  requireTrust();
  if (ctx.capture.progress !== undefined) throw alreadyProfiling();
}

export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw workspaceNotTrusted();
}

/**
 * Resolves once the run has ended, and any message about it is answered. Throws a UserMessageError when it can't start.
 * `rateHz`: samples per second of CPU time, in place of the setting's.
 */
export async function startRun(ctx: HeatlineContext, request: RunRequest, rateHz?: number): Promise<void> {
  requireTrust();
  const capture = ctx.capture.begin(requestName(request));
  let folder: string;
  let exitCode: number | undefined;
  let started = false;
  try {
    const plan = await planRun(ctx, request, rateHz);
    ({ folder } = plan);
    ctx.lastRuns.remember(request);
    ctx.lastRuns.running = { name: capture.name, folder };
    exitCode = await followCapture(ctx, capture, folder, async () => {
      started = true;
      return runTask(captureTask(ctx, plan));
    });
  } finally {
    ctx.lastRuns.running = undefined;
    capture.dispose();
  }
  // Stopped before it was started: there is nothing to show, and who stopped it knows.
  if (started) await showResult(ctx, folder, exitCode);
}

async function planRun(ctx: HeatlineContext, request: RunRequest, rateHz?: number): Promise<CapturePlan> {
  if (request.kind === 'file') await openSaved(vscode.Uri.file(request.path));
  await saveAllPython(ctx.log);
  const place = placeOf(request);
  requireReadyMark(ctx, place);
  const interpreter = await chooseInterpreter(ctx, place);
  const change = await targetEnvironment(ctx, place, interpreter);
  const program = request.kind === 'file' ? request.path : request.module;
  const { folder } = await ctx.server.request('heatline/newSessionFolder', { program });
  if (folder === '') throw new Error('the language server names no folder for the session');
  const version = interpreter.version === undefined ? '' : `, Python ${interpreter.version}`;
  ctx.log.info(
    `profiling ${programWords(request).join(' ')} with ${interpreter.path} (${interpreter.origin}${version}) in ${place.root} into ${folder}`,
  );
  return { request, place, interpreter, change, folder, rateHz: rateHz ?? ctx.config.rateHz(place.resource) };
}

/** Before anything is started: the command line would refuse it, in a terminal. */
function requireReadyMark(ctx: HeatlineContext, { resource }: RunPlace): void {
  const text = ctx.config.readyAt(resource);
  const mark = text === '' ? undefined : parseReadyMark(text);
  if (typeof mark === 'string') throw readyAtNotUnderstood(text, mark);
}

function captureTask(ctx: HeatlineContext, plan: CapturePlan): vscode.Task {
  const { request, place, interpreter, folder, rateHz } = plan;
  const options = ['--quiet', '--output', folder, '--rate', String(rateHz), '--interpreter', interpreter.path];
  options.push(...measuredOptions(ctx.config.measures(place.resource)));
  const readyAt = ctx.config.readyAt(place.resource);
  if (readyAt !== '') options.push('--ready-at', readyAt);
  const commandLine = [ctx.shippedPath('dist', 'heatline.js'), 'run', ...options, ...programWords(request)];
  const execution = new vscode.ProcessExecution(process.execPath, commandLine, {
    cwd: place.root,
    env: {
      // VS Code's own binary is Electron on the desktop and then needs to be told; to plain Node it means nothing.
      ELECTRON_RUN_AS_NODE: '1',
      [environmentChangeName]: encodeEnvironmentChange(plan.change),
    },
  });
  const task = new vscode.Task(
    taskDefinition(request),
    place.folder ?? vscode.TaskScope.Workspace,
    taskName(request),
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
  return task;
}

function measuredOptions({ memory, copies }: { memory: boolean; copies: boolean }): string[] {
  if (!memory && !copies) return ['--cpu-only'];
  return [...(memory ? [] : ['--no-memory']), ...(copies ? [] : ['--no-copies'])];
}

function taskDefinition(request: RunRequest): vscode.TaskDefinition {
  const program = request.kind === 'file' ? { file: request.path } : { module: request.module };
  return { type: taskType, ...program, args: [...request.arguments] };
}

function taskName(request: RunRequest): string {
  const program = request.kind === 'file' ? vscode.workspace.asRelativePath(request.path, false) : requestName(request);
  return `Profile ${[program, typedArguments(request)].join(' ').trim()}`;
}
