// What is seen and done on the screen when programs are run: commands, input boxes, the status bar, and what ran.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { keepPicture } from '../checks.mjs';
import { endedSessions, readSession } from '../commandLine.mjs';
import { until } from '../screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {readonly [name: string, check: () => Promise<void>][]} Checks */

/** The session that `act` leads to, once it has ended. @param {string} home @param {() => Promise<unknown>} act */
export async function sessionOf(home, act) {
  const before = new Set(endedSessions(home));
  await act();
  const folder = await until('the session', async () => endedSessions(home).find((each) => !before.has(each)), 30_000);
  return readSession(folder);
}

/** A command is there once its conditions hold, such as that the run before has ended. @param {Page} page @param {string} title */
export async function runCommand(page, title) {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row .label-name', {
    hasText: new RegExp(`^${title}(?:…|[.]{3})?$`),
  });
  await until(`the command "${title}"`, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await inputBox(page).fill(`>${title}`);
    return row.click({ timeout: 2000 }).then(
      () => true,
      () => undefined,
    );
  });
}

/** @param {string} workspace */
export function takeRecord(workspace) {
  const file = join(workspace, 'record.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return record;
}

/** @param {Page} page */
export function inputBox(page) {
  return page.locator('.quick-input-widget:visible .quick-input-box input');
}

/** The message under the input box. @param {Page} page @param {RegExp} pattern */
export async function boxSays(page, pattern) {
  const message = page.locator('.quick-input-widget:visible .quick-input-message');
  return until(`the box to say ${pattern}`, async () => {
    const [text = ''] = await message.allInnerTexts();
    return pattern.test(text) ? text : undefined;
  });
}

/** @param {Page} page @param {string} title of the input box */
export async function waitForBox(page, title) {
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
}

/** Heatline's item in the status bar. @param {Page} page @param {RegExp} pattern */
export async function statusBar(page, pattern) {
  const item = page
    .locator('.statusbar-item[id="heatline.heatline.heatline.session"], [id*="heatline.session"]')
    .first();
  return until(`the status bar to say ${pattern}`, async () => {
    const text = (await item.innerText().catch(() => '')).replaceAll('\u00A0', ' ').trim();
    return pattern.test(text) ? text : undefined;
  });
}

/** A session is complete a moment before its heat is shown. @param {Page} page */
export async function runIsOver(page) {
  await statusBar(page, /^[\d.]+ m?s$/);
}

/** @param {Page} page @param {string} file */
export async function openFromExplorer(page, file) {
  await page.dblclick(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
  await page.locator('.tab.active', { hasText: file }).waitFor();
}

/** By the list of files. @param {Page} page @param {string} folder of the workspace @param {string} file */
export async function openByName(page, folder, file) {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row', {
    hasText: new RegExp(`^${file}.*${folder}`, 's'),
  });
  await page.keyboard.press('Control+P');
  await inputBox(page).fill(`${folder}/${file}`);
  await row.first().click();
  await page.locator('.monaco-breadcrumb-item', { hasText: folder }).first().waitFor();
}

/** @param {Page} page @param {string} name */
export async function picture(page, name) {
  await page.mouse.move(700, 600);
  await keepPicture(page, `run-${name}`, 500);
}

/** @param {Page} page @param {string} title of the box @param {string} text */
export async function typeInto(page, title, text) {
  await waitForBox(page, title);
  await inputBox(page).fill(text);
  await page.keyboard.press('Enter');
}

/** @param {Page} page */
export async function reload(page) {
  await page.reload();
  await page.waitForSelector('.activitybar a[aria-label^="Heatline"]', { timeout: 60_000 });
}
