// The numbers on the lines follow edits, edited lines go grey, and the top says how old the heat is.

import assert from 'node:assert/strict';

import {
  goToLine,
  hotText,
  lineOf,
  picture,
  program,
  readLenses,
  undoAll,
  untilHeat,
  untilLens,
} from '../linesScreen.mjs';
import { readBars, readHeat } from '../screen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

const themes = /** @type {const} */ ([
  ['light', 'Light Modern', '.vs'],
  ['hc-dark', 'Default High Contrast', '.hc-black'],
  ['hc-light', 'Default High Contrast Light', '.hc-light'],
  ['dark', 'Dark Modern', '.vs-dark'],
]);

/** @param {Workbench} workbench */
export function editChecks(workbench) {
  const { page } = workbench;
  return /** @type {const} */ ([
    [
      'functions have lenses with own and total time, the guard has one that profiles',
      async () => {
        await untilLens(page, /^self [\d.]+ m?s( ±[\d.]+)? \([\d.]+ %\) · total [\d.]+ m?s$/);
        await untilLens(page, /Profile this file$/);
        assert.ok(!(await readLenses(page)).some((text) => text.includes('ago')));
        await picture(page, 'lenses');
      },
    ],
    [
      'a new line moves the heat with its lines, and the top says how old it is',
      async () => {
        const before = await readHeat(page);
        const n_bars = (await readBars(page)).length;
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await page.keyboard.press('Control+Home');
        await page.keyboard.press('Enter');
        const moved = Object.fromEntries(Object.entries(before).map(([line, text]) => [Number(line) + 1, text]));
        await untilHeat(page, 'the same heat one line below', (heat) => JSON.stringify(heat) === JSON.stringify(moved));
        await untilLens(page, /^Heat from \d\d:\d\d, 1 edit ago/);
        const bars = await readBars(page);
        assert.equal(bars.length, n_bars);
        assert.ok(bars.some(({ width }) => width !== '2px'));
        await picture(page, 'moved');
      },
    ],
    [
      'only the line that is typed in goes grey and keeps its old number',
      async () => {
        const line = lineOf(hotText) + 1;
        await page.locator('.monaco-editor .view-line', { hasText: 'total += (number' }).click();
        await page.keyboard.press('End');
        await page.keyboard.type(' + 0');
        const heat = await untilHeat(
          page,
          'one grey line',
          (found) => found[line]?.includes('before your edit') ?? false,
        );
        const grey = Object.values(heat).filter((text) => text.includes('before your edit'));
        assert.equal(grey.length, 1);
        assert.match(heat[line] ?? '', /^[1-9][\d.]* %/);
        assert.ok(Object.keys(heat).length > 2);
        await untilLens(page, /2 edits ago/);
      },
    ],
    [
      'a hot line, one that may be noise and an edited one look apart in all themes and a narrow window',
      async () => {
        for (const [name, theme, marker] of themes) {
          workbench.setSettings({ 'workbench.colorTheme': theme });
          await page.waitForSelector(`.monaco-workbench${marker}`, { state: 'attached' });
          await picture(page, `edited-${name}`);
          const bars = await readBars(page);
          assert.equal(bars.filter(({ style }) => style === 'dotted').length, 1);
          assert.ok(new Set(bars.map(({ colour }) => colour)).size >= 2, theme);
        }
        workbench.setSettings({});
        await page.setViewportSize({ width: 760, height: 800 });
        await picture(page, 'edited-narrow');
        await page.setViewportSize({ width: 1600, height: 1000 });
      },
    ],
    [
      'undoing an edit brings the colour back',
      async () => {
        const line = lineOf(hotText) + 1;
        await undoAll(page);
        await untilHeat(
          page,
          'the heat as it was',
          (found) => (found[line - 1] ?? '') !== '' && !Object.values(found).some((text) => text.includes('edit')),
        );
      },
    ],
    [
      'a function that is cut and pasted takes its numbers along',
      async () => {
        const hottest = (await readHeat(page))[lineOf(hotText)] ?? '';
        const lines = program.split('\n');
        const main = lines.indexOf('def main():');
        const start = lines.indexOf('@logged');
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await goToLine(page, start + 1);
        for (let count = start; count < main; count += 1) await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Control+x');
        await page.keyboard.press('Control+End');
        await page.keyboard.press('Control+v');
        const line = lines.length - 1 - (main - start) + lines.indexOf(hotText) - start + 1;
        await untilHeat(page, `the hottest line at ${line}`, (found) => found[line] === hottest);
        await picture(page, 'cut-and-pasted');
        await undoAll(page);
        await untilHeat(page, 'the heat as it was', (found) => found[lineOf(hotText)] === hottest);
      },
    ],
  ]);
}
