// The memory timeline: by keys and by mouse, in every kind of theme, in a narrow window, and for those who don't see it.

import assert from 'node:assert/strict';
import { join } from 'node:path';

import { runScript } from '../commandLine.mjs';
import { bytesIn, fillLine, keepLine, memoryPicture, readTimeline, timelineFrame } from '../memoryScreen.mjs';
import { checkPanelInTheme } from '../panelScreen.mjs';
import { runCommand, until } from '../screen.mjs';
import { rowsThat, rowWith } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

const themes = ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light'];

/** @param {import('playwright-core').Frame} frame */
async function assertNoPss(frame) {
  assert.ok(!(await frame.locator('body').innerText()).includes('PSS'));
  assert.ok(!(await readTimeline(frame)).value.includes('PSS'));
}

/** @param {Workbench} workbench @returns {Check[]} */
export function timelineChecks(workbench) {
  const { page, home, workspace } = workbench;
  return [
    [
      'the timeline shows who held memory then, by arrow keys, and Enter goes to the line',
      async () => {
        runScript(join(workspace, 'hoard.py'), join(home, '20240101T000000Z-hoard-1'));
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await rowsThat(page, 'Runs', 'the run', (found) => / s$/.test(found[0]?.description ?? ''));
        await rowWith(page, 'Runs', 'hoard.py').click();
        await rowsThat(page, 'Hot Lines', 'hot lines', (found) => found.length >= 2);
        await runCommand(page, 'Heatline: Show Memory Timeline');
        const frame = await timelineFrame(page);
        const atPeak = await readTimeline(frame);
        assert.match(atPeak.value, /^[\d.]+ m?s: live [\d.]+ MB, RSS [\d.]+ MB$/);
        await frame.locator('#slider').focus();
        await page.keyboard.press('Home');
        for (let left = 4; left > 0; left -= 1) await page.keyboard.press('PageUp');
        await page.keyboard.press('ArrowRight');
        const early = await until('the lines of an earlier time', async () => {
          const now = await readTimeline(frame);
          const isAnswered = now.head.endsWith(` ${now.value.split(':')[0]}`);
          return isAnswered && now.value !== atPeak.value && now.lines[0] === `hoard.py:${fillLine}` ? now : undefined;
        });
        assert.ok(bytesIn(early.value) < bytesIn(atPeak.value), `${early.value} ${atPeak.value}`);
        assert.ok(early.head.endsWith(early.value.split(':')[0] ?? '?'), early.head);
        await memoryPicture(page, 'timeline');
        await page.keyboard.press('Enter');
        await page.locator('.statusbar-item', { hasText: `Ln ${fillLine}, Col 1` }).waitFor();
        await page.locator('.tab', { hasText: 'Memory Timeline' }).waitFor();
      },
    ],
    [
      'the mouse moves through time too, and a click on a line goes there',
      async () => {
        const frame = await timelineFrame(page);
        const before = (await readTimeline(frame)).value;
        const box = await frame.locator('.u-over').boundingBox();
        assert.ok(box);
        await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
        await until('another time', async () => ((await readTimeline(frame)).value === before ? undefined : true));
        await frame.locator('#lines button', { hasText: `hoard.py:${keepLine}` }).click();
        await page.locator('.statusbar-item', { hasText: `Ln ${keepLine}, Col 1` }).waitFor();
      },
    ],
    ...themes.map(
      (theme) =>
        /** @type {Check} */ ([
          `the timeline breaks no rule of accessibility in ${theme}, also in a narrow window`,
          async () => {
            workbench.setSettings({ 'workbench.colorTheme': theme });
            const frame = await timelineFrame(page);
            await checkPanelInTheme({
              page,
              frame,
              theme,
              picture: async (name) => memoryPicture(page, `timeline-${name}`),
            });
          },
        ]),
    ),
    [
      'what processes share is a third line, PSS, where there is much of it',
      async () => {
        workbench.setSettings({ 'workbench.colorTheme': 'Dark Modern' });
        await assertNoPss(await timelineFrame(page));
        runScript(join(workspace, 'crowd.py'), join(home, '20240101T000001Z-crowd-1'));
        await rowsThat(page, 'Runs', 'the second run', (found) => found.length === 2);
        await rowWith(page, 'Runs', 'crowd.py').click();
        const frame = await timelineFrame(page);
        await frame.locator('h1', { hasText: 'Memory of crowd.py' }).waitFor();
        assert.match(
          await frame.locator('#summary').innerText(),
          /RSS reached [\d.]+ MB\. PSS, which counts what processes share once, reached [\d.]+ MB\.$/,
        );
        await frame.locator('#pss-key').waitFor();
        await frame.locator('#slider').focus();
        await page.keyboard.press('End');
        await until('a time with PSS', async () => {
          await page.keyboard.press('ArrowLeft');
          const [, rss, pss] =
            /RSS ([\d.]+ [kMG]B), PSS ([\d.]+ [kMG]B)$/.exec((await readTimeline(frame)).value) ?? [];
          return rss !== undefined && pss !== undefined && bytesIn(pss) < 0.7 * bytesIn(rss) ? true : undefined;
        });
        const isOpen = await frame.locator('details').evaluate((details) => details.hasAttribute('open'));
        if (!isOpen) await frame.locator('summary').click();
        await frame.locator('th', { hasText: /^PSS$/ }).waitFor();
        assert.ok((await frame.locator('#points td:nth-child(4)').allInnerTexts()).some((text) => / MB$/.test(text)));
        await frame.locator('summary').click();
        await memoryPicture(page, 'timeline-pss');
      },
    ],
  ];
}
