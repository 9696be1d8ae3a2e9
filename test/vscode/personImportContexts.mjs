// Calling contexts of libraries as a person sees them: the other layout of the Imports view, who uses one library, by mouse and keyboard.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepPicture, runChecks } from './checks.mjs';
import { heatline } from './commandLine.mjs';
import { shopLineOf, writeShop } from './contextsScreen.mjs';
import { openWorkbench } from './host.mjs';
import { profileFromExplorer, runCommand, until } from './screen.mjs';
import { descriptionOf, focusView, pane, readRows, rowsThat, rowWith } from './sidebarScreen.mjs';

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
export async function runImportContexts() {
  const source = mkdtempSync(join(tmpdir(), 'heatline-shop-'));
  writeShop(source);
  const workbench = await openWorkbench({ workspace: source, settings: { 'editor.minimap.enabled': false } });
  try {
    return await runChecks(workbench.page, [
      ...treeChecks(workbench),
      ...libraryChecks(workbench),
      ...lookChecks(workbench),
    ]);
  } finally {
    await workbench.close();
    rmSync(source, { recursive: true, force: true });
  }
}

/** @param {Workbench} workbench @param {string} name */
async function picture({ page }, name) {
  await page.mouse.move(800, 960);
  await keepPicture(page, `contexts-${name}`, 500);
}

/** The row of a library that costs much and is used from one place. */
const rare = /^\d\.\d % · \d+ ms to load · .*used nowhere else · shop\.py:(\d+)$/;

