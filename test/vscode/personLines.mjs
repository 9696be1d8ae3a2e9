// What a person sees on the lines: numbers that follow edits and say how old they are, lenses, callers, hot lines by key, chosen columns,
// files left out, heat after a reload, other files of the run, files recorded elsewhere. Pictures go to .cache/screenshots.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addUp, pictures, runChecks } from './checks.mjs';
import { endedSessions, runScript } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import {
  goToLine,
  hotText,
  lineOf,
  openFromExplorer,
  picture,
  program,
  readLenses,
  undoAll,
  untilCursorOn,
  untilHeat,
  untilLens,
  writeProgram,
} from './linesScreen.mjs';
import { profileFromExplorer, readBars, readHeat, runCommand, until } from './screen.mjs';

/** @typedef {import('./host.mjs').Workbench} Workbench */

const themes = /** @type {const} */ ([
  ['light', 'Light Modern', '.vs'],
  ['hc-dark', 'Default High Contrast', '.hc-black'],
  ['hc-light', 'Default High Contrast Light', '.hc-light'],
  ['dark', 'Dark Modern', '.vs-dark'],
]);

/** @param {Workbench} workbench */
function editChecks(workbench) {
  const { page } = workbench;
  return /** @type {const} */ ([
    [
      'functions have lenses with own and total time, the guard has one that profiles',
      async () => {
        await untilLens(page, /^self [\d.]+ m?s( ±[\d.]+)? \([\d.]+ %\) · total [\d.]+ m?s$/);
        await untilLens(page, /Profile this file$/);
        assert.ok(!(await readLenses(page)).some((text) => text.includes('ago')));
        await picture(page, 'lenses');
      },
    ],
    [
      'a new line moves the heat with its lines, and the top says how old it is',
      async () => {
        const before = await readHeat(page);
        const n_bars = (await readBars(page)).length;
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await page.keyboard.press('Control+Home');
        await page.keyboard.press('Enter');
        const moved = Object.fromEntries(Object.entries(before).map(([line, text]) => [Number(line) + 1, text]));
        await untilHeat(page, 'the same heat one line below', (heat) => JSON.stringify(heat) === JSON.stringify(moved));
        await untilLens(page, /^Heat from \d\d:\d\d, 1 edit ago/);
        const bars = await readBars(page);
        assert.equal(bars.length, n_bars);
        assert.ok(bars.some(({ width }) => width !== '2px'));
        await picture(page, 'moved');
      },
    ],
    [
      'only the line that is typed in goes grey and keeps its old number',
      async () => {
        const line = lineOf(hotText) + 1;
        await page.locator('.monaco-editor .view-line', { hasText: 'total += (number' }).click();
        await page.keyboard.press('End');
        await page.keyboard.type(' + 0');
        const heat = await untilHeat(
          page,
          'one grey line',
          (found) => found[line]?.includes('before your edit') ?? false,
        );
        const grey = Object.values(heat).filter((text) => text.includes('before your edit'));
        assert.equal(grey.length, 1);
        assert.match(heat[line] ?? '', /^[1-9][\d.]* %/);
        assert.ok(Object.keys(heat).length > 2);
        await untilLens(page, /2 edits ago/);
      },
    ],
    [
      'a hot line, one that may be noise and an edited one look apart in all themes and a narrow window',
      async () => {
        for (const [name, theme, marker] of themes) {
          workbench.setSettings({ 'workbench.colorTheme': theme });
          await page.waitForSelector(`.monaco-workbench${marker}`, { state: 'attached' });
          await picture(page, `edited-${name}`);
          const bars = await readBars(page);
          assert.equal(bars.filter(({ style }) => style === 'dotted').length, 1);
          assert.ok(new Set(bars.map(({ colour }) => colour)).size >= 2, theme);
        }
        workbench.setSettings({});
        await page.setViewportSize({ width: 760, height: 800 });
        await picture(page, 'edited-narrow');
        await page.setViewportSize({ width: 1600, height: 1000 });
      },
    ],
    [
      'undoing an edit brings the colour back',
      async () => {
        const line = lineOf(hotText) + 1;
        await undoAll(page);
        await untilHeat(
          page,
          'the heat as it was',
          (found) => (found[line - 1] ?? '') !== '' && !Object.values(found).some((text) => text.includes('edit')),
        );
      },
    ],
    [
      'a function that is cut and pasted takes its numbers along',
      async () => {
        const hottest = (await readHeat(page))[lineOf(hotText)] ?? '';
        const lines = program.split('\n');
        const main = lines.indexOf('def main():');
        const start = lines.indexOf('@logged');
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await goToLine(page, start + 1);
        for (let count = start; count < main; count += 1) await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Control+x');
        await page.keyboard.press('Control+End');
        await page.keyboard.press('Control+v');
        const line = lines.length - 1 - (main - start) + lines.indexOf(hotText) - start + 1;
        await untilHeat(page, `the hottest line at ${line}`, (found) => found[line] === hottest);
        await picture(page, 'cut-and-pasted');
        await undoAll(page);
        await untilHeat(page, 'the heat as it was', (found) => found[lineOf(hotText)] === hottest);
      },
    ],
  ]);
}

