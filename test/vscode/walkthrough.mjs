// The walkthrough inside the editor: five steps, each with a drawing in the colours of the theme and nothing that leaves it.

import assert from 'node:assert/strict';

import { picture, runCommand } from './programs/screen.mjs';
import { until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * The drawing that is shown: how far its texts reach beyond its frame, and the colours of its coloured parts as they are painted.
 * @param {Page} page
 */
async function readDrawing(page) {
  for (const frame of page.frames()) {
    const found = await frame
      .evaluate(() => {
        const drawing = document.querySelector('svg');
        const frameOf = drawing?.querySelector('rect')?.getBoundingClientRect();
        if (drawing === null || frameOf === undefined || frameOf.width === 0) return undefined;
        const texts = [...drawing.querySelectorAll('text')];
        const warm = [...drawing.querySelectorAll('[fill*="heatline"]')];
        return {
          title: texts.map((text) => text.textContent).join('\n'),
          beyond: Math.max(...texts.map((text) => text.getBoundingClientRect().right - frameOf.right)),
          colours: warm.map((part) => getComputedStyle(part).fill),
        };
      })
      // A frame of the step before goes while it is asked.
      .catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param {import('./host.mjs').Workbench} workbench @returns {import('./programs/screen.mjs').Checks} */
export function walkthroughChecks({ page }) {
  return [
    [
      'the walkthrough has five drawings, with their texts inside and in the colours of the theme',
      async () => {
        await runCommand(page, 'Welcome: Open Walkthrough');
        await page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'Heatline' }).first().click();
        const steps = page.locator('.getting-started-step');
        await until('five steps', async () => ((await steps.count()) === 5 ? true : undefined));
        /** @type {Set<string>} */
        const seen = new Set();
        for (let index = 0; index < 5; index += 1) {
          await steps.nth(index).locator('.step-title').click();
          const drawing = await until(`drawing ${index + 1}`, async () => {
            const found = await readDrawing(page);
            return found === undefined || seen.has(found.title) ? undefined : found;
          });
          seen.add(drawing.title);
          assert.ok(drawing.beyond < 0, `a text of drawing ${index + 1} reaches ${drawing.beyond} px beyond it`);
          // Each step of heat has a colour of its own.
          if (drawing.colours.length > 2) assert.ok(new Set(drawing.colours).size > 2, drawing.colours.join());
          await picture(page, `walkthrough-${index + 1}`);
        }
      },
    ],
  ];
}
