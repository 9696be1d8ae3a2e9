// What the extension is before anyone uses it, and that its manifest and its code say the same.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

const id = 'heatline.heatline';

/** @returns {vscode.Extension<unknown>} */
function extension() {
  const found = vscode.extensions.getExtension(id);
  assert.ok(found, 'the extension is not installed');
  return found;
}

describe('the extension', () => {
  it('is not active at the start, but once a Python file is open', async () => {
    assert.equal(extension().isActive, false);
    const [file] = await vscode.workspace.findFiles('mixed.py');
    await vscode.workspace.openTextDocument(file);
    for (let left = 100; left > 0 && !extension().isActive; left -= 1)
      await new Promise((done) => setTimeout(done, 100));
    assert.equal(extension().isActive, true);
  });

  it('registers every command of its manifest, and no other', async () => {
    const { contributes } = extension().packageJSON;
    const declared = contributes.commands.map(({ command }) => command).sort();
    const registered = (await vscode.commands.getCommands(true)).filter((name) => name.startsWith('heatline.'));
    // VS Code makes commands of its own for each view and its container.
    const own = registered.filter(
      (name) =>
        !/^heatline\.(hotLines|memory|copies|leaks|imports|runs)\.|^heatline\.(openLine|setFilter|showLeak|showStayingImports)$/.test(
          name,
        ),
    );
    assert.deepEqual(own.sort(), declared);
  });

  it('contributes every colour that its code names', () => {
    const { contributes, main } = extension().packageJSON;
    const source = readFileSync(join(extension().extensionPath, main), 'utf8');
    const declared = contributes.colors.map(({ id: colour }) => colour);
    for (const step of [1, 2, 3, 4, 5, 6]) {
      assert.ok(declared.includes(`heatline.heat.${step}`) && declared.includes(`heatline.heatBar.${step}`));
    }
    for (const [, colour] of source.matchAll(/ThemeColor\(["'](heatline\.[\w.]+)["']\)/g)) {
      assert.ok(declared.includes(colour), `${colour} is not contributed`);
    }
  });

  it('gives every colour a value for all four kinds of themes', () => {
    for (const { id: colour, defaults } of extension().packageJSON.contributes.colors) {
      for (const kind of ['dark', 'light', 'highContrast', 'highContrastLight']) {
        assert.match(defaults[kind] ?? '', /^#[0-9a-f]{6}([0-9a-f]{2})?$/, `${colour} for ${kind}`);
      }
    }
  });
});
