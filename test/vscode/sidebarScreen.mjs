// The views of the sidebar on the screen: their rows, their menus, and the quick picks that they open.

import { keepPicture } from './checks.mjs';
import { runCommand, until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {readonly [name: string, check: () => Promise<void>][]} Checks */
/** @typedef {{ label: string, description: string, level: number, expanded: string | null, aria: string }} Row */

/** @param {Page} page @param {string} view its title */
export function pane(page, view) {
  return page.locator('.pane').filter({ has: page.locator(`.pane-header h3.title:text-is("${view}")`) });
}

/** The rows of a view from top to bottom. @param {Page} page @param {string} view @returns {Promise<Row[]>} */
export async function readRows(page, view) {
  const found = await pane(page, view)
    .locator('.monaco-list-row')
    .evaluateAll((rows) =>
      rows.map((row) => ({
        top: row.getBoundingClientRect().top,
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
        expanded: row.getAttribute('aria-expanded'),
        aria: row.getAttribute('aria-label') ?? '',
      })),
    );
  return found.toSorted((a, b) => a.top - b.top);
}

/** @param {Page} page @param {string} view @param {string} what @param {(rows: Row[]) => boolean} fits */
export async function rowsThat(page, view, what, fits) {
  return until(what, async () => {
    const rows = await readRows(page, view);
    return fits(rows) ? rows : undefined;
  });
}

/** @param {Page} page @param {string} view @param {string} text */
export function rowWith(page, view, text) {
  return pane(page, view).locator('.monaco-list-row', { hasText: text });
}

/** @param {Page} page @param {string} view */
export async function descriptionOf(page, view) {
  return (await pane(page, view).locator('.pane-header .description').allTextContents()).join('');
}

/** @param {Page} page @param {string} view @param {string} text of the row @param {string} entry of its menu */
export async function chooseInMenu(page, view, text, entry) {
  const item = page.locator('.monaco-menu .action-item', { hasText: entry });
  await until(`"${entry}" in the menu of ${text}`, async () => {
    await rowWith(page, view, text).first().click({ button: 'right' });
    // A menu ignores the mouse right after it has opened.
    await page.waitForTimeout(300);
    return item.click({ timeout: 3000 }).then(
      () => true,
      async () => page.keyboard.press('Escape').then(() => undefined),
    );
  });
}

/** Entries of a quick pick, without its separators. @param {Page} page */
export async function pickEntries(page) {
  const rows = page.locator('.quick-input-widget .monaco-list-row .label-name');
  await rows.first().waitFor();
  return (await rows.allTextContents()).map((text) => text.trim());
}

/** @param {Page} page @param {string | RegExp} text */
export async function pick(page, text) {
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first().click();
}

/** @param {Page} page @param {string} view @param {string} command */
export async function focusView(page, view, command) {
  await runCommand(page, command);
  await pane(page, view).locator('.monaco-list:focus-within').waitFor();
}

/** @param {Page} page @param {string} name */
export async function picture(page, name) {
  await page.mouse.move(900, 700);
  await keepPicture(page, `sidebar-${name}`, 500);
}
