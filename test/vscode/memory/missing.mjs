// A run whose memory was not measured: what is said, and what is offered.

import { join } from 'node:path';

import { runScript } from '../commandLine.mjs';
import { memoryPicture } from '../memoryScreen.mjs';
import { runCommand, until } from '../screen.mjs';
import { pane, rowsThat, rowWith } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

/** @param {Workbench} workbench @returns {Check[]} */
export function missingChecks(workbench) {
  const { page, home, workspace } = workbench;
  return [
    [
      'a run without memory says so and what to do, and its heat is time; the choice stays for others',
      async () => {
        runScript(join(workspace, 'hoard.py'), join(home, '20240101T000000Z-plain-1'), ['--cpu-only']);
        await rowsThat(page, 'Runs', 'the run without memory', (found) => found.length === 2);
        await rowWith(page, 'Runs', 'hoard.py').first().click();
        await pane(page, 'Memory').getByText('This run has no memory figures').waitFor();
        await pane(page, 'Copies').getByText('This run has no figures of copies').waitFor();
        const button = pane(page, 'Memory').locator('.welcome-view .monaco-button', { hasText: 'Profile Again' });
        await button.waitFor();
        await page.locator('.statusbar-item', { hasText: /^\s*Time$/ }).waitFor();
        await runCommand(page, 'Heatline: Show Memory Timeline');
        await until('a timeline that says why it is empty', async () => {
          for (const frame of page.frames()) {
            const why = await frame.evaluate(() => document.querySelector('#why')?.textContent ?? '').catch(() => '');
            if (/no memory figures/.test(why)) return true;
          }
          return undefined;
        });
        await memoryPicture(page, 'missing');
        await rowWith(page, 'Runs', 'hoard.py').last().click();
        await page.locator('.statusbar-item', { hasText: /^\s*Copies$/ }).waitFor();
        await rowsThat(page, 'Leaks', 'the leak again', (found) => found.length >= 1);
      },
    ],
    [
      'the choice is kept for the workspace when the window is opened again',
      async () => {
        await page.reload();
        await page.waitForSelector('.activitybar a[aria-label^="Heatline"]');
        await rowsThat(page, 'Runs', 'the runs', (found) => found.length === 2);
        await rowWith(page, 'Runs', 'hoard.py').last().click();
        await page.locator('.statusbar-item', { hasText: /^\s*Copies$/ }).waitFor();
      },
    ],
  ];
}
