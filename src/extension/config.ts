/** The only reader of Heatline's settings. */

import * as vscode from 'vscode';

export interface Config {
  /** Path of the interpreter as the user wrote it; "" when it is to be found. */
  interpreter(resource: vscode.Uri): string;
  /** Samples a second of CPU time, 1 to 1000. */
  rateHz(resource: vscode.Uri): number;
  /** Whether numbers stand behind the lines. */
  showsNumbers(): boolean;
  readonly onDidChange: vscode.Event<void>;
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
    showsNumbers: () => read().get<boolean>('lineNumbers.enabled', true),
    onDidChange: changed.event,
  };
}

function read(resource?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('heatline', resource);
}
