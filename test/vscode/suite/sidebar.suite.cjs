// What the sidebar's commands answer, inside the extension host.

const assert = require('node:assert/strict');
const { existsSync, mkdirSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

const home = process.env.HEATLINE_HOME;

/** @returns {Promise<string>} the table that is copied */
async function copied() {
  await vscode.env.clipboard.writeText('nothing');
  await vscode.commands.executeCommand('heatline.copyHotLines');
  return vscode.env.clipboard.readText();
}

function newest() {
  const [name] = readdirSync(home)
    .filter((entry) => existsSync(join(home, entry, 'session.json')))
    .sort()
    .reverse();
  const folder = join(home, name);
  const { startedAt } = JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
  return { folder, name: '', command: 'mixed.py', startedAt, wall_s: 1, state: 'ended', end: null, sizeBytes: 1 };
}

describe('The sidebar', () => {
  before(async () => {
    mkdirSync(home, { recursive: true });
    const [file] = await vscode.workspace.findFiles('mixed.py');
    await vscode.commands.executeCommand('heatline.profileFile', file);
  });

  it('copies the hot lines as a table', async () => {
    const lines = (await copied()).split('\n');
    assert.match(lines[0], /^\*\*Time profile\*\* of `mixed\.py`, Python 3\.\d+\.\d+, \d{4}-\d\d-\d\d/);
    assert.match(lines[2], /^100 % is [\d.]+ m?s: elapsed time of the main thread/);
    const rows = lines.filter((line) => line.startsWith('| `mixed.py:'));
    assert.ok(rows.length >= 3 && rows.length <= 15, lines.join('\n'));
    for (const row of rows)
      assert.match(row, /^\| `mixed\.py:\d+` \| [\d.]+ %( ±[\d.]+)? \| [\d.]+ m?s \| .* \| `.*` \|$/);
  });

  it('shows the run under another question and back, for a button of ours', async () => {
    await vscode.commands.executeCommand('heatline.setFilter', { basis: 'wait' });
    const waiting = await copied();
    assert.match(waiting, /waiting of all threads\. Shown: waiting\./);
    assert.match(waiting, /time\.sleep/);
    await vscode.commands.executeCommand('heatline.setFilter', { basis: 'elapsed', scope: 'captured' });
    assert.doesNotMatch(await copied(), /Shown:/);
  });

  it('opens a run of the history again', async () => {
    await vscode.commands.executeCommand('heatline.clearHeat');
    await vscode.commands.executeCommand('heatline.openRun', newest());
    assert.match(await copied(), /`mixed\.py:\d+`/);
  });

  it('asks before it deletes, and a dialog that is refused deletes nothing', async () => {
    const run = newest();
    void vscode.commands.executeCommand('heatline.deleteRun', run);
    await new Promise((done) => setTimeout(done, 500));
    assert.ok(existsSync(join(run.folder, 'session.json')));
  });

  it('tells the command line the disk budget, and takes it back with the setting', async () => {
    const limits = join(home, 'limits.json');
    const settings = vscode.workspace.getConfiguration('heatline.history');
    const until = async (look) => {
      for (let left = 100; left > 0 && !look(); left -= 1) await new Promise((done) => setTimeout(done, 100));
      assert.ok(look(), `${limits} ${existsSync(limits) ? readFileSync(limits, 'utf8') : 'is not there'}`);
    };
    await settings.update('diskBudget', 64, vscode.ConfigurationTarget.Global);
    await until(() => existsSync(limits) && JSON.parse(readFileSync(limits, 'utf8')).bytes === 64 * 2 ** 20);
    await settings.update('diskBudget', undefined, vscode.ConfigurationTarget.Global);
    await until(() => !existsSync(limits));
  });
});
