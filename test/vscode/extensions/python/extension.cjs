// The part of the Python extension's API that Heatline uses. What it answers is read anew each time from
// `.stand-in/python.json` in the workspace's folder; without that file nothing is selected.

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

function answersFor(uri) {
  const folder = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  const file = join(folder?.uri.fsPath ?? '/', '.stand-in', 'python.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

exports.activate = () => ({
  ready: Promise.resolve(),
  environments: {
    // As the real one without a selection: a name, not a path.
    getActiveEnvironmentPath: (uri) => ({ id: 'x', path: answersFor(uri).active ?? 'python' }),
    async resolveEnvironment({ path }) {
      if (path === 'python') return undefined;
      const { executable = path, version } = answersFor(undefined);
      return { executable: { uri: vscode.Uri.file(executable) }, version };
    },
    get known() {
      return (answersFor(undefined).known ?? []).map((path) => ({ executable: { uri: vscode.Uri.file(path) } }));
    },
    getEnvironmentVariables: (uri) => ({ ...process.env, ...answersFor(uri).variables }),
  },
});
