// Imports as a person sees them: hints behind the statements, the hover with who loaded what, the sidebar's libraries in three orders,
// what is pointed out, and a run that has none.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepPicture, runChecks } from './checks.mjs';
import { heatline, runScript } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { goToLine, undoAll } from './linesScreen.mjs';
import { hintedThat, importsPicture, lineOf, readHinted, writeReport } from './importsScreen.mjs';
import { profileFromExplorer, runCommand, until } from './screen.mjs';
import { descriptionOf, pane, pick, rowsThat, rowWith } from './sidebarScreen.mjs';

/** @typedef {import('./host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

/** With the class that the workbench then has. */
const themes = /** @type {const} */ ([
  ['Light Modern', 'vs'],
  ['Default High Contrast', 'hc-black'],
  ['Default High Contrast Light', 'hc-light'],
  ['Dark Modern', 'vs-dark'],
]);

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runImports() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-report-'));
  writeReport(source);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  try {
    return await runChecks(workbench.page, [
      ...lineChecks(workbench),
      ...listChecks(workbench),
      ...lookChecks(workbench),
      ...missingChecks(workbench),
    ]);
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}

/** @param {Workbench} workbench @returns {Check[]} */
function lineChecks({ page }) {
  return [
    [
      'a view without a run says what it would show',
      async () => {
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await pane(page, 'Imports').locator('.pane-header').click();
        await pane(page, 'Imports').getByText('See what imports cost').waitFor();
        await importsPicture(page, 'no-profile');
        await page.click('.activitybar a[aria-label^="Explorer"]');
      },
    ],
    [
      'a run puts costs behind its import statements',
      async () => {
        await profileFromExplorer(page, 'report.py');
        const lines = await hintedThat(page, 'hints', (found) => found.length >= 5);
        assert.match(lines.find((line) => /^import xmlrpc/.test(line)) ?? '', / · not seen/);
        assert.match(lines.find((line) => /^from shelves import/.test(line)) ?? '', / · [\d.]+ % used/);
        await importsPicture(page, 'lines');
      },
    ],
    [
      'the hover says what was loaded, by whom, and what would be saved',
      async () => {
        const line = page.locator('.monaco-editor .view-line', { hasText: 'import xmlrpc' });
        await line.hover({ position: { x: 30, y: 8 } });
        const hover = page.locator('.monaco-hover:visible', { hasText: 'Imports xmlrpc.client' });
        await hover.waitFor();
        const said = await hover.innerText();
        assert.match(said, /xmlrpc takes [\d.]+ % of the import time.*Predicted saving: [\d.]+ ms/);
        assert.match(said, /Imports xmlrpc\.client: [\d.]+ ms · [\d.]+ MB resident · \d+ modules loaded/);
        await keepPicture(page, 'imports-hover', 300);
        await page.mouse.move(800, 960);
      },
    ],
    [
      'a statement that was edited has no hint, and the others keep theirs',
      async () => {
        const n_before = (await readHinted(page)).length;
        await goToLine(page, lineOf('import xmlrpc.client'));
        await page.keyboard.press('End');
        await page.keyboard.type('  # for later');
        await hintedThat(
          page,
          'one hint less',
          (found) => found.length === n_before - 1 && !found.some((line) => line.includes('xmlrpc')),
        );
        await importsPicture(page, 'edited');
        await undoAll(page);
        await hintedThat(page, 'all hints', (found) => found.length === n_before);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function listChecks({ page, home }) {
  return [
    [
      'the sidebar lists libraries by time, as the command line does, with their modules below',
      async () => {
        await page.click('.activitybar a[aria-label^="Heatline"]');
        for (const view of ['Hot Lines', 'Runs']) await pane(page, view).locator('.pane-header').click();
        const rows = await rowsThat(page, 'Imports', 'libraries', (found) => found.length >= 5);
        const text = heatline(home, ['imports', '--json']);
        /** @type {import('../../src/protocol/imports.ts').ImportReport} */
        const { libraries } = JSON.parse(text);
        const costliest = libraries.toSorted((a, b) => b.init_s - a.init_s)[0];
        assert.equal(rows[0]?.label, costliest?.library);
        await rowWith(page, 'Imports', 'shelves').locator('.monaco-tl-twistie').click();
        const below = await rowsThat(page, 'Imports', 'modules', (found) => found.some(({ level }) => level === 2));
        assert.ok(below.some(({ label, level }) => level === 2 && label === 'shelves.labels'));
        await importsPicture(page, 'tree');
      },
    ],
    [
      'a click goes to the statement that loaded it first',
      async () => {
        await rowWith(page, 'Imports', 'unittest').first().click();
        await page.locator('.statusbar-item', { hasText: `Ln ${lineOf('import unittest.mock')}, Col 1` }).waitFor();
        await rowWith(page, 'Imports', 'shelves.labels').first().hover();
        const hover = page.locator('.workbench-hover:visible', { hasText: 'Loaded first by:' });
        await hover.waitFor();
        await keepPicture(page, 'imports-row-hover', 300);
        await page.mouse.move(800, 960);
      },
    ],
    [
      'what was not used comes first when that is asked for, and the choice is kept',
      async () => {
        await runCommand(page, 'Heatline: Order Imports By');
        await keepPicture(page, 'imports-order', 300);
        await pick(page, 'Use, least first');
        await until('the new order', async () =>
          (await descriptionOf(page, 'Imports')).endsWith('least used first') ? true : undefined,
        );
        const rows = await rowsThat(page, 'Imports', 'rows', (found) => /not seen$/.test(found[0]?.description ?? ''));
        assert.ok(!rows.slice(0, 3).some(({ label }) => label === 'shelves'));
        await runCommand(page, 'Heatline: Order Imports By');
        await pick(page, /Time/);
      },
    ],
    [
      'what brings little is information in the problems',
      async () => {
        await runCommand(page, 'Problems: Focus on Problems View');
        await page.locator('.markers-panel .monaco-list-row', { hasText: 'xmlrpc takes' }).first().waitFor();
        await importsPicture(page, 'problems');
        await runCommand(page, 'View: Toggle Panel Visibility');
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function lookChecks(workbench) {
  const { page } = workbench;
  return themes.map(([theme, className]) => [
    `hints and rows are there in ${theme}, also in a narrow window`,
    async () => {
      workbench.setSettings({ 'workbench.colorTheme': theme });
      await page.locator(`.monaco-workbench.${className}`).waitFor();
      await hintedThat(page, 'hints', (found) => found.length >= 5);
      const name = theme.replaceAll(' ', '-').toLowerCase();
      await importsPicture(page, name);
      await page.setViewportSize({ width: 820, height: 900 });
      await hintedThat(page, 'hints', (found) => found.length >= 5);
      await importsPicture(page, `narrow-${name}`);
      await page.setViewportSize({ width: 1600, height: 1000 });
    },
  ]);
}

/** @param {Workbench} workbench @returns {Check[]} */
function missingChecks({ page, home, workspace }) {
  return [
    [
      'a run without imports says so, and shows none',
      async () => {
        runScript(join(workspace, 'report.py'), join(home, '20240101T000000Z-plain-1'), ['--no-imports']);
        await pane(page, 'Runs').locator('.pane-header').click();
        await rowsThat(page, 'Runs', 'the run without imports', (found) => found.length === 2);
        await rowWith(page, 'Runs', 'report.py').first().click();
        await pane(page, 'Imports').getByText('This run says nothing of imports').waitFor();
        await hintedThat(page, 'no hints', (found) => found.length === 0);
        await importsPicture(page, 'missing');
      },
    ],
  ];
}
