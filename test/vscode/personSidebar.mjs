// The sidebar as a person uses it: hot lines by file, filters, the table for a pull request, and the history of runs shared with
// the command line. Numbers are compared with what the command line says. With HEATLINE_PICTURES set, pictures go to .cache/screenshots.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { descriptionOf, pane, picture, rowsThat } from './sidebarScreen.mjs';
import { until } from './screen.mjs';
import { runChecks } from './checks.mjs';
import { runScript } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { hotLinesChecks } from './sidebar/hotLines.mjs';
import { keyChecks, themeChecks } from './sidebar/keys.mjs';
import { runsChecks } from './sidebar/runs.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./host.mjs').Workbench} Workbench */

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runSidebar() {
  const workbench = await openWorkbench({ workspace: join(here, 'workspace') });
  const { page, home } = workbench;
  const first = join(home, '20240101T000000Z-crew-1');
  try {
    mkdirSync(home, { recursive: true });
    return await runChecks(page, [
      ...emptyChecks(workbench, first),
      ...hotLinesChecks(workbench, first),
      ...keyChecks(workbench),
      ...themeChecks(workbench),
      ...runsChecks(workbench, first),
    ]);
  } finally {
    await workbench.close();
  }
}

/** @param {Workbench} workbench @param {string} first folder that the first run gets @returns {import('./sidebarScreen.mjs').Checks} */
function emptyChecks({ page, workspace }, first) {
  return [
    [
      'without a run there is one button, and a word about where runs come from',
      async () => {
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await pane(page, 'Runs').getByText('No run has been recorded yet').waitFor();
        const buttons = page.locator('.pane .welcome-view .monaco-button');
        // That the window is trusted comes a moment later.
        await until('the button', async () =>
          (await buttons.allTextContents()).join() === 'Profile This File' ? true : undefined,
        );
        await picture(page, 'empty');
      },
    ],
    [
      'a run of the command line appears by itself',
      async () => {
        runScript(join(workspace, 'crew.py'), first);
        const [row] = await rowsThat(
          page,
          'Runs',
          'the run',
          (rows) => /crew\.py/.test(rows[0]?.label ?? '') && /s$/.test(rows[0]?.description ?? ''),
        );
        assert.equal(row?.label, 'crew.py');
        assert.match(row?.description ?? '', /^just now · (\d+ ms|[\d.]+ s)$/);
        assert.match(await descriptionOf(page, 'Runs'), /^1 run · [\d.]+ [KM]B of 1 GB$/);
      },
    ],
  ];
}
