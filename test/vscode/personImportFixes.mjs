// Import findings as a person fixes them: the lightbulb's menu on the statement, undo, why an import stays, all of a file at once; and
// that Restricted Mode offers nothing.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addUp, keepPicture, runChecks } from './checks.mjs';
import { runScript } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { hintedThat } from './importsScreen.mjs';
import { goToLine, undoAll } from './linesScreen.mjs';
import {
  chooseCommand,
  closeNotifications,
  notification,
  pressInNotification,
  profileFromExplorer,
  runCommand,
  until,
} from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

const here = dirname(fileURLToPath(import.meta.url));
const program = readFileSync(join(here, 'workspace', 'deferring.py'), 'utf8');
const defer = /^Defer this import to where it is used \(saves about [\d.]+ ms\)$/;
const deferAll = 'Defer all safe imports of this file';
const showWhy = 'Show why this import stays where it is';

/** With the class that the workbench then has. */
const themes = /** @type {const} */ ([
  ['Light Modern', 'vs'],
  ['Default High Contrast', 'hc-black'],
  ['Default High Contrast Light', 'hc-light'],
  ['Dark Modern', 'vs-dark'],
]);

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runImportFixes() {
  return addUp([await runTrusted(), await runUntrusted()]);
}

async function runTrusted() {
  const settings = { 'editor.minimap.enabled': false };
  const workbench = await openWorkbench({ workspace: join(here, 'workspace'), settings });
  try {
    return await runChecks(workbench.page, [
      ...fixChecks(workbench),
      ...fileChecks(workbench),
      ...lookChecks(workbench),
    ]);
  } finally {
    await workbench.close();
  }
}

