// The import flame graph by keys and by mouse: zooming, statements, search, text, and coming back after a reload.

import assert from 'node:assert/strict';

import { flameFrame, flamePicture, flameThat, middleOfItem, moveRightTo, readFlame } from '../flameScreen.mjs';
import { lineOf } from '../importsScreen.mjs';
import { runCommand, until } from '../screen.mjs';
import { pane, rowsThat, rowWith } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

/** @param {Workbench} workbench @returns {Check[]} */
export function keyChecks({ page }) {
  const statusBar = (/** @type {number} */ line) =>
    page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
  return [
    [
      'a button above the imports opens the graph of all of them',
      async () => {
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await rowsThat(page, 'Runs', 'the runs', (found) => found.length === 4);
        await rowWith(page, 'Runs', 'report.py').first().click();
        await pane(page, 'Imports').locator('.pane-header').click();
        await rowsThat(page, 'Imports', 'libraries', (found) => found.length >= 5);
        await pane(page, 'Imports').locator('.pane-header').hover();
        await pane(page, 'Imports').locator('.action-label[aria-label^="Show Import Flame Graph"]').click();
        const frame = await flameFrame(page);
        const { title, path, item, level } = await readFlame(frame);
        assert.equal(title, 'Imports of report.py');
        assert.equal(path, 'All imports');
        assert.match(item, /^All imports, [\d.]+ m?s$/);
        assert.equal(level, 1);
        await flamePicture(page, 'all');
      },
    ],
    [
      'arrow keys lead through the tree, and each box says what is known of it',
      async () => {
        const frame = await flameFrame(page);
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('ArrowDown');
        await moveRightTo(page, frame, 'shelves');
        const shelves = await readFlame(frame);
        assert.equal(shelves.level, 2);
        assert.match(
          shelves.item,
          /^shelves, [\d.]+ ms, own [\d.]+ ms, .*, the project's own code, loaded while the program started, imported by report\.py:10$/,
        );
        await page.keyboard.press('ArrowDown');
        const labels = await readFlame(frame);
        assert.match(labels.item, /^shelves\.labels, .*imported by shelves\/__init__\.py:2$/);
        await page.keyboard.press('ArrowUp');
        assert.equal((await readFlame(frame)).item, shelves.item);
      },
    ],
    [
      'Enter zooms in, Escape out, and the path leads back',
      async () => {
        const frame = await flameFrame(page);
        const before = await readFlame(frame);
        await page.keyboard.press('Enter');
        const zoomed = await flameThat(frame, 'the zoom', ({ path }) => path === 'All imports › shelves');
        assert.ok(zoomed.width > before.width * 1.5, `${before.width} ${zoomed.width}`);
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await flameThat(frame, 'a further zoom', ({ path }) => path === 'All imports › shelves › shelves.labels');
        await flamePicture(page, 'zoomed');
        await page.keyboard.press('Escape');
        await flameThat(frame, 'one step back', ({ path }) => path === 'All imports › shelves');
        await frame.locator('#path button', { hasText: 'All imports' }).click();
        const back = await flameThat(frame, 'all again', ({ path }) => path === 'All imports');
        assert.equal(Math.round(back.width), Math.round(before.width));
        assert.equal(back.item, before.item);
      },
    ],
    [
      'Ctrl+Enter, a double click and the link go to the statement',
      async () => {
        const frame = await flameFrame(page);
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Control+Enter');
        await statusBar(lineOf('from shelves import count, labels'));
        await page.locator('.tab', { hasText: 'Import Flame Graph' }).waitFor();
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('Home');
        await moveRightTo(page, frame, 'unittest.mock');
        const { x, y } = await middleOfItem(frame);
        await page.mouse.dblclick(x, y);
        await statusBar(lineOf('import unittest.mock'));
        const after = await flameThat(frame, 'no zoom', ({ path }) => path === 'All imports');
        assert.match(after.item, /^unittest\.mock,/);
        await frame.locator('#chart .item').focus();
        await moveRightTo(page, frame, 'xmlrpc.client');
        await frame.locator('#statement').click();
        await statusBar(lineOf('import xmlrpc.client'));
      },
    ],
    [
      'the mouse says what is under it, and a click zooms',
      async () => {
        const frame = await flameFrame(page);
        const current = await readFlame(frame);
        const { x, y } = await middleOfItem(frame);
        const chart = await frame.locator('#boxes').boundingBox();
        assert.ok(chart);
        await page.mouse.move(chart.x + 5, chart.y + 5);
        await flameThat(frame, 'what the mouse is on', ({ facts }) => facts.startsWith('All imports'));
        await page.mouse.move(chart.x + 5, chart.y - 200);
        await flameThat(frame, 'the box again', ({ facts }) => facts.startsWith('xmlrpc.client'));
        await page.mouse.click(x, y);
        await flameThat(frame, 'the zoom', ({ path }) => path === 'All imports › xmlrpc.client');
        assert.match(current.item, /^xmlrpc\.client,/);
        await page.keyboard.press('Escape');
      },
    ],
    [
      'a search says how many modules there are, and Enter goes through them',
      async () => {
        const frame = await flameFrame(page);
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('/');
        await page.keyboard.type('SHELVES.');
        const { found } = await flameThat(frame, 'what was found', (now) => now.found !== '');
        assert.match(found, /^3 imports; Enter/);
        await flamePicture(page, 'search');
        await page.keyboard.press('Enter');
        await flameThat(frame, 'the first', ({ item }) => item.startsWith('shelves.labels,'));
        await page.keyboard.press('Enter');
        await flameThat(frame, 'the second', ({ item }) => item.startsWith('shelves.counting,'));
        await frame.locator('#find').fill('no such module');
        await flameThat(frame, 'nothing', (now) => now.found === 'No module has this in its name.');
        await frame.locator('#find').fill('');
      },
    ],
    [
      'all of it is copied as text',
      async () => {
        const frame = await flameFrame(page);
        await frame.locator('#copy').click();
        await page.locator('.statusbar-item', { hasText: 'Imports copied as text' }).waitFor();
      },
    ],
    [
      'what was zoomed to is there again when the panel was hidden meanwhile',
      async () => {
        const frame = await flameFrame(page);
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        const before = await flameThat(frame, 'the zoom', ({ path }) => path === 'All imports › shelves');
        await runCommand(page, 'File: New Untitled Text File');
        await until('no page', async () => (frame.isDetached() ? true : undefined));
        await page.locator('.tab', { hasText: 'Import Flame Graph' }).click();
        const after = await flameThat(await flameFrame(page), 'the zoom again', ({ path }) => path === before.path);
        assert.equal(after.item, before.item);
      },
    ],
    [
      'the panel is there again after a reload of the window',
      async () => {
        await page.reload();
        const frame = await flameFrame(page);
        await flameThat(frame, 'the same run', ({ title }) => title === 'Imports of report.py');
        assert.equal(await page.locator('.tab', { hasText: 'Import Flame Graph' }).count(), 1);
      },
    ],
  ];
}