/** @param {Workbench} workbench */
function readChecks(workbench) {
  const { page } = workbench;
  return /** @type {const} */ ([
    [
      'the keys go from hot line to hot line, around the end, and the status bar says what it takes',
      async () => {
        await page.locator('.monaco-editor .view-line', { hasText: 'import functools' }).click();
        await page.keyboard.press('Control+Home');
        const said = page.locator('.statusbar-item[id$="heatline.hotLine"]');
        /** @type {number[]} */
        const visited = [];
        for (;;) {
          const before = await said.allInnerTexts();
          await page.keyboard.press('Alt+F7');
          const text = await until('another hot line', async () => {
            const [found] = await said.allInnerTexts();
            return found === before[0] ? undefined : found;
          });
          const line = Number(/Line (\d+): [\d.]+ %/.exec(text)?.[1]);
          await untilCursorOn(page, line);
          if (visited.includes(line)) break;
          visited.push(line);
        }
        assert.ok(visited.includes(lineOf(hotText)), visited.join());
        assert.deepEqual(
          visited,
          visited.toSorted((a, b) => a - b),
        );
        await page.keyboard.press('Shift+Alt+F7');
        await untilCursorOn(page, visited.at(-1) ?? 0);
        await picture(page, 'hot-line-key');
      },
    ],
    [
      'the hover has callers, and a click on one leads to its line',
      async () => {
        await page
          .locator('.monaco-editor .view-line', { hasText: 'total += (number' })
          .hover({ position: { x: 90, y: 8 } });
        const hover = page.locator('.monaco-hover:visible');
        await until('callers in the hover', async () =>
          (await hover.allInnerTexts()).some((text) => /was called by:/.test(text)) ? true : undefined,
        );
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(pictures, 'lines-hover.png') });
        await hover.locator('a', { hasText: 'order.py:' }).first().click();
        await untilCursorOn(page, lineOf('        return function(*args)'));
      },
    ],
    [
      'another file of the run is painted when it is opened',
      async () => {
        await openFromExplorer(page, 'shelf.py');
        await untilHeat(page, 'heat in shelf.py', (heat) => Object.keys(heat).length >= 2);
        await picture(page, 'other-file');
        await openFromExplorer(page, 'order.py');
      },
    ],
    [
      'the numbers are the chosen columns in their order',
      async () => {
        workbench.setSettings({ 'heatline.lineNumbers.columns': ['seconds', 'total', 'samples', 'share'] });
        await untilHeat(page, 'the chosen columns', (heat) =>
          /^[\d.]+ m?s · total [\d.]+ m?s · [\d,]+ samples? · [\d.]+ %$/.test(heat[lineOf(hotText)] ?? ''),
        );
        await picture(page, 'columns');
      },
    ],
    [
      'a file that is excluded is not painted, without lenses there are none',
      async () => {
        workbench.setSettings({ 'heatline.exclude': ['ord*.py'], 'heatline.lenses.enabled': false });
        await until('no heat', async () => ((await readBars(page)).length === 0 ? true : undefined));
        await until('no lens', async () => ((await readLenses(page)).length === 0 ? true : undefined));
        workbench.setSettings({});
        await untilHeat(page, 'heat again', (heat) => Object.keys(heat).length > 2);
      },
    ],
    [
      'heat comes back after a reload of the window, but not once it was cleared',
      async () => {
        // What was typed and undone before is saved after a while only.
        await runCommand(page, 'File: Save All');
        const before = await readHeat(page);
        await page.reload();
        // VS Code may open another of the tabs first.
        await openFromExplorer(page, 'order.py');
        await untilHeat(page, 'heat after the reload', (heat) => JSON.stringify(heat) === JSON.stringify(before));
        assert.equal(await page.locator('.notification-toast').count(), 0);
        await picture(page, 'reloaded');
        await runCommand(page, 'Heatline: Clear Heat');
        await until('no heat', async () => ((await readBars(page)).length === 0 ? true : undefined));
        // VS Code writes down what it keeps of a workspace a while later, and nobody sees when.
        await page.waitForTimeout(2000);
        await page.reload();
        await openFromExplorer(page, 'order.py');
        await untilLens(page, /Profile this file$/);
        // Heat would come with the first answers.
        await page.waitForTimeout(1500);
        assert.equal((await readBars(page)).length, 0);
      },
    ],
  ]);
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
async function runInFolder() {
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

/** A run of another place, in a window with two folders. @returns {Promise<import('./checks.mjs').Counts>} */
async function runElsewhere() {
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

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runLines() {
  return addUp([await runInFolder(), await runElsewhere()]);
}
