// What the heat shows is chosen, by keyboard and from the status bar, and lines and hovers follow it.

import assert from 'node:assert/strict';

import { keepPicture } from '../checks.mjs';
import { untilHeat } from '../linesScreen.mjs';
import { bytesIn, copyLine, fillLine, keepLine, memoryPicture, shownProfile } from '../memoryScreen.mjs';
import { profileFromExplorer, readBars, readHeat, runCommand, until } from '../screen.mjs';
import { pick, pickEntries } from '../sidebarScreen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */
/** @typedef {[string, () => Promise<void>]} Check */

/** @param {Workbench} workbench @returns {Check[]} */
export function lineChecks(workbench) {
  const { page, home } = workbench;
  return [
    [
      'a run shows time, with what the hot lines hold and copy behind it, and the leak',
      async () => {
        await profileFromExplorer(page, 'hoard.py');
        const heat = await until(
          'the heat of the run',
          async () => {
            const found = await readHeat(page);
            return / · leaks [\d.]+ [kM]B\/s$/.test(found[keepLine] ?? '') ? found : undefined;
          },
          60_000,
        );
        assert.match(heat[copyLine] ?? '', / % .* · copied [\d.]+ [MG]B$/);
        await page.locator('.statusbar-item', { hasText: /^\s*Time$/ }).waitFor();
        await memoryPicture(page, 'time');
      },
    ],
    [
      'the palette chooses by keyboard what the heat shows, and lines, bars and the status bar follow',
      async () => {
        await runCommand(page, 'Heatline: Choose What the Heat Shows');
        const entries = await pickEntries(page);
        for (const name of ['Time', 'Memory at the peak', 'Memory allocated', 'Copies'])
          assert.ok(entries.includes(name));
        await memoryPicture(page, 'choose');
        await page.keyboard.type('peak');
        await page.keyboard.press('Enter');
        const heat = await untilHeat(page, 'memory on the lines', (found) => /^peak /.test(found[fillLine] ?? ''));
        assert.match(
          heat[fillLine] ?? '',
          /^peak [\d.]+ MB( ±\d+ %)?( · own peak [\d.]+ MB)? · alloc [\d.]+ MB · py \d+ %$/,
        );
        assert.match(heat[keepLine] ?? '', / · leaks [\d.]+ [kM]B\/s$/);
        const { files } = shownProfile(home);
        const line = files.flatMap(({ lines }) => lines).find((each) => each.line === fillLine);
        assert.ok(line && Math.abs(bytesIn(heat[fillLine]) / line.at_peak_bytes - 1) < 0.01, heat[fillLine]);
        assert.ok((await readBars(page)).some(({ width }) => width === '4px'));
        await page.locator('.statusbar-item', { hasText: 'Memory at the peak' }).waitFor();
        await memoryPicture(page, 'peak');
      },
    ],
    [
      'the hover begins with the memory, and draws it',
      async () => {
        const text = page.locator('.monaco-editor .view-line', { hasText: 'sizes[number]' });
        await text.hover({ position: { x: 90, y: 8 } });
        const hover = page.locator('.monaco-hover:visible');
        await until('the hover', async () =>
          (await hover.allInnerTexts()).some((said) => /^[\d.]+ MB live at the process's peak of/.test(said.trim()))
            ? true
            : undefined,
        );
        const picked = hover.locator('img[alt^="Live memory of this line"]');
        await until('the picture', async () => {
          const width = await picked.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
          return width > 0 ? true : undefined;
        });
        await keepPicture(page, 'memory-hover', 0);
        await page.mouse.move(700, 960);
      },
    ],
    [
      'the status bar chooses too, and copies show their volume',
      async () => {
        await page.locator('.statusbar-item', { hasText: 'Memory at the peak' }).click();
        await pick(page, 'Copies');
        const heat = await untilHeat(page, 'copies', (found) => /^copied /.test(found[copyLine] ?? ''));
        assert.match(heat[copyLine] ?? '', /^copied [\d.]+ [MG]B( ±\d+ %)? · [\d.]+ [MG]B\/s$/);
        await memoryPicture(page, 'copies');
      },
    ],
  ];
}
