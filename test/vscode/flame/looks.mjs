// The import flame graph in every kind of theme and in a narrow window, for those who don't see it, with thousands of imports, and empty.

import assert from 'node:assert/strict';

import {
  coloursOf,
  flameFrame,
  flamePicture,
  flameThat,
  markupName,
  moveRightTo,
  n_manyModules,
  readFlame,
} from '../flameScreen.mjs';
import { axeViolations, checkPanelInTheme } from '../panelScreen.mjs';
import { until } from '../screen.mjs';
import { rowWith } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

const themes = ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light'];
/** Of a busy machine: it is about 2 ms on an idle one. */
const mostDrawMs = 50;

/** @param {Workbench} workbench @returns {Check[]} */
export function lookChecks(workbench) {
  const { page } = workbench;
  return [
    [
      'used, rarely used and unused libraries each have their look, and names are never markup',
      async () => {
        await rowWith(page, 'Runs', 'picks.py').first().click();
        const frame = await flameFrame(page);
        await flameThat(frame, 'the other run', ({ title }) => title === 'Imports of picks.py');
        const legend = await frame.locator('#legend li').allInnerTexts();
        assert.deepEqual(
          legend.map((text) => text.trim().split(/[:(]/)[0]?.trim()),
          ['Library not seen at work', 'Library rarely used', 'Library used', 'Standard library'],
        );
        const samples = await frame
          .locator('#legend canvas')
          .evaluateAll((keys) => keys.map((key) => /** @type {HTMLCanvasElement} */ (key).toDataURL()));
        assert.equal(new Set(samples).size, legend.length);
        await frame.locator('#chart .item').focus();
        await page.keyboard.press('ArrowDown');
        await moveRightTo(page, frame, markupName);
        await flameThat(frame, 'the name as text', ({ facts }) => facts.startsWith(markupName));
        assert.equal(await frame.locator('img').count(), 0);
        await page.keyboard.press('Home');
        await moveRightTo(page, frame, 'glance');
        const { item } = await readFlame(frame);
        assert.match(item, /, glance took [\d.]+ % of the CPU time afterwards \(95 % between .*: rarely used\./);
      },
    ],
    [
      'another process is shown when it is chosen',
      async () => {
        const frame = await flameFrame(page);
        const options = await frame.locator('#process option').allTextContents();
        assert.equal(options.length, 2, options.join('\n'));
        assert.match(options[1] ?? '', /^\d+: .* import colorsys \(\d+ imports\)$/);
        await frame.locator('#process').selectOption({ index: 1 });
        await until('the table of the other process', async () =>
          (await frame.locator('#rows th').allTextContents()).includes('colorsys') ? true : undefined,
        );
        await frame.locator('#process').selectOption({ index: 0 });
        await until('the first process again', async () =>
          (await frame.locator('#rows th').allTextContents()).includes('glance') ? true : undefined,
        );
      },
    ],
    ...themes.map(
      (theme) =>
        /** @type {Check} */ ([
          `the graph breaks no rule of accessibility in ${theme}, also in a narrow window`,
          async () => {
            workbench.setSettings({ 'workbench.colorTheme': theme });
            const frame = await flameFrame(page);
            await checkPanelInTheme({
              page,
              frame,
              theme,
              picture: async (name) => flamePicture(page, name),
              prepare: async () => {
                // Escape leads to all of them from wherever the check before has left.
                await frame.locator('#chart .item').focus();
                await page.keyboard.press('Escape');
                const colours = await coloursOf(frame);
                assert.ok(colours.length > (theme.includes('Contrast') ? 3 : 6), JSON.stringify(colours));
              },
            });
          },
        ]),
    ),
    [
      'thousands of imports are drawn fluently',
      async () => {
        workbench.setSettings({ 'workbench.colorTheme': 'Dark Modern' });
        await rowWith(page, 'Runs', 'load_many.py').first().click();
        const frame = await flameFrame(page);
        await flameThat(frame, 'the other run', ({ title }) => title === 'Imports of load_many.py');
        const summary = await frame.locator('#summary').innerText();
        const shown = Number(/^([\d,]+) imports/.exec(summary)?.[1]?.replaceAll(',', ''));
        assert.ok(shown >= n_manyModules, summary);
        await flamePicture(page, 'many');
        const drawMs = await frame.evaluate(() => {
          const press = (/** @type {string} */ key) =>
            document
              .querySelector('#chart .item')
              ?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
          const n_moves = 40;
          const started = performance.now();
          press('ArrowDown');
          for (let move = 0; move < n_moves; move += 1) press('ArrowRight');
          // What the canvas was told is drawn when it is read.
          const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#boxes'));
          canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
          return (performance.now() - started) / (n_moves + 1);
        });
        const nodes = await frame.evaluate(() => document.querySelectorAll('*').length);
        console.log(`       ${shown} imports: ${drawMs.toFixed(1)} ms for a move, ${nodes} elements`);
        assert.ok(drawMs < mostDrawMs, `${drawMs} ms for a move`);
        assert.ok(nodes < 6000, `${nodes} elements`);
      },
    ],
    [
      'a run without imports says why, and what to do',
      async () => {
        await rowWith(page, 'Runs', 'report.py').last().click();
        const frame = await until('the page', async () => {
          for (const each of page.frames()) {
            const isVisible = await each
              .locator('#why')
              .isVisible()
              .catch(() => false);
            if (isVisible) return each;
          }
          return undefined;
        });
        assert.match(await frame.locator('#why').innerText(), /^This run has no imports: .*--no-imports/);
        assert.equal(await frame.locator('#act').innerText(), 'Profile Again');
        assert.deepEqual(await axeViolations(frame), []);
        await flamePicture(page, 'empty');
      },
    ],
  ];
}
