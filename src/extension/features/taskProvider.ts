/**
 * Tasks of the type `heatline` in a tasks.json: each runs as the commands do, in a terminal of its own. The task's terminal only
 * says what was started, and is there as long as the run goes on.
 */

import { resolve } from 'node:path';

import * as vscode from 'vscode';

import type { HeatlineContext } from '../context.ts';
import type { RunRequest } from '../runRequest.ts';
import { showFailure } from '../showUserMessage.ts';
import { startRun, taskType } from '../startRun.ts';
import { taskWithoutProgram } from '../userErrors.ts';

export function activate(ctx: HeatlineContext): void {
  ctx.subscriptions.push(
    vscode.tasks.registerTaskProvider(taskType, {
      // Which program is worth a task is not ours to guess.
      provideTasks: () => [],
      resolveTask({ definition, scope, name }) {
        const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
        const root = folder?.uri.fsPath ?? '';
        const execution = new vscode.CustomExecution((resolved) =>
          Promise.resolve(createTerminal(ctx, resolved, root)),
        );
        return new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, 'Heatline', execution, []);
      },
    }),
  );
}

function createTerminal(ctx: HeatlineContext, definition: vscode.TaskDefinition, root: string): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<void>();
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open() {
      void showFailure(ctx.log, async () => {
        const request = readRequest(definition, root);
        if (request === undefined) throw taskWithoutProgram();
        written.fire('Profiling in a terminal of its own.\r\n');
        await startRun(ctx, request);
      }).then(() => closed.fire());
    },
    close: () => ctx.capture.stop(),
  };
}

function readRequest({ file, module, args }: vscode.TaskDefinition, root: string): RunRequest | undefined {
  const words = Array.isArray(args) ? args.map(String) : [];
  if (typeof file === 'string') return { kind: 'file', path: resolve(root, file), arguments: words };
  if (typeof module === 'string') return { kind: 'module', module, arguments: words, folder: root };
  return undefined;
}
