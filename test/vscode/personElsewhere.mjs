// A run of another place, in a window with two folders.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hotText, lineOf, picture, untilHeat, writeProgram } from './linesScreen.mjs';
import { runChecks } from './checks.mjs';
import { runScript } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runElsewhere() {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-elsewhere-'));
  const recorded = join(folder, 'container', 'app');
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  writeProgram(recorded);
  runScript(join(recorded, 'order.py'), join(folder, 'session'));
  mkdirSync(one);
  writeFileSync(join(one, 'empty.py'), '');
  cpSync(recorded, two, { recursive: true });
  rmSync(recorded, { recursive: true });
  mkdirSync(join(two, '.vscode'));
  const mapped = { 'heatline.pathMappings': { [recorded]: '${workspaceFolder}' } };
  writeFileSync(join(two, '.vscode', 'settings.json'), JSON.stringify(mapped));
  const both = join(folder, 'both.code-workspace');
  writeFileSync(both, JSON.stringify({ folders: [{ path: one }, { path: two }] }));
  const workbench = await openWorkbench({
    inPlace: both,
    openFile: join(two, 'order.py'),
    env: { HEATLINE_SHOW_SESSION: join(folder, 'session') },
  });
  const { page } = workbench;
  try {
    return await runChecks(page, [
      [
        'a run that was recorded elsewhere is painted in the second folder of the window',
        async () => {
          await untilHeat(page, 'heat on the lines', (heat) => (heat[lineOf(hotText)] ?? '') !== '');
          await picture(page, 'elsewhere');
        },
      ],
      [
        'its hot lines lead to the files here',
        async () => {
          await page.click('.activitybar a[aria-label^="Heatline"]');
          const rows = page.locator('.pane-body .monaco-list-row');
          await rows.filter({ hasText: 'books = sorted' }).first().click();
          await page.locator('.tab.active', { hasText: 'shelf.py' }).waitFor();
          await untilHeat(page, 'heat in shelf.py', (heat) => Object.keys(heat).length >= 2);
        },
      ],
    ]);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
