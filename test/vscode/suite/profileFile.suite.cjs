// "Profile this file" from the command to the answers, inside the extension host.

const assert = require('node:assert/strict');
const { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

const home = process.env.HEATLINE_HOME;

/** @param {string} name */
async function open(name) {
  const [file] = await vscode.workspace.findFiles(name);
  assert.ok(file, `${name} is not in the workspace`);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), { preview: false });
}

function sessions() {
  return readdirSync(home).sort();
}

/** @param {string} name of a session */
function sessionInfo(name) {
  return JSON.parse(readFileSync(join(home, name, 'session.json'), 'utf8'));
}

/** The hover's text on the first line that contains `text`. */
async function hoverOn(document, text) {
  const line = document
    .getText()
    .split('\n')
    .findIndex((candidate) => candidate.includes(text));
  const hovers = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    document.uri,
    new vscode.Position(line, 4),
  );
  return hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n');
}

async function until(what, look) {
  for (let left = 100; left > 0; left -= 1) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`did not happen: ${what}`);
}

describe('Profile this file', () => {
  before(() => mkdirSync(home, { recursive: true }));

  it('runs the file and leaves a session that ended well', async () => {
    const { document } = await open('mixed.py');
    await vscode.commands.executeCommand('heatline.profileFile', document.uri);
    const [session] = sessions().slice(-1);
    const info = sessionInfo(session);
    assert.equal(info.script, document.uri.fsPath);
    assert.equal(info.state, 'ended');
    assert.equal(info.end.status, 0);
  });

  it('tells in the hover what a hot line costs, of what, and where in native code', async () => {
    const { document } = await open('mixed.py');
    const sorting = await hoverOn(document, 'return sorted');
    assert.match(sorting, /\*\*[\d.]+ m?s\*\* on this line · \*\*[\d.]+ %\*\* \(95 % between [\d.]+ % and [\d.]+ %\)/);
    assert.match(sorting, /\| Native code \| [\d.]+ m?s \|/);
    assert.match(sorting, /100 % is [\d.]+ m?s: elapsed time of the main thread plus CPU time of the others\./);
    const sleeping = await hoverOn(document, 'time.sleep(');
    assert.match(sleeping, /Waited sleeping 25\d ms\./);
  });

  it('says nothing on a line without time', async () => {
    const { document } = await open('mixed.py');
    assert.equal(await hoverOn(document, 'import math'), '');
  });

  it('follows its lines while others are edited, until the edit is undone', async () => {
    const editor = await open('mixed.py');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# new\n'));
    const edited = await until('the hover of an edited file', async () => hoverOn(editor.document, 'total +='));
    assert.match(edited, /Numbers from \d\d:\d\d, 1 edit ago\./);
    await vscode.commands.executeCommand('undo');
    await until('the hover of the file as profiled', async () => {
      const text = await hoverOn(editor.document, 'total +=');
      return text !== '' && !text.includes('edit ago');
    });
  });

  it('saves the file before it runs it', async () => {
    const editor = await open('nothing.py');
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'import time\ntime.sleep(0.05)\n'));
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand('heatline.profileFile', editor.document.uri);
    assert.equal(editor.document.isDirty, false);
    assert.match(await hoverOn(editor.document, 'time.sleep('), /Waited sleeping 5\d ms/);
  });

  it("takes the workspace's .venv before PATH, and the setting before both", async () => {
    const { document } = await open('nothing.py');
    const python = sessionInfo(sessions()[0]).interpreter;
    const [folder] = vscode.workspace.workspaceFolders;
    const venv = join(folder.uri.fsPath, '.venv', 'bin');
    mkdirSync(venv, { recursive: true });
    symlinkSync(python, join(venv, 'python'));
    symlinkSync(python, join(venv, 'chosen'));
    const settings = vscode.workspace.getConfiguration('heatline');
    try {
      await vscode.commands.executeCommand('heatline.profileFile', document.uri);
      assert.equal(sessionInfo(sessions().at(-1)).interpreter, join(venv, 'python'));
      await settings.update('interpreter', '${workspaceFolder}/.venv/bin/chosen', vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('heatline.profileFile', document.uri);
      assert.equal(sessionInfo(sessions().at(-1)).interpreter, join(venv, 'chosen'));
    } finally {
      await settings.update('interpreter', undefined, vscode.ConfigurationTarget.Workspace);
      rmSync(join(folder.uri.fsPath, '.venv'), { recursive: true });
    }
  });

  it('takes the heat away again', async () => {
    const { document } = await open('mixed.py');
    await vscode.commands.executeCommand('heatline.profileFile', document.uri);
    assert.notEqual(await hoverOn(document, 'total +='), '');
    await vscode.commands.executeCommand('heatline.clearHeat');
    assert.equal(await hoverOn(document, 'total +='), '');
  });
});
