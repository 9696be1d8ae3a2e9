import * as vscode from 'vscode';

/** A program that runs, as far as following it goes. */
export interface RunningProgram {
  /** Resolves to the exit code of the command line, `undefined` where nobody knows it. */
  readonly ended: Promise<number | undefined>;
  /** By force, for a runner that does not answer. */
  terminate(): void;
}

export async function runTask(task: vscode.Task): Promise<RunningProgram> {
  const held: vscode.Disposable[] = [];
  const over = new Map<vscode.TaskExecution, number | undefined>();
  const happened = new vscode.EventEmitter<void>();
  const note = (execution: vscode.TaskExecution, exitCode: number | undefined): void => {
    if (!over.has(execution)) over.set(execution, exitCode);
    happened.fire();
  };
  // Before the start, so that a task that ends at once is not missed.
  held.push(
    happened,
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => note(execution, exitCode)),
    // Also of a task whose process could not be started.
    vscode.tasks.onDidEndTask(({ execution }) => note(execution, undefined)),
  );
  try {
    const execution = await vscode.tasks.executeTask(task);
    const ended = new Promise<number | undefined>((resolve) => {
      const look = (): void => {
        if (!over.has(execution)) return;
        for (const part of held) part.dispose();
        resolve(over.get(execution));
      };
      held.push(happened.event(look));
      look();
    });
    return { ended, terminate: () => execution.terminate() };
  } catch (error) {
    for (const part of held) part.dispose();
    throw error;
  }
}
