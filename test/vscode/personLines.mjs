// What a person sees on the lines of a program of two files, while they are edited and read. With HEATLINE_PICTURES set, pictures go to .cache/screenshots.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { untilHeat, writeProgram } from './linesScreen.mjs';
import { profileFromExplorer, until } from './screen.mjs';
import { runChecks } from './checks.mjs';
import { endedSessions } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { editChecks } from './lines/edits.mjs';
import { readChecks } from './lines/reading.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runLines() {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-lines-'));
  writeProgram(folder);
  const workbench = await openWorkbench({ workspace: folder, settings: { 'heatline.rate': 500 } });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a program of two files is profiled',
        async () => {
          await profileFromExplorer(page, 'order.py');
          await until('the session', async () => endedSessions(home)[0], 40_000);
          // The terminal covers the lower lines.
          await page.keyboard.press('Control+j');
          await untilHeat(page, 'heat on the lines', (heat) => Object.keys(heat).length > 2);
        },
      ],
      ...editChecks(workbench),
      ...readChecks(workbench),
    ]);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
