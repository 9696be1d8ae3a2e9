// The part of the Python Environments extension's API that Heatline uses. What it answers is read anew each time from
// `.stand-in/environments.json` in the workspace's folder; without that file nothing is selected.

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

/** @param {string | undefined} folder */
function readAnswers(folder) {
  const file = join(folder ?? '/', '.stand-in', 'environments.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function answersFor(uri) {
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  return readAnswers((folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath);
}

function environment({ path, folder, version, bash }) {
  return {
    name: 'stand-in',
    displayName: 'Stand-in',
    version: version ?? '',
    environmentPath: vscode.Uri.file(folder ?? path),
    sysPrefix: '',
    execInfo: {
      ...(path === undefined ? {} : { run: { executable: path } }),
      ...(bash === undefined ? {} : { shellActivation: new Map([['bash', bash]]) }),
    },
  };
}

exports.activate = () => ({
  async getEnvironment(uri) {
    const { selected, fails } = answersFor(uri);
    if (fails) throw new Error('made to fail');
    return selected === undefined ? undefined : environment(selected);
  },
  async getEnvironments() {
    return (answersFor(undefined).known ?? []).map(environment);
  },
  async getEnvironmentVariables(uri, _overrides, base) {
    return { ...(base ?? process.env), ...answersFor(uri).variables };
  },
});
