// What the commands and warnings about memory do inside the extension host.

const assert = require('node:assert/strict');

const vscode = require('vscode');

const { until } = require('./until.cjs');

async function copied(command) {
  await vscode.env.clipboard.writeText('nothing');
  await vscode.commands.executeCommand(command);
  return vscode.env.clipboard.readText();
}

describe('Memory', () => {
  /** @type {vscode.Uri} */
  let file;

  before(async () => {
    [file] = await vscode.workspace.findFiles('hoard.py');
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand('heatline.profileFile', file);
  });

  /** @returns {vscode.Diagnostic[]} */
  const ours = () => vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'Heatline');

  it('warns of the line that leaks, with rate and evidence, and leads to the view', async () => {
    const [warning] = await until('the warning', () => (ours().length > 0 ? ours() : undefined));
    assert.equal(warning.code, 'LEAK');
    assert.equal(warning.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(
      warning.message,
      /^Suspected leak: .* grows by [\d.]+ [kM]B\/s( ±\d+ %)?\.\n[\d,]+ sampled blocks, none freed/,
    );
    const document = await vscode.workspace.openTextDocument(file);
    assert.match(document.getText(warning.range), /^shelf\.append\(/);
    assert.match(warning.relatedInformation?.[0]?.message ?? '', / through <module> \(hoard\.py:\d+\)$/);
    const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', file, warning.range);
    const action = actions.find(({ title }) => title === 'Show in Leaks');
    assert.ok(action, JSON.stringify(actions));
    await vscode.commands.executeCommand(action.command.command, ...action.command.arguments);
  });

  it('takes the warning away with the setting, with the heat, and from an edited line', async () => {
    const settings = vscode.workspace.getConfiguration('heatline.leakWarnings');
    const none = () => (ours().length === 0 ? true : undefined);
    const some = () => (ours().length > 0 ? true : undefined);
    await settings.update('enabled', false, vscode.ConfigurationTarget.Global);
    await until('no warning without the setting', none);
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    await until('the warning again', some);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    await until('no warning without heat', none);
    await vscode.commands.executeCommand('heatline.toggleHeat');
    await until('the warning with the heat', some);
    const [{ range }] = ours();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, range.end, '  # edited');
    await vscode.workspace.applyEdit(edit);
    await until('no warning on an edited line', none);
    await vscode.commands.executeCommand('undo');
    await until('the warning on the line as it was', some);
  });

  it('copies each list as a table', async () => {
    assert.match(
      await copied('heatline.copyMemory'),
      /^\*\*Memory profile\*\* of `hoard\.py`[\s\S]*\| `hoard\.py:\d+` \|/,
    );
    assert.match(await copied('heatline.copyCopies'), /^\*\*Copy profile\*\* of `hoard\.py`/);
    assert.match(
      await copied('heatline.copyLeaks'),
      /^\*\*Suspected leaks\*\* of `hoard\.py`[\s\S]*\| `hoard\.py:\d+` \|/,
    );
  });

  it('opens one timeline beside the file, and the same one again', async () => {
    const timelines = () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Memory Timeline');
    await vscode.commands.executeCommand('heatline.showMemoryTimeline');
    await until('the panel', () => (timelines().length === 1 ? true : undefined));
    await vscode.commands.executeCommand('heatline.showMemoryTimeline');
    assert.equal(timelines().length, 1);
    await vscode.window.tabGroups.close(timelines());
  });
});
