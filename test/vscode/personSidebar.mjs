// The sidebar as a person uses it: hot lines by file, filters, the table for a pull request, and the history of runs shared with
// the command line. Numbers are compared with what the command line says. Pictures go to .cache/screenshots.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pictures, runChecks } from './checks.mjs';
import { runScript, showJson } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { notification, runCommand, until } from './screen.mjs';
import {
  chooseInMenu,
  descriptionOf,
  focusView,
  pane,
  pick,
  pickEntries,
  readRows,
  rowsThat,
  rowWith,
} from './sidebarScreen.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const commandLine = resolve(here, '..', '..', 'dist', 'heatline.js');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./host.mjs').Workbench} Workbench */
/** @param {Page} page @param {string} name */
async function picture(page, name) {
  await page.mouse.move(900, 700);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, `sidebar-${name}.png`) });
}

/** @param {string} home @param {readonly string[]} words */
function heatline(home, words) {
  const env = { ...process.env, HEATLINE_HOME: home };
  return execFileSync(process.execPath, [commandLine, ...words], { env, encoding: 'utf8', timeout: 20_000 });
}

/** Numbers of a row: "62.1 % ±3.0" is 62.1. @param {string} text */
function shareIn(text) {
  return Number(/([\d.]+) %/.exec(text)?.[1]);
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runSidebar() {
  const workbench = await openWorkbench({ workspace: join(here, 'workspace') });
  const { page, home, workspace } = workbench;
  const first = join(home, '20240101T000000Z-crew-1');
  try {
    mkdirSync(home, { recursive: true });
    return await runChecks(page, [...emptyChecks(), ...hotLinesChecks(), ...runsChecks()]);
  } finally {
    await workbench.close();
  }

  /** @returns {[string, () => Promise<void>][]} */
  function emptyChecks() {
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

  /** @returns {[string, () => Promise<void>][]} */
  function hotLinesChecks() {
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

  /** @returns {[string, () => Promise<void>][]} */
  function runsChecks() {
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
}
