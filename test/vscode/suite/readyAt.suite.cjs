// The setting that names the function with which initialisation ends: it reaches the run, and one that names none starts nothing.

const assert = require('node:assert/strict');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

const { until } = require('./until.cjs');

const home = process.env.HEATLINE_HOME;

describe('The function with which initialisation ends', () => {
  /** @type {vscode.Uri} */
  let file;

  before(async () => {
    [file] = await vscode.workspace.findFiles('importing.py');
    await vscode.window.showTextDocument(file);
  });

  after(() => setting(undefined));

  /** @param {string | undefined} value */
  const setting = (value) =>
    vscode.workspace
      .getConfiguration('heatline', file)
      .update('imports.readyAt', value, vscode.ConfigurationTarget.Workspace);

  const profile = () => vscode.commands.executeCommand('heatline.profileFile', file);

  const latest = () => JSON.parse(readFileSync(join(home, readdirSync(home).sort().at(-1), 'session.json'), 'utf8'));

  it('is that of the setting', async () => {
    await setting('importing.py:ship');
    await profile();
    assert.equal(latest().readyAt, 'importing.py:ship');
    await setting(undefined);
    await profile();
    assert.equal('readyAt' in latest(), false);
  });

  it('is asked for again where the setting names none, and nothing is started', async () => {
    await setting('importing:ship');
    const before = readdirSync(home);
    let isAnswered = false;
    const answered = Promise.resolve(profile()).finally(() => (isAnswered = true));
    await until('the message to be answered', async () => {
      await vscode.commands.executeCommand('notifications.clearAll');
      return isAnswered ? true : undefined;
    });
    await answered;
    assert.deepEqual(readdirSync(home), before);
  });

  it('leaves the hover with what the statement read', async () => {
    const at = new vscode.Position(2, 2);
    const found = await until('the hover', async () => {
      const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', file, at);
      return hovers.flatMap(({ contents }) => contents.map((each) => each.value ?? each)).join('\n') || undefined;
    });
    assert.match(found, /\| Read \| \d+ files?, [\d.]+ [kM]?B \|/);
  });
});
