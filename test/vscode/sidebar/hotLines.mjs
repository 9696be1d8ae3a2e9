// The view "Hot Lines": lines by file and cost as the command line has them, filters, the table for a pull request.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

import { focusView, pick, pickEntries, picture, readRows, rowWith, rowsThat } from '../sidebarScreen.mjs';
import { closeNotifications, notification, runCommand, until } from '../screen.mjs';
import { showJson } from '../commandLine.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** Numbers of a row: "62.1 % ±3.0" is 62.1. @param {string} text */
function shareIn(text) {
  return Number(/([\d.]+) %/.exec(text)?.[1]);
}

/** @param {Workbench} workbench @param {string} first folder of the only run @returns {import('../sidebarScreen.mjs').Checks} */
export function hotLinesChecks({ page, workspace }, first) {
  return [
    [
      'a click shows a run: files by cost, their lines below them, as the command line has them',
      async () => {
        await rowWith(page, 'Runs', 'crew.py').click();
        const rows = await rowsThat(page, 'Hot Lines', 'hot lines', (found) => found.length >= 4);
        const files = rows.filter(({ level }) => level === 1);
        assert.deepEqual(
          files.map(({ label }) => label),
          ['crew.py', 'crew_tools.py'],
        );
        assert.equal(files[0]?.expanded, 'true');
        const shares = files.map(({ description }) => shareIn(description));
        assert.deepEqual(
          shares,
          shares.toSorted((a, b) => b - a),
        );
        const profile = showJson(first);
        const expected = profile.files[0]?.lines.filter(({ share }) => share >= 0.0002);
        const second = rows.findIndex(({ label }) => label === 'crew_tools.py');
        const lines = rows.slice(1, second);
        assert.deepEqual(
          lines.map(({ label }) => shareIn(label)).toSorted((a, b) => a - b),
          expected?.map(({ share }) => Number((share * 100).toFixed(1))).toSorted((a, b) => a - b),
        );
        await until('the run that is shown to be marked', async () =>
          (await readRows(page, 'Runs'))[0]?.aria?.endsWith(', shown') === true ? true : undefined,
        );
        await picture(page, 'hot-lines');
      },
    ],
    [
      'a click on a line goes there',
      async () => {
        const { description = '' } = (await readRows(page, 'Hot Lines')).find(({ level }) => level === 2) ?? {};
        const line = /^(\d+): /.exec(description)?.[1];
        await rowWith(page, 'Hot Lines', description).click();
        await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
      },
    ],
    [
      'the heat is narrowed to a thread, the view says so, and Enter on that row takes it away',
      async () => {
        await runCommand(page, 'Heatline: Filter by Process or Thread');
        const entries = await pickEntries(page);
        assert.ok(
          entries.some((text) => /Main thread/.test(text)) && entries.some((text) => /Thread \d+/.test(text)),
          entries.join(),
        );
        await picture(page, 'filter');
        await pick(page, /Thread \d/);
        const [filter, file] = await rowsThat(page, 'Hot Lines', 'the filter', (rows) =>
          /^Thread \d/.test(rows[0]?.label ?? ''),
        );
        assert.deepEqual([file?.label, file?.expanded], ['crew_tools.py', 'true']);
        assert.equal(filter?.description, 'clear filter');
        await picture(page, 'filtered');
        await focusView(page, 'Hot Lines', 'Heatline: Focus on Hot Lines View');
        await page.keyboard.press('Home');
        await page.keyboard.press('Enter');
        await rowsThat(page, 'Hot Lines', 'the whole run', (rows) => rows[0]?.label === 'crew.py');
      },
    ],
    [
      'what 100 % stands for can be chosen',
      async () => {
        await runCommand(page, 'Heatline: Choose What 100 % Stands For');
        const entries = await pickEntries(page);
        for (const name of ['Elapsed time', 'CPU time', 'Waiting']) assert.ok(entries.includes(name), entries.join());
        await picture(page, 'basis');
        await pick(page, /Waiting/);
        const rows = await rowsThat(page, 'Hot Lines', 'waiting', (found) => found[0]?.label === 'Waiting');
        assert.ok(
          rows.some(({ description }) => /time\.sleep/.test(description)),
          JSON.stringify(rows),
        );
        await rowWith(page, 'Hot Lines', 'clear filter').click();
        await rowsThat(page, 'Hot Lines', 'the whole run', (found) => found[0]?.label === 'crew.py');
      },
    ],
    [
      'a hot line whose file is gone says so',
      async () => {
        const file = join(workspace, 'crew_tools.py');
        const kept = join(workspace, 'crew_tools.kept');
        renameSync(file, kept);
        // Only the files with much of the heat are unfolded.
        const rows = await until('its line', async () => {
          const found = await readRows(page, 'Hot Lines');
          if (found.at(-1)?.level === 2) return found;
          await rowWith(page, 'Hot Lines', 'crew_tools.py').click();
          return undefined;
        });
        await rowWith(page, 'Hot Lines', rows.at(-1)?.description ?? '').click();
        await notification(page, /There is no file .*crew_tools\.py to open.*\[SOURCE_NOT_FOUND\]$/);
        await picture(page, 'no-source');
        await closeNotifications(page);
        renameSync(kept, file);
      },
    ],
    [
      'the table for a pull request is on the clipboard',
      async () => {
        await runCommand(page, 'Heatline: Copy Hot Lines as Markdown');
        await page.locator('.statusbar-item', { hasText: 'Hot lines copied' }).waitFor();
        const markdown = await page.evaluate(() => navigator.clipboard.readText());
        assert.match(
          markdown,
          /^\*\*Time profile\*\* of `crew\.py`, Python 3\.\d+\.\d+, \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
        );
        const { files, process: run } = showJson(first);
        assert.ok(markdown.includes(`100 % is ${run.basis_s.toFixed(2)} s: elapsed time`), markdown);
        const hottest = files
          .flatMap(({ path, lines }) => lines.map((line) => ({ path, ...line })))
          .toSorted((a, b) => b.share - a.share)[0];
        assert.ok(
          hottest &&
            markdown.includes(
              `| \`${hottest.path.replace(/.*\//, '')}:${hottest.line}\` | ${(hottest.share * 100).toFixed(1)} %`,
            ),
          markdown,
        );
      },
    ],
  ];
}
