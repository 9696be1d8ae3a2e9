// What a person does: clicks in the explorer, looks at the lines, sets breakpoints, cancels, reads messages. Numbers on the
// screen are compared with what the command line says about the same session. With HEATLINE_PICTURES set, pictures go to .cache/screenshots.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { keepPicture, runChecks } from './checks.mjs';
import { endedSessions, readSession, runScript, showJson } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import {
  closeNotifications,
  notification,
  pressInNotification,
  profileFromExplorer,
  readBars,
  readHeat,
  runCommand,
  setInterpreter,
  until,
} from './screen.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('../../src/protocol/profileJson.ts').LineJson} LineJson */
/** @typedef {import('./host.mjs').Workbench} Workbench */

// Lines with a smaller share have no number behind them.
const leastShownShare = 0.0005;

/** What has to stand behind a line, made from the JSON alone. @param {LineJson} line @param {number} basisSeconds */
function expectedText(line, basisSeconds) {
  const [low, high] = line.ci95;
  const reach = Math.max(high - line.share, line.share - low) * 100;
  const share = `${(line.share * 100).toFixed(1)} %${reach < 0.05 ? '' : ` ±${reach.toFixed(1)}`}`;
  const parts = /** @type {const} */ ([
    ['py', line.python_s],
    ['lib', line.library_s],
    ['native', line.native_s],
    ['kernel', line.kernel_s],
    ['wait', line.share * basisSeconds - line.cpu_s],
  ]);
  const shown = parts.filter(([, seconds]) => seconds / basisSeconds >= 0.005);
  const texts = shown.map(([name, seconds]) =>
    shown.length === 1 ? name : `${name} ${((seconds / basisSeconds) * 100).toFixed(0)} %`,
  );
  const time = line.share >= leastShownShare ? [share, ...texts] : [];
  const peak = line.at_peak_bytes >= 1e6 ? [`peak ${amountText(line.at_peak_bytes)}`] : [];
  const copied = line.copy_bytes >= 1e7 ? [`copied ${amountText(line.copy_bytes)}`] : [];
  return [...time, ...peak, ...copied].join(' · ');
}

