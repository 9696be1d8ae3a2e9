// The view "Runs": the history shared with the command line, and what can be done to a run.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  chooseInMenu,
  focusView,
  pane,
  pick,
  pickEntries,
  picture,
  readRows,
  rowsThat,
  rowWith,
} from '../sidebarScreen.mjs';
import { closeNotifications, notification, until } from '../screen.mjs';
import { heatline, runScript, startScript } from '../commandLine.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench @param {string} first folder of the only run @returns {import('../sidebarScreen.mjs').Checks} */
export function runsChecks({ page, home, workspace }, first) {
  const failing = join(home, '20240101T000001Z-failing-2');
  return [
    [
      'a run that failed says how it ended; newest first',
      async () => {
        try {
          runScript(join(workspace, 'failing.py'), failing);
        } catch {
          // It ends as the program does.
        }
        const rows = await rowsThat(
          page,
          'Runs',
          'two runs',
          (found) => found.length === 2 && /status/.test(found[0]?.description ?? ''),
        );
        assert.deepEqual(
          rows.map(({ label }) => label),
          ['failing.py', 'crew.py'],
        );
        assert.match(rows[0]?.description ?? '', /^just now · .* · status 3$/);
        assert.match(rows[1]?.aria ?? '', /, shown$/);
      },
    ],
    [
      'F2 names the run that the arrow keys went to, not the chosen one, and the command line knows it by that name',
      async () => {
        await focusView(page, 'Runs', 'Heatline: Focus on Runs View');
        await page.keyboard.press('Home');
        await page.keyboard.press('F2');
        const input = page.locator('.quick-input-widget input');
        await input.waitFor();
        await page.locator('.quick-input-title', { hasText: 'failing.py' }).waitFor();
        await input.fill('x'.repeat(81));
        await page.locator('.quick-input-message', { hasText: 'At most 80 characters' }).waitFor();
        await picture(page, 'rename');
        await input.fill('before the fix');
        await page.keyboard.press('Enter');
        const [row] = await rowsThat(page, 'Runs', 'the name', (rows) => rows[0]?.label === 'before the fix');
        assert.match(row?.description ?? '', /^just now · .* · status 3 · failing\.py$/);
        assert.match((await readRows(page, 'Runs'))[1]?.aria ?? '', /, shown$/, 'naming opens nothing');
        assert.match(heatline(home, ['list']), /before the fix/);
        assert.match(heatline(home, ['show', 'before the fix']), /failing\.py/);
        await picture(page, 'named');
      },
    ],
    [
      'a run is exported from its menu into the chosen file',
      async () => {
        const target = join(workspace, 'out.speedscope.json');
        await chooseInMenu(page, 'Runs', 'crew.py', 'Export Run');
        assert.ok((await pickEntries(page)).includes('speedscope'));
        await picture(page, 'export');
        await pick(page, 'speedscope');
        const input = page.locator('.quick-input-widget input');
        await until(
          'the name that is proposed',
          async () => /crew\.speedscope\.json$/.test(await input.inputValue()) || undefined,
        );
        await input.fill(target);
        await page.keyboard.press('Enter');
        await notification(page, /Wrote .*out\.speedscope\.json for speedscope/);
        assert.match(readFileSync(target, 'utf8'), /speedscope/);
      },
    ],
    [
      'Delete asks, then removes the run and its heat',
      async () => {
        await focusView(page, 'Runs', 'Heatline: Focus on Runs View');
        // A key that meets the list while it is drawn anew does nothing.
        await until('the named run shown', async () => {
          await page.keyboard.press('Home');
          await page.keyboard.press('Enter');
          await page.waitForTimeout(300);
          return (await readRows(page, 'Runs'))[0]?.aria?.endsWith(', shown') === true ? true : undefined;
        });
        await page.keyboard.press('Delete');
        const dialog = page.locator('.monaco-dialog-box');
        await dialog.waitFor();
        assert.match(await dialog.innerText(), /Delete the run "before the fix"\?/);
        await picture(page, 'delete');
        await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
        assert.ok(existsSync(failing));
        await chooseInMenu(page, 'Runs', 'before the fix', 'Delete Run');
        await dialog.locator('.monaco-button', { hasText: 'Delete' }).click();
        await rowsThat(page, 'Runs', 'one run', (rows) => rows.length === 1);
        assert.ok(!existsSync(failing));
        await page.locator('.pane .welcome-view .monaco-button', { hasText: 'Profile This File' }).waitFor();
      },
    ],
    [
      'a run that goes on is not deleted',
      async () => {
        const { end } = startScript(join(workspace, 'endless.py'), join(home, '20240101T000003Z-endless-4'));
        try {
          await rowsThat(page, 'Runs', 'the running one', (found) => /^running/.test(found[0]?.description ?? ''));
          await focusView(page, 'Runs', 'Heatline: Focus on Runs View');
          await page.keyboard.press('Home');
          await page.keyboard.press('Delete');
          await notification(page, /This run is not over yet, so it was not deleted.*\[RUN_NOT_OVER\]$/);
          await closeNotifications(page);
        } finally {
          await end();
        }
        rmSync(join(home, '20240101T000003Z-endless-4'), { recursive: true });
        await rowsThat(page, 'Runs', 'the other run', (found) => found.length === 1);
      },
    ],
    [
      'a run that can not be read is listed, says so when it is opened, and can be deleted',
      async () => {
        const damaged = join(home, '20240101T000002Z-broken-3');
        mkdirSync(damaged);
        writeFileSync(join(damaged, 'session.json'), '{"version": 1, "id"');
        const rows = await rowsThat(page, 'Runs', 'the damaged run', (found) => found.length === 2);
        assert.equal(rows[0]?.label, 'broken');
        assert.match(rows[0]?.description ?? '', /^just now · damaged, can't be opened$/);
        assert.match(heatline(home, ['list']), /20240101T000002Z-broken-3 +damaged/);
        await rowWith(page, 'Runs', 'broken').click();
        await notification(page, /session\.json is damaged.*\[SESSION_DAMAGED\]$/);
        await picture(page, 'damaged');
        await closeNotifications(page);
        await chooseInMenu(page, 'Runs', 'broken', 'Delete Run');
        await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete' }).click();
        await rowsThat(page, 'Runs', 'one run', (found) => found.length === 1);
        assert.ok(!existsSync(damaged));
      },
    ],
    [
      'a run that is removed elsewhere goes by itself',
      async () => {
        const welcome = pane(page, 'Runs').getByText('No run has been recorded yet');
        assert.equal(await welcome.isVisible(), false);
        rmSync(first, { recursive: true });
        await welcome.waitFor();
      },
    ],
  ];
}