/** @param {Workbench} workbench @returns {Check[]} */
function treeChecks(workbench) {
  const { page, home } = workbench;
  return [
    [
      'a button of the Imports view shows who uses what, from the program down to its libraries',
      async () => {
        await profileFromExplorer(page, 'shop.py');
        await page.click('.activitybar a[aria-label^="Heatline"]');
        for (const view of ['Hot Lines', 'Runs']) await pane(page, view).locator('.pane-header').click();
        await pane(page, 'Imports').locator('.pane-header').click();
        await rowsThat(page, 'Imports', 'libraries', (found) => found.some(({ label }) => label === 'bigyaml'));
        await pane(page, 'Imports').locator('.pane-header').hover();
        await pane(page, 'Imports').getByRole('button', { name: 'Show Imports by Calling Context' }).click();
        const rows = await rowsThat(page, 'Imports', 'contexts', (found) => found[0]?.label === 'shop.py');
        const levels = new Map(rows.map(({ label, level }) => [label, level]));
        assert.deepEqual(
          ['shop.py', 'main()', 'minweb', 'index()', 'json', 'export()', 'bigyaml'].map((name) => levels.get(name)),
          [1, 2, 3, 4, 5, 4, 5],
        );
        const bigyaml = rows.find(({ label }) => label === 'bigyaml');
        assert.equal(
          Number(rare.exec(bigyaml?.description ?? '')?.[1]),
          shopLineOf('return bigyaml.dump(list(range(60)))'),
        );
        assert.match(bigyaml?.aria ?? '', /^bigyaml, library, \d\.\d % · \d+ ms to load/);
        assert.equal(await descriptionOf(page, 'Imports'), 'by calling context');
        await picture(workbench, 'tree');
      },
    ],
    [
      'the shares are those of the command line',
      async () => {
        /** @type {import('../../src/protocol/importContexts.ts').ImportContexts} */
        const { contexts } = JSON.parse(heatline(home, ['imports', '--contexts', '--json']));
        const rows = await rowsThat(page, 'Imports', 'contexts', (found) => found.length > 6);
        for (const name of ['minweb', 'bigyaml', 'json']) {
          const share = contexts.find((row) => row.name === name)?.share ?? Number.NaN;
          const shown = rows.find(({ label }) => label === name)?.description ?? '';
          assert.ok(shown.startsWith(`${(share * 100).toFixed(1)} %`), `${name}: ${shown} and ${share}`);
        }
      },
    ],
    [
      'a click goes to the call, Enter as well, and the hover has the evidence',
      async () => {
        await rowWith(page, 'Imports', 'bigyaml').first().click();
        const call = shopLineOf('return bigyaml.dump(list(range(60)))');
        await page.locator('.statusbar-item', { hasText: `Ln ${call}, Col 1` }).waitFor();
        // A pointer that rests where it clicked hovers over nothing.
        await page.mouse.move(800, 960);
        await rowWith(page, 'Imports', 'bigyaml').first().hover();
        const hover = page.locator('.workbench-hover:visible', { hasText: 'Used nowhere else than from:' });
        await hover.waitFor();
        const said = await hover.innerText();
        assert.match(
          said,
          /of the CPU time after the imports on this way \(95 % between [\d.]+ % and [\d.]+ %\), \d+ samples?/,
        );
        assert.match(said, /\d+ ms to load, [\d.]+ % of the imports while the program started/);
        assert.match(said, new RegExp(`shop\\.py:${call} in export\\(\\)`));
        await keepPicture(page, 'contexts-hover', 300);
        await page.mouse.move(800, 960);
        await focusView(page, 'Imports', 'Heatline: Focus on Imports View');
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.locator('.statusbar-item', { hasText: `Ln ${shopLineOf('main()')}, Col 1` }).waitFor();
      },
    ],
    [
      'a library opens to its modules, by keyboard',
      async () => {
        await rowWith(page, 'Imports', 'bigyaml').first().click();
        const call = shopLineOf('return bigyaml.dump(list(range(60)))');
        await page.locator('.statusbar-item', { hasText: `Ln ${call}, Col 1` }).waitFor();
        await focusView(page, 'Imports', 'Heatline: Focus on Imports View');
        // The list has the focus a moment before it takes keys; on an open row the key does no harm.
        await until('its modules', async () => {
          await page.keyboard.press('ArrowRight');
          const rows = await readRows(page, 'Imports');
          return rows.some(({ label, level }) => label.startsWith('bigyaml.') && level === 6) ? true : undefined;
        });
        await picture(workbench, 'modules');
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function libraryChecks(workbench) {
  const { page } = workbench;
  return [
    [
      'who uses one library is asked on its row, and all come back with a click',
      async () => {
        await rowWith(page, 'Imports', 'bigyaml').first().hover();
        await rowWith(page, 'Imports', 'bigyaml')
          .first()
          .getByRole('button', { name: 'Show Who Uses This Library' })
          .click();
        const rows = await rowsThat(page, 'Imports', 'its users', (found) => found[0]?.label === 'Only bigyaml');
        assert.ok(!rows.some(({ label }) => label === 'index()'));
        assert.match(await descriptionOf(page, 'Imports'), /^\d\.\d % of [\d.]+ m?s · bigyaml$/);
        await picture(workbench, 'one-library');
        await rowWith(page, 'Imports', 'Only bigyaml').click();
        await rowsThat(page, 'Imports', 'all', (found) => found[0]?.label === 'shop.py');
      },
    ],
    [
      'the layout is kept, and the other one is a button away',
      async () => {
        await page.reload();
        await page.locator('.monaco-workbench').waitFor();
        // Where the side bar is back already, a click would close it.
        if ((await page.locator('.activitybar .checked a[aria-label^="Heatline"]').count()) === 0)
          await page.click('.activitybar a[aria-label^="Heatline"]');
        await until('the layout of before', async () =>
          (await descriptionOf(page, 'Imports')) === 'by calling context' ? true : undefined,
        );
        await runCommand(page, 'Heatline: Show Imports by Library');
        await until('the libraries', async () =>
          (await descriptionOf(page, 'Imports')).endsWith('by time') ? true : undefined,
        );
        await runCommand(page, 'Heatline: Show Imports by Calling Context');
        await rowsThat(page, 'Imports', 'contexts', (found) => found[0]?.label === 'shop.py');
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Check[]} */
function lookChecks(workbench) {
  const { page } = workbench;
  return themes.map(([theme, className]) => [
    `rows are there in ${theme}, also in a narrow window`,
    async () => {
      workbench.setSettings({ 'workbench.colorTheme': theme });
      await page.locator(`.monaco-workbench.${className}`).waitFor();
      const isThere = async () =>
        rowsThat(page, 'Imports', 'contexts', (found) => found.some(({ label }) => label === 'bigyaml'));
      await isThere();
      const name = theme.replaceAll(' ', '-').toLowerCase();
      await picture(workbench, name);
      await page.setViewportSize({ width: 820, height: 900 });
      await isThere();
      await picture(workbench, `narrow-${name}`);
      await page.setViewportSize({ width: 1600, height: 1000 });
    },
  ]);
}
