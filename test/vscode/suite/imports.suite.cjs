// Costs of imports inside the extension host: hints, hover, what is pointed out, and the settings that switch them off.

const assert = require('node:assert/strict');

const vscode = require('vscode');

const { until } = require('./until.cjs');

describe('Imports', () => {
  /** @type {vscode.Uri} */
  let file;

  before(async () => {
    [file] = await vscode.workspace.findFiles('importing.py');
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand('heatline.profileFile', file);
    await until('hints', async () => ((await hints()).length > 0 ? true : undefined));
  });

  /** @returns {Promise<string[]>} "line: label", lines from 1 */
  async function hints() {
    const everything = new vscode.Range(0, 0, 100, 0);
    const found = await vscode.commands.executeCommand('vscode.executeInlayHintProvider', file, everything);
    return found.map(({ position, label }) => `${position.line + 1}: ${label}`);
  }

  /** @param {number} line from 1 */
  async function hoverOf(line) {
    const at = new vscode.Position(line - 1, 2);
    const found = await vscode.commands.executeCommand('vscode.executeHoverProvider', file, at);
    return found.flatMap(({ contents }) => contents.map((each) => each.value ?? each)).join('\n');
  }

  /** @returns {vscode.Diagnostic[]} */
  const ours = () => vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'Heatline');

  it('stand behind the statements that took a millisecond, with what was not used', async () => {
    const found = await hints();
    assert.equal(found.length, 3, found.join('\n'));
    assert.match(found[0] ?? '', /^3: slow_shelf \d+ ms( · [\d.]+ MB)? · not seen$/);
    assert.match(found[1] ?? '', /^4: crates \d+ ms( · [\d.]+ MB)? · [\d.]+ % used$/);
    assert.match(found[2] ?? '', /^5: xmlrpc\.client \d+ ms( · [\d.]+ MB)? · not seen$/);
    const milliseconds = found.map((hint) => Number(/([\d.]+) ms/.exec(hint)?.[1]));
    assert.ok(milliseconds[0] >= 60 && milliseconds[0] < 200, found[0]);
    assert.ok(milliseconds[1] >= 30 && milliseconds[1] < 150, found[1]);
  });

  it('have a section of the hover, with who loaded what', async () => {
    const hover = await until('the hover', async () => (await hoverOf(3)) || undefined);
    assert.match(hover, /\*\*Imports\*\* `slow_shelf`: \*\*\d+ ms\*\* · .* loaded/);
    assert.match(hover, /\| Used \| not seen in any sample \|/);
    assert.doesNotMatch(await hoverOf(12), /\*\*Imports\*\*/);
  });

  it('are gone with the setting and with the heat', async () => {
    const settings = vscode.workspace.getConfiguration('heatline.importHints');
    await settings.update('enabled', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hints(), []);
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    assert.equal((await hints()).length, 3);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    assert.deepEqual(await hints(), []);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    assert.equal((await hints()).length, 3);
  });

  it('are pointed out where they bring little, until the line is edited or the setting is off', async () => {
    const some = () => (ours().length > 0 ? ours() : undefined);
    const none = () => (ours().length === 0 ? true : undefined);
    const [finding] = await until('the finding', some);
    assert.equal(finding.code, 'unused');
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Information);
    assert.match(finding.message, /^xmlrpc takes [\d.]+ % of the import time, .*\nPredicted saving: [\d.]+ ms/);
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(finding.range), 'import xmlrpc.client');
    const settings = vscode.workspace.getConfiguration('heatline.importFindings');
    await settings.update('enabled', false, vscode.ConfigurationTarget.Global);
    await until('nothing without the setting', none);
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    await until('the finding again', some);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, finding.range.end, '  # edited');
    await vscode.workspace.applyEdit(edit);
    await until('nothing on an edited line', none);
    await vscode.commands.executeCommand('undo');
    await until('the finding on the line as it was', some);
  });

  it('are copied as a table', async () => {
    await vscode.env.clipboard.writeText('nothing');
    await vscode.commands.executeCommand('heatline.copyImports');
    const table = await vscode.env.clipboard.readText();
    assert.match(table, /^\*\*Imports\*\* of `importing\.py`[\s\S]*\| `xmlrpc` \|/);
  });

  it('are copied as a tree of who uses what where that is the layout, also narrowed to one library', async () => {
    const copied = async () => {
      await vscode.commands.executeCommand('heatline.copyImports');
      return vscode.env.clipboard.readText();
    };
    await vscode.commands.executeCommand('heatline.importsByContext');
    const tree = await copied();
    assert.match(tree, /^\*\*Imports by calling context\*\* of `importing\.py`/);
    assert.match(tree, /\nimporting\.py {2}[\d.]+ % .*\n {2}ship\(\) {2}[\d.]+ % .* · importing\.py:12\n/);
    // A module of the workspace is the program's own, whatever imports it.
    assert.match(tree, /\n {4}pack\(\) {2}[\d.]+ % .* · importing\.py:9\n/);
    assert.doesNotMatch(tree, /xmlrpc/);
    await vscode.commands.executeCommand('heatline.showLibraryUsers', { kind: 'import', row: { name: 'xmlrpc' } });
    assert.match(await copied(), /0\.0 % of .* at or below xmlrpc\.\n\nNothing of xmlrpc was seen/);
    await vscode.commands.executeCommand('heatline.importsByLibrary');
    assert.match(await copied(), /^\*\*Imports\*\* of `importing\.py`/);
  });

  it('open one flame graph beside the file, and the same one again', async () => {
    const panels = () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Import Flame Graph');
    await vscode.commands.executeCommand('heatline.showImportFlame');
    await until('the panel', () => (panels().length === 1 ? true : undefined));
    await vscode.commands.executeCommand('heatline.showImportFlame');
    assert.equal(panels().length, 1);
    await vscode.window.tabGroups.close(panels());
  });
});