/** @param {Workbench} workbench @returns {Check[]} */
function fixChecks({ page }) {
  return [
    [
      'the menu of a statement that is pointed out defers it, and undo takes that back',
      async () => {
        await profileFromExplorer(page, 'deferring.py');
        await hintedThat(page, 'hints', (found) => found.length === 3);
        const entries = await openMenu(page, 'import xmlrpc.client');
        assert.match(entries[0] ?? '', defer);
        assert.ok(entries.includes(deferAll), entries.join('\n'));
        await keepPicture(page, 'import-fixes-menu', 500);
        await page.keyboard.press('Enter');
        await editorHas(page, /def ask\(address\):\n {4}import xmlrpc\.client\n/);
        await keepPicture(page, 'import-fixes-deferred', 500);
        await page.keyboard.press('Control+Z');
        await editorHas(page, /import xmlrpc\.client\n(?:.*\n)*def ask\(address\):\n {4}return/);
        await hintedThat(page, 'all hints', (found) => found.length === 3);
      },
    ],
    [
      '"Auto Fix" says the reason of a fix that is disabled',
      async () => {
        await goToLine(page, lineOf('import unittest'));
        await runCommand(page, 'Auto Fix...');
        const message = page.locator('.monaco-editor-overlaymessage', {
          hasText: 'Line 26 uses unittest while the module loads, so it is needed at once.',
        });
        await message.waitFor();
        await keepPicture(page, 'import-fixes-disabled', 300);
        await page.keyboard.press('Escape');
      },
    ],
    [
      'a statement that must stay says why, and leads there',
      async () => {
        const entries = await openMenu(page, 'import unittest');
        assert.ok(!entries.some((entry) => defer.test(entry)), entries.join('\n'));
        await choose(page, showWhy);
        await notification(page, /"import unittest" stays where it is: Line 26 uses unittest while the module loads/);
        await keepPicture(page, 'import-fixes-why', 500);
        await pressInNotification(page, 'Go to Line 26');
        await page.locator('.statusbar-item', { hasText: 'Ln 26, Col 1' }).waitFor();
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function fileChecks({ page }) {
  return [
    [
      'all safe imports of the file are deferred at once, and it is said what stays',
      async () => {
        await closeNotifications(page);
        await runCommand(page, 'Heatline: Defer All Safe Imports');
        await notification(
          page,
          /^2 imports of deferring\.py were deferred; 1 stays where it is: Line 26 uses unittest/,
        );
        await goToLine(page, 3);
        await editorHas(page, /def ask\(address\):\n {4}import xmlrpc\.client\n/);
        await keepPicture(page, 'import-fixes-all', 500);
        await closeNotifications(page);
        await focusEditor(page);
        await page.keyboard.press('Control+Z');
        await hintedThat(page, 'all hints', (found) => found.length === 3);
      },
    ],
    [
      'where several stay, a list has the reasons, of the text that is not saved',
      async () => {
        await goToLine(page, lineOf('print(spin(0.4) > 0, EMPTY)'));
        await page.keyboard.press('End');
        await page.keyboard.type('\nCLIENT = xmlrpc.client');
        await runCommand(page, 'Heatline: Defer All Safe Imports');
        await notification(page, /^1 import of deferring\.py was deferred; 2 stay where they are\./);
        await pressInNotification(page, 'Show Why');
        const rows = page.locator('.quick-input-widget .monaco-list-row');
        await rows.nth(1).waitFor();
        await keepPicture(page, 'import-fixes-list', 500);
        assert.match(
          (await rows.nth(1).innerText()).replaceAll('\u00a0', ' '),
          /import xmlrpc\.client[^]*Line 28 uses xmlrpc/,
        );
        await rows.nth(1).click();
        await page.locator('.statusbar-item', { hasText: 'Ln 28, Col 1' }).waitFor();
        await undoAll(page);
        await goToLine(page, 1);
        await hintedThat(page, 'all hints', (found) => found.length === 3);
      },
    ],
    [
      'a file of which nothing is pointed out is said to be so',
      async () => {
        await runCommand(page, 'Go to File');
        await page.locator('.quick-input-widget input').first().fill('crew_tools.py');
        await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'crew_tools.py' }).first().waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.tab.active', { hasText: 'crew_tools.py' }).waitFor();
        await runCommand(page, 'Heatline: Defer All Safe Imports');
        await notification(page, /No import of crew_tools\.py stands out .*\[NO_IMPORT_FINDING\]/);
        await closeNotifications(page);
        await page.locator('.tab', { hasText: 'deferring.py' }).click();
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function lookChecks(workbench) {
  const { page } = workbench;
  return themes.map(([theme, className]) => [
    `the menu is there in ${theme}, also in a narrow window`,
    async () => {
      workbench.setSettings({ 'workbench.colorTheme': theme });
      await page.locator(`.monaco-workbench.${className}`).waitFor();
      const name = theme.replaceAll(' ', '-').toLowerCase();
      for (const [size, width] of /** @type {const} */ ([
        ['', 1600],
        ['narrow-', 820],
      ])) {
        await page.setViewportSize({ width, height: 1000 });
        assert.match((await openMenu(page, 'import asyncio'))[0] ?? '', defer);
        await keepPicture(page, `import-fixes-${size}${name}`, 500);
        await page.keyboard.press('Escape');
      }
      await page.setViewportSize({ width: 1600, height: 1000 });
    },
  ]);
}

async function runUntrusted() {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-fixes-'));
  const script = join(folder, 'workspace', 'deferring.py');
  const session = join(folder, 'session');
  cpSync(join(here, 'workspace'), dirname(script), { recursive: true });
  runScript(script, session);
  const { page, close } = await openWorkbench({
    inPlace: dirname(script),
    openFile: script,
    env: { HEATLINE_SHOW_SESSION: session },
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  });
  try {
    return await runChecks(page, [
      [
        'Restricted Mode points out what a run says, and offers no change',
        async () => {
          await hintedThat(page, 'hints', (found) => found.length === 3);
          assert.deepEqual(
            await openMenu(page, 'import xmlrpc.client', /No (?:code actions|quick fixes) available/),
            [],
          );
          await keepPicture(page, 'import-fixes-restricted', 500);
          await page.keyboard.press('Escape');
          await chooseCommand(page, 'Heatline: Show Log');
          await page.locator('.quick-input-widget input').first().fill('>Heatline: Defer All Safe');
          const rows = page.locator('.quick-input-widget .monaco-list-row');
          await rows.filter({ hasText: 'similar commands' }).first().waitFor();
          assert.equal(await rows.filter({ hasText: 'Defer All' }).count(), 0);
        },
      ],
    ]);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} text of deferring.py @returns {number} from 1 */
function lineOf(text) {
  return program.split('\n').indexOf(text) + 1;
}

/** @param {Page} page */
async function focusEditor(page) {
  await runCommand(page, 'View: Focus Active Editor Group');
}

/**
 * Opens the quick fixes of a line; it is asked again until there are some, because what is pointed out comes a moment later.
 * @param {Page} page @param {string} text of the line @param {RegExp} [nothing] a message in the editor that is waited for instead
 * @returns {Promise<string[]>}
 */
async function openMenu(page, text, nothing) {
  const entries = page.locator('.action-widget .monaco-list-row.action');
  return until(`quick fixes of ${text}`, async () => {
    await page.keyboard.press('Escape');
    await goToLine(page, lineOf(text));
    await page.keyboard.press('Control+.');
    const message = page.locator('.monaco-editor-overlaymessage', { hasText: nothing ?? /./ });
    const seen = await entries
      .first()
      .or(message)
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
    if (!seen) return undefined;
    const found = (await entries.allInnerTexts()).map((entry) => entry.replaceAll('\u00a0', ' ').trim());
    return found.some((entry) => /import/.test(entry)) || nothing !== undefined ? found : undefined;
  });
}

/** @param {Page} page @param {string} entry of the menu that is open */
async function choose(page, entry) {
  await page.locator('.action-widget .monaco-list-row.action', { hasText: entry }).click();
}

/** @param {Page} page @param {RegExp} pattern */
async function editorHas(page, pattern) {
  await until(`an editor with ${pattern}`, async () => {
    const lines = await page.locator('.monaco-editor .view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    // Hints stand behind statements.
    return pattern.test(lines.map((line) => line.replace(/ ?[\w.]+ [\d.]+ ms · .*$/, '')).join('\n'))
      ? true
      : undefined;
  });
}
