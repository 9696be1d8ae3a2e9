// Quick fixes on import findings inside the extension host: the engine's change of the text as it is, one step of undo, reasons of
// what stays, and the change of a whole file.

const assert = require('node:assert/strict');

const vscode = require('vscode');

const { until } = require('./until.cjs');

const deferTitle = /^Defer this import to where it is used \(saves about [\d.]+ ms\)$/;
const whyTitle = 'Show why this import stays where it is';

describe('Import fixes', () => {
  /** @type {vscode.TextDocument} */
  let document;
  /** @type {string} */
  let before_;

  before(async () => {
    const [file] = await vscode.workspace.findFiles('deferring.py');
    assert.ok(file !== undefined);
    ({ document } = await vscode.window.showTextDocument(file));
    before_ = document.getText();
    await vscode.commands.executeCommand('heatline.profileFile', file);
    await until('three findings', () => (ours().length === 3 ? true : undefined));
  });

  afterEach(async () => {
    while (document.getText() !== before_) {
      const { version } = document;
      await vscode.commands.executeCommand('undo');
      await until('the undone change', () => (document.version > version ? true : undefined));
    }
    await until('all findings', () => (ours().length === 3 ? true : undefined));
  });

  const ours = () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Heatline');

  /** @param {string} text of a line @returns {number} from 0 */
  const lineOf = (text) => document.getText().split('\n').indexOf(text);

  /** @param {string} text of a line @param {string} [kind] @returns {Promise<vscode.CodeAction[]>} */
  async function actionsOn(text, kind) {
    const at = new vscode.Position(lineOf(text), 4);
    const range = new vscode.Range(at, at);
    return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);
  }

  /** @param {string} text @param {string} name of the module that moves @param {string} where line of a function's head */
  const moved = (text, name, where) =>
    text.replace(`import ${name}\n`, '').replace(`${where}\n`, `${where}\n    import ${name}\n`);

  const bothMoved = () => moved(moved(before_, 'xmlrpc.client', 'def ask(address):'), 'asyncio', 'def serve(port):');

  it('move the import to where it is used, in one step of undo', async () => {
    const actions = await actionsOn('import xmlrpc.client');
    const fix = actions.find(({ title }) => deferTitle.test(title));
    assert.ok(fix?.edit !== undefined, actions.map(({ title }) => title).join('\n'));
    assert.equal(fix.kind?.value, 'quickfix');
    assert.equal(fix.isPreferred, true);
    assert.equal(fix.edit.get(document.uri).length, 2);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), moved(before_, 'xmlrpc.client', 'def ask(address):'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before_);
  });

  it('are of the text as it is, also when it is not saved', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'import os  # 𝄞\n\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
    const edited = document.getText();
    const fix = (await actionsOn('import xmlrpc.client')).find(({ title }) => deferTitle.test(title));
    assert.ok(fix?.edit !== undefined);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), moved(edited, 'xmlrpc.client', 'def ask(address):'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), edited);
    const use = new vscode.WorkspaceEdit();
    use.insert(document.uri, document.positionAt(edited.length), 'print(os.sep, "𝄞" and xmlrpc.client)\n');
    await vscode.workspace.applyEdit(use);
    const titles = (await actionsOn('import xmlrpc.client')).map(({ title }) => title);
    assert.ok(!titles.some((title) => deferTitle.test(title)) && titles.includes(whyTitle), titles.join('\n'));
  });

  // VS Code keeps disabled actions from other extensions: a person sees the reason in personImportFixes.mjs.
  it('are not there where the import must stay, and another one says why', async () => {
    const actions = await actionsOn('import unittest');
    assert.deepEqual(
      actions.filter(({ title }) => /import/.test(title)).map(({ title }) => title),
      [whyTitle, 'Defer all safe imports of this file'],
    );
    const why = actions.find(({ title }) => title === whyTitle);
    assert.deepEqual(why?.command?.arguments, [document.uri.toString(), lineOf('import unittest') + 1]);
  });

  it('are on no other line, and gone with the heat and with the setting', async () => {
    const fixes = async (/** @type {string} */ text) =>
      (await actionsOn(text)).filter(({ title }) => /import/.test(title));
    assert.deepEqual(await fixes('def ask(address):'), []);
    assert.deepEqual(await fixes('import time'), []);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    assert.deepEqual(await fixes('import xmlrpc.client'), []);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    const settings = vscode.workspace.getConfiguration('heatline.importFindings');
    await settings.update('enabled', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await fixes('import xmlrpc.client'), []);
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    assert.equal((await fixes('import xmlrpc.client')).length, 2);
  });

  it('move all that is safe by one command, in one step of undo', async () => {
    // Its message waits for an answer, so the command is not waited for.
    void vscode.commands.executeCommand('heatline.deferImports');
    await until('the change', () => (document.getText() === bothMoved() ? true : undefined));
    await until('what stays', () => (ours().length === 1 ? true : undefined));
    assert.equal(document.getText(ours()[0]?.range), 'import unittest');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before_);
  });

  it('are a source action of the file, too', async () => {
    const actions = await actionsOn('def serve(port):', 'source.deferImports');
    assert.deepEqual(
      actions.map(({ title, kind }) => [title, kind?.value]),
      [['Defer all safe imports of this file', 'source.deferImports.heatline']],
    );
    const { command } = actions[0];
    void vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until('the change', () => (document.getText() === bothMoved() ? true : undefined));
  });
});
