// Hot lines by key, callers, chosen columns, files left out, heat after a reload, and other files of the run.

import assert from 'node:assert/strict';

import {
  hotText,
  lineOf,
  openFromExplorer,
  picture,
  readLenses,
  untilCursorOn,
  untilHeat,
  untilLens,
} from '../linesScreen.mjs';
import { readBars, readHeat, runCommand, until } from '../screen.mjs';
import { keepPicture } from '../checks.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench */
export function readChecks(workbench) {
  const { page } = workbench;
  return /** @type {const} */ ([
    [
      'the keys go from hot line to hot line, around the end, and the status bar says what it takes',
      async () => {
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await page.keyboard.press('Control+Home');
        const said = page.locator('.statusbar-item[id$="heatline.hotLine"]');
        /** @type {number[]} */
        const visited = [];
        for (;;) {
          const before = await said.allInnerTexts();
          await page.keyboard.press('Alt+F7');
          const text = await until('another hot line', async () => {
            const [found] = await said.allInnerTexts();
            return found === before[0] ? undefined : found;
          });
          const line = Number(/Line (\d+): [\d.]+ %/.exec(text)?.[1]);
          await untilCursorOn(page, line);
          if (visited.includes(line)) break;
          visited.push(line);
        }
        assert.ok(visited.includes(lineOf(hotText)), visited.join());
        assert.deepEqual(
          visited,
          visited.toSorted((a, b) => a - b),
        );
        await page.keyboard.press('Shift+Alt+F7');
        await untilCursorOn(page, visited.at(-1) ?? 0);
        await picture(page, 'hot-line-key');
      },
    ],
    [
      'the hover has callers, and a click on one leads to its line',
      async () => {
        await page
          .locator('.monaco-editor .view-line', { hasText: 'total += (number' })
          .hover({ position: { x: 90, y: 8 } });
        const hover = page.locator('.monaco-hover:visible');
        await until('callers in the hover', async () =>
          (await hover.allInnerTexts()).some((text) => /was called by:/.test(text)) ? true : undefined,
        );
        await keepPicture(page, 'lines-hover', 500);
        await hover.locator('a', { hasText: 'order.py:' }).first().click();
        await untilCursorOn(page, lineOf('        return function(*args)'));
      },
    ],
    [
      'another file of the run is painted when it is opened',
      async () => {
        await openFromExplorer(page, 'shelf.py');
        await untilHeat(page, 'heat in shelf.py', (heat) => Object.keys(heat).length >= 2);
        await picture(page, 'other-file');
        await openFromExplorer(page, 'order.py');
      },
    ],
    [
      'the numbers are the chosen columns in their order',
      async () => {
        workbench.setSettings({ 'heatline.lineNumbers.columns': ['seconds', 'total', 'samples', 'share'] });
        await untilHeat(page, 'the chosen columns', (heat) =>
          /^[\d.]+ m?s · total [\d.]+ m?s · [\d,]+ samples? · [\d.]+ %$/.test(heat[lineOf(hotText)] ?? ''),
        );
        await picture(page, 'columns');
      },
    ],
    [
      'a file that is excluded is not painted, without lenses there are none',
      async () => {
        workbench.setSettings({ 'heatline.exclude': ['ord*.py'], 'heatline.lenses.enabled': false });
        await until('no heat', async () => ((await readBars(page)).length === 0 ? true : undefined));
        await until('no lens', async () => ((await readLenses(page)).length === 0 ? true : undefined));
        workbench.setSettings({});
        await untilHeat(page, 'heat again', (heat) => Object.keys(heat).length > 2);
      },
    ],
    [
      'heat comes back after a reload of the window, but not once it was cleared',
      async () => {
        // What was typed and undone before is saved after a while only.
        await runCommand(page, 'File: Save All');
        const before = await readHeat(page);
        await page.reload();
        // VS Code may open another of the tabs first.
        await openFromExplorer(page, 'order.py');
        await untilHeat(page, 'heat after the reload', (heat) => JSON.stringify(heat) === JSON.stringify(before));
        assert.equal(await page.locator('.notification-toast').count(), 0);
        await picture(page, 'reloaded');
        await runCommand(page, 'Heatline: Clear Heat');
        await until('no heat', async () => ((await readBars(page)).length === 0 ? true : undefined));
        // VS Code writes down what it keeps of a workspace a while later, and nobody sees when.
        await page.waitForTimeout(2000);
        await page.reload();
        await openFromExplorer(page, 'order.py');
        await untilLens(page, /Profile this file$/);
        // Heat would come with the first answers.
        await page.waitForTimeout(1500);
        assert.equal((await readBars(page)).length, 0);
      },
    ],
  ]);
}
