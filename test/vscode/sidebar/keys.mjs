// Everything by keyboard: the palette, both trees, the menu of a row, the hover. The mouse is not used here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { until } from '../screen.mjs';
import { focusView, picture, pickEntries, readRows, rowsThat } from '../sidebarScreen.mjs';

/** @typedef {import('playwright-core').Page} Page */

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Titles of the commands that the palette has to have while a run of elsewhere is shown and none goes on. @returns {string[]} */
function expectedCommands() {
  const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
  /** @type {{ command: string, title: string, enablement?: string }[]} */
  const commands = contributes.commands;
  /** @type {{ command: string, when: string }[]} */
  const rules = contributes.menus.commandPalette;
  // Those are for the chosen row of "Runs", which has keys and a menu for them.
  const hidden = rules.filter(({ when }) => when === 'false').map(({ command }) => command);
  return commands
    .filter(({ command, enablement }) => !hidden.includes(command) && !/isProfiling|hasLastRun/.test(enablement ?? ''))
    .map(({ title }) => `Heatline: ${texts[title.slice(1, -1)]}`)
    .toSorted();
}

/** Walks through the palette with the arrow key. @param {Page} page */
async function commandsInPalette(page) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget:visible .quick-input-box input');
  await input.fill('>Heatline: ');
  // Rows of a list that was shown before may still be there.
  const rows = page.locator('.quick-input-widget:visible .monaco-list-row.focused .label-name');
  const focused = async () =>
    (await rows.allInnerTexts())
      .map((text) => text.replaceAll('\u00A0', ' ').trim())
      .find((text) => text.startsWith('Heatline: '));
  /** @type {Set<string>} */
  const found = new Set();
  /** @type {string | undefined} */
  let title = await until('the first command', focused);
  // After the last one comes the first, or a command of somebody else.
  while (title !== undefined && !found.has(title)) {
    found.add(title);
    await page.keyboard.press('ArrowDown');
    title = await focused();
  }
  await page.keyboard.press('Escape');
  return [...found].toSorted();
}

/** @param {import('../host.mjs').Workbench} workbench @returns {import('../sidebarScreen.mjs').Checks} */
export function keyChecks({ page }) {
  return [
    [
      'the palette has every command that is not for a row of a list',
      async () => {
        const found = await commandsInPalette(page);
        assert.deepEqual(
          expectedCommands().filter((title) => !found.includes(title)),
          [],
        );
      },
    ],
    [
      'arrows fold and unfold a file of the hot lines, Enter goes to the line, and a key shows its hover',
      async () => {
        await focusView(page, 'Hot Lines', 'Heatline: Focus on Hot Lines View');
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowLeft');
        await rowsThat(page, 'Hot Lines', 'a folded file', (rows) => rows[0]?.expanded === 'false');
        await page.keyboard.press('ArrowRight');
        const rows = await rowsThat(page, 'Hot Lines', 'an unfolded file', ([first]) => first?.expanded === 'true');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        const line = /^(\d+): /.exec(rows[1]?.description ?? '')?.[1];
        await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
        await page.keyboard.press('Control+1');
        await page.locator('.monaco-editor.focused').waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.press('Control+i');
        await until('the hover', async () =>
          (await page.locator('.monaco-hover:visible').allInnerTexts()).some((text) => text.includes('on this line'))
            ? true
            : undefined,
        );
        await picture(page, 'hover-by-key');
        await page.keyboard.press('Escape');
      },
    ],
    [
      'the key for menus opens the menu of a run, and arrows and Enter choose in it',
      async () => {
        await focusView(page, 'Runs', 'Heatline: Focus on Runs View');
        await page.keyboard.press('Home');
        await page.keyboard.press('Shift+F10');
        const focused = page.locator('.monaco-menu .action-item.focused');
        await until('"Export Run" in the menu', async () => {
          await page.keyboard.press('ArrowDown');
          return /^Export Run/.test((await focused.innerText({ timeout: 2000 })).trim()) ? true : undefined;
        });
        await picture(page, 'menu-by-key');
        await page.keyboard.press('Enter');
        assert.ok((await pickEntries(page)).includes('speedscope'));
        await page.keyboard.press('Escape');
        assert.ok((await readRows(page, 'Runs')).length > 0);
      },
    ],
  ];
}

/** @param {import('../host.mjs').Workbench} workbench @returns {import('../sidebarScreen.mjs').Checks} */
export function themeChecks({ page, setSettings }) {
  return [
    [
      'both views can be read in every theme and in a narrow window',
      async () => {
        for (const [name, theme, marker] of /** @type {const} */ ([
          ['light', 'Light Modern', '.vs'],
          ['hc-dark', 'Default High Contrast', '.hc-black'],
          ['hc-light', 'Default High Contrast Light', '.hc-light'],
        ])) {
          setSettings({ 'workbench.colorTheme': theme });
          await page.locator(`.monaco-workbench${marker}`).waitFor();
          await picture(page, name);
        }
        await page.setViewportSize({ width: 700, height: 800 });
        assert.ok((await readRows(page, 'Hot Lines')).length > 1);
        await picture(page, 'narrow');
        await page.setViewportSize({ width: 1600, height: 1000 });
        setSettings({});
        await page.locator('.monaco-workbench.vs-dark').waitFor();
      },
    ],
  ];
}
