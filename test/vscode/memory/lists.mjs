// The sidebar's lists of memory, copies and leaks, the warning on a leaking line, and the tables for a pull request.

import assert from 'node:assert/strict';

import { bytesIn, copyLine, fillLine, keepLine, memoryPicture } from '../memoryScreen.mjs';
import { runCommand } from '../screen.mjs';
import { descriptionOf, pane, pick, rowsThat, rowWith } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

/** @param {Workbench} workbench @returns {Check[]} */
export function listChecks(workbench) {
  const { page } = workbench;
  return [
    [
      'the sidebar lists memory, by the peak and by what was allocated',
      async () => {
        await page.click('.activitybar a[aria-label^="Heatline"]');
        for (const view of ['Memory', 'Copies', 'Leaks']) await pane(page, view).locator('.pane-header').click();
        const rows = await rowsThat(page, 'Memory', 'memory', (found) => found.length >= 3);
        const bytes = rows.map(({ label }) => bytesIn(label)).slice(0, 3);
        assert.deepEqual(
          bytes,
          bytes.toSorted((a, b) => b - a),
        );
        assert.match(rows[0]?.description ?? '', new RegExp(`^hoard\\.py:${fillLine}  sizes\\[number\\]`));
        await runCommand(page, 'Heatline: Order Memory By');
        await pick(page, 'Allocated');
        await rowsThat(page, 'Memory', 'the new order', (found) => /:(19|20) /.test(found[0]?.description ?? ''));
        assert.equal(await descriptionOf(page, 'Memory'), 'allocated');
        await memoryPicture(page, 'lists');
      },
    ],
    [
      'copies say what kind they were, and a click goes to the line',
      async () => {
        const row = rowWith(page, 'Copies', 'copy = bytes(parcel)').first();
        await row.click();
        await page.locator('.statusbar-item', { hasText: `Ln ${copyLine}, Col 1` }).waitFor();
        await row.locator('.monaco-tl-twistie').click();
        const rows = await rowsThat(page, 'Copies', 'kinds', (found) => found.some(({ level }) => level === 2));
        assert.ok(
          rows.some(({ label }) => label === 'bytes and bytearray') && rows.some(({ label }) => / MiB$/.test(label)),
        );
      },
    ],
    [
      'a leak is a warning with its evidence, and its action leads to the view',
      async () => {
        await rowsThat(page, 'Leaks', 'the leak', (found) => / MB\/s/.test(found[0]?.label ?? ''));
        await runCommand(page, 'Go to Next Problem in Files (Error, Warning, Info)');
        await page.locator('.statusbar-item', { hasText: `Ln ${keepLine},` }).waitFor();
        const said = page.locator('.marker-widget', { hasText: 'Suspected leak' });
        await said.waitFor();
        assert.match(await said.innerText(), /grows by [\d.]+ [kM]B\/s[\s\S]*sampled blocks, none freed[\s\S]*LEAK/);
        await memoryPicture(page, 'warning');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+.');
        await page.locator('.action-widget .monaco-list-row', { hasText: 'Show in Leaks' }).click();
        const rows = await rowsThat(page, 'Leaks', 'its evidence', (found) => found.some(({ level }) => level === 2));
        assert.ok(
          rows.some(({ label }) => /^called by work hoard\.py:\d+/.test(label)),
          JSON.stringify(rows),
        );
        await memoryPicture(page, 'leaks');
      },
    ],
    [
      'the lists are copied as tables',
      async () => {
        for (const [command, told, expected] of [
          [
            'Copy Memory Lines as Markdown',
            'Memory lines copied',
            /^\*\*Memory profile\*\* of `hoard\.py`[\s\S]*\| `hoard\.py:\d+` \| [\d.]+ [kM]B/,
          ],
          ['Copy Copying Lines as Markdown', 'Copying lines copied', /^\*\*Copy profile\*\*[\s\S]*\| bytes \|/],
          [
            'Copy Leaks as Markdown',
            'Leaks copied',
            new RegExp(`^\\*\\*Suspected leaks\\*\\*[\\s\\S]*\`hoard\\.py:${keepLine}\``),
          ],
        ]) {
          await runCommand(page, `Heatline: ${command}`);
          await page.locator('.statusbar-item', { hasText: String(told) }).waitFor();
          assert.match(await page.evaluate(() => navigator.clipboard.readText()), /** @type {RegExp} */ (expected));
        }
      },
    ],
  ];
}
