// Lenses as other extensions and VS Code itself get them, without any session.

const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

/** @param {vscode.Uri} file */
async function lensesOf(file) {
  const found = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', file, 100);
  return found.map(({ range, command }) => ({
    line: range.start.line,
    title: command?.title,
    command: command?.command,
  }));
}

describe('lenses', () => {
  /** @type {vscode.Uri} */
  let file;
  before(() => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.file(join(folder.uri.fsPath, 'guarded.py'));
    writeFileSync(file.fsPath, 'def main():\n    pass\n\n\nif __name__ == "__main__":\n    main()\n');
  });

  it('stand above the main guard only, before anything is profiled', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    const expected = [{ line: 4, title: 'Profile this file', command: 'heatline.profileFile' }];
    let found = await lensesOf(file);
    for (let left = 50; left > 0 && found.length === 0; left -= 1) {
      await new Promise((done) => setTimeout(done, 100));
      found = await lensesOf(file);
    }
    assert.deepEqual(found, expected);
  });

  it('are gone with the setting off', async () => {
    const settings = vscode.workspace.getConfiguration('heatline');
    await settings.update('lenses.enabled', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await lensesOf(file), []);
    await settings.update('lenses.enabled', undefined, vscode.ConfigurationTarget.Workspace);
  });
});