/** Three digits. @param {number} bytes from a megabyte on */
function amountText(bytes) {
  const [amount, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB'];
  return `${amount.toFixed(amount >= 100 ? 0 : amount >= 10 ? 1 : 2)} ${unit}`;
}

/** @param {Workbench} workbench @param {string} file @param {number} count sessions there have to be then */
async function profileAndWait(workbench, file, count) {
  await profileFromExplorer(workbench.page, file);
  return until(`session ${count}`, async () => endedSessions(workbench.home)[count - 1], 40_000);
}

/** @param {Workbench} workbench @param {string} name */
async function picture({ page }, name) {
  await page.mouse.move(700, 600);
  await keepPicture(page, name, 600);
}

/** @param {Workbench} workbench @param {number} line */
async function gutterOf({ page }, line) {
  const number = page.locator('.monaco-editor .margin-view-overlays .line-numbers', {
    hasText: new RegExp(`^${line}$`),
  });
  const box = await number.boundingBox();
  assert.ok(box, `line ${line} is not on the screen`);
  // The breakpoint lane is left of the numbers.
  return { x: box.x - 8, y: box.y + box.height / 2 };
}

/** What rows are read out as. They are not in the order of the screen in the document. @param {import('playwright-core').Locator} rows */
async function textsFromTop(rows) {
  const placed = await rows.evaluateAll((elements) =>
    elements.map((element) => ({
      top: element.getBoundingClientRect().top,
      text: element.getAttribute('aria-label') ?? '',
    })),
  );
  return placed.toSorted((a, b) => a.top - b.top).map(({ text }) => text);
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runPerson() {
  const settings = { 'debug.allowBreakpointsEverywhere': true };
  const workbench = await openWorkbench({ workspace: join(here, 'workspace'), settings });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a right-click in the explorer profiles a file and paints its lines',
        async () => {
          await profileAndWait(workbench, 'mixed.py', 1);
          const heat = await until('heat on the lines', async () => {
            const found = await readHeat(page);
            return Object.keys(found).length > 0 ? found : undefined;
          });
          assert.ok(Object.keys(heat).length >= 3, JSON.stringify(heat));
          await picture(workbench, 'dark');
        },
      ],
      [
        'the numbers on the screen are those of the command line',
        async () => {
          const [session = ''] = endedSessions(home);
          const profile = showJson(session);
          const file = profile.files.find(({ path }) => path.endsWith('/mixed.py'));
          assert.ok(file);
          const texts = file.lines.map((line) => [line.line, expectedText(line, profile.process.basis_s)]);
          const expected = Object.fromEntries(texts.filter(([, text]) => text !== ''));
          assert.deepEqual(await readHeat(page), expected);
        },
      ],
      [
        'every warm line that is not noise has a bar, wider on hotter lines',
        async () => {
          const bars = await readBars(page);
          const numbers = Object.values(await readHeat(page)).map((text) => /^([\d.]+) %(?: ±([\d.]+))?/.exec(text));
          const certain = numbers.filter((found) => Number(found?.[2] ?? 0) <= Number(found?.[1]));
          assert.equal(bars.length, certain.length);
          const widths = bars.toSorted((a, b) => a.top - b.top).map(({ width }) => Number.parseFloat(width));
          assert.ok(Math.max(...widths) >= 3 && Math.min(...widths) >= 2, widths.join());
          const byHeat = certain.map((found, index) => ({ share: Number(found?.[1]), width: widths[index] }));
          const sorted = byHeat.toSorted((a, b) => b.share - a.share).map(({ width }) => Number(width));
          assert.deepEqual(
            sorted,
            sorted.toSorted((a, b) => b - a),
          );
        },
      ],
      [
        'a click beside a hot line sets a breakpoint, a second one takes it away',
        async () => {
          const [hottest] = Object.entries(await readHeat(page)).sort(([, a], [, b]) => parseFloat(b) - parseFloat(a));
          const { x, y } = await gutterOf(workbench, Number(hottest?.[0]));
          const dot = page.locator(
            '.monaco-editor .glyph-margin-widgets .codicon-debug-breakpoint, .monaco-editor .glyph-margin-widgets .codicon-debug-breakpoint-unverified',
          );
          await page.mouse.click(x, y);
          await until('a breakpoint', async () => ((await dot.count()) === 1 ? true : undefined));
          await picture(workbench, 'breakpoint');
          await page.mouse.click(x, y);
          await until('no breakpoint', async () => ((await dot.count()) === 0 ? true : undefined));
        },
      ],
      [
        'the hot lines are listed, hottest first, and lead to the line',
        async () => {
          await page.click('.activitybar a[aria-label^="Heatline"]');
          const rows = page.locator('.pane-body .monaco-list-row[aria-level="2"]');
          await rows.first().waitFor();
          const texts = await textsFromTop(rows);
          const shares = texts.map((text) => Number(/([\d.]+) %/.exec(text)?.[1]));
          assert.deepEqual(
            shares,
            shares.toSorted((a, b) => b - a),
          );
          const line = Number(/^line (\d+)/.exec(texts[0] ?? '')?.[1]);
          await page.locator(`.pane-body .monaco-list-row[aria-label^="line ${line},"]`).click();
          await until('the cursor on the hottest line', async () =>
            (await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).count()) > 0 ? true : undefined,
          );
          await picture(workbench, 'hot-lines');
        },
      ],
      [
        'the hover tells the whole story',
        async () => {
          const line = page.locator('.monaco-editor .view-line', { hasText: 'sorted' });
          await line.hover({ position: { x: 60, y: 8 } });
          const hover = page.locator('.monaco-hover:visible');
          await until('the hover', async () =>
            (await hover.allInnerTexts()).some((text) => /Native code/.test(text)) ? true : undefined,
          );
          await keepPicture(page, 'hover', 500);
          await page.mouse.move(700, 700);
        },
      ],
      [
        'other themes and a narrow window',
        async () => {
          await page.keyboard.press('Escape');
          const themes = /** @type {const} */ ([
            ['light', 'Light Modern'],
            ['hc-dark', 'Default High Contrast'],
            ['hc-light', 'Default High Contrast Light'],
          ]);
          for (const [name, theme] of themes) {
            workbench.setSettings({ 'workbench.colorTheme': theme });
            const marker = name === 'light' ? '.vs' : name === 'hc-dark' ? '.hc-black' : '.hc-light';
            await page.waitForSelector(`.monaco-workbench${marker}`, { state: 'attached' });
            assert.ok((await readBars(page)).length >= 3, `bars in ${theme}`);
            await picture(workbench, name);
          }
          workbench.setSettings({});
          await page.waitForSelector('.monaco-workbench.vs-dark', { state: 'attached' });
          await page.setViewportSize({ width: 760, height: 800 });
          await picture(workbench, 'narrow');
          await page.setViewportSize({ width: 1600, height: 1000 });
        },
      ],
      [
        'an edit greys its line out, undoing it brings the colour back',
        async () => {
          const n_dotted = async () => (await readBars(page)).filter(({ style }) => style === 'dotted').length;
          await page.locator('.monaco-editor .view-line', { hasText: 'sorted' }).click();
          await page.keyboard.press('End');
          await page.keyboard.type(' ');
          await until('a grey line', async () => ((await n_dotted()) === 1 ? true : undefined));
          assert.ok((await readBars(page)).length > 1);
          await picture(workbench, 'edited');
          await page.keyboard.press('Control+z');
          await until('its colour', async () => ((await n_dotted()) === 0 ? true : undefined));
          // Away from the brackets: VS Code puts boxes around them.
          await page.keyboard.press('Control+Home');
        },
      ],
      [
        'heat can be hidden and shown again',
        async () => {
          await runCommand(page, 'Heatline: Toggle Heat');
          await until('no heat', async () => ((await readBars(page)).length === 0 ? true : undefined));
          await runCommand(page, 'Heatline: Toggle Heat');
          await until('heat again', async () => ((await readBars(page)).length > 0 ? true : undefined));
          await page.click('.activitybar a[aria-label^="Explorer"]');
        },
      ],
      [
        'a program that fails is painted, and the message says how it ended',
        async () => {
          await profileAndWait(workbench, 'failing.py', 2);
          await notification(page, /ended with status 3\..*\[PROGRAM_FAILED\]/);
          await until('heat', async () => (Object.keys(await readHeat(page)).length > 0 ? true : undefined));
          await picture(workbench, 'failed-program');
          await closeNotifications(page);
        },
      ],
      [
        'a program that does nothing ends with a named cause',
        async () => {
          await profileAndWait(workbench, 'nothing.py', 3);
          await notification(page, /\[(TOO_SHORT|NOTHING_IN_SCOPE)\]/);
          await picture(workbench, 'nothing');
          await closeNotifications(page);
        },
      ],
      [
        'progress shows time, CPU and waiting; Cancel keeps what was captured',
        async () => {
          await profileFromExplorer(page, 'endless.py');
          await notification(page, /^Profiling endless\.py: \d+:\d\d · CPU [\d.]+ s · waiting [\d.]+ s$/);
          await keepPicture(page, 'progress', 0);
          await pressInNotification(page, 'Cancel');
          const session = await until('the cancelled session', async () => endedSessions(home)[3], 30_000);
          assert.equal(readSession(session).end.cancelled, true);
          const heat = await until('heat of the cancelled run', async () => {
            const found = await readHeat(page);
            return Object.keys(found).length > 0 ? found : undefined;
          });
          assert.ok(
            Object.values(heat).some((text) => parseFloat(text) > 10),
            JSON.stringify(heat),
          );
          await picture(workbench, 'cancelled');
        },
      ],
      [
        'a missing interpreter is named, with a button that leads to the choice',
        async () => {
          await closeNotifications(page);
          await setInterpreter(workbench, '/nowhere/python', false);
          await profileFromExplorer(page, 'mixed.py');
          await notification(page, /no Python interpreter at \/nowhere\/python.*\[INTERPRETER_NOT_FOUND\]/);
          await picture(workbench, 'interpreter');
          assert.equal(endedSessions(home).length, 4);
          await pressInNotification(page, 'Choose Interpreter');
          await page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'Automatic' }).waitFor();
        },
      ],
    ]);
  } finally {
    await workbench.close();
  }
}

/**
 * In Restricted Mode a session made elsewhere is shown, but nothing is run, and the message leads to the trust editor.
 * @returns {Promise<import('./checks.mjs').Counts>}
 */
export async function runRestricted() {
  const folder = mkdtempSync(join(tmpdir(), 'heatline-restricted-'));
  const script = join(folder, 'workspace', 'mixed.py');
  const session = join(folder, 'session');
  cpSync(join(here, 'workspace'), dirname(script), { recursive: true });
  runScript(script, session);
  const workbench = await openWorkbench({
    inPlace: dirname(script),
    openFile: script,
    env: { HEATLINE_SHOW_SESSION: session },
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a session that is named from outside is painted once its file is open',
        async () => {
          await until('heat', async () => (Object.keys(await readHeat(page)).length >= 3 ? true : undefined));
        },
      ],
      [
        'Restricted Mode refuses arguments, modules and the choice of an interpreter',
        async () => {
          for (const command of ['Profile This File with Arguments', 'Profile Module', 'Choose Interpreter']) {
            await closeNotifications(page);
            await runCommand(page, `Heatline: ${command}`);
            await notification(page, /Restricted Mode.*\[RESTRICTED_MODE\]/);
          }
          assert.deepEqual(endedSessions(home), []);
        },
      ],
      [
        'Restricted Mode runs nothing and says so',
        async () => {
          await closeNotifications(page);
          await profileFromExplorer(page, 'mixed.py');
          await notification(page, /Restricted Mode.*\[RESTRICTED_MODE\]/);
          await picture(workbench, 'restricted');
          assert.deepEqual(endedSessions(home), []);
          await pressInNotification(page, 'Manage Workspace Trust');
          await page.locator('.workspace-trust-editor').waitFor();
        },
      ],
    ]);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
