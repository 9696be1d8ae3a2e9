// Measures, in a real VS Code: how long the extension takes to activate, and what painting a file of 10,000 lines with 3,000
// warm ones costs the renderer while somebody scrolls through it. Nothing is asserted: machines differ.
// Usage: node test/vscode/measure.mjs [--boots N]   after `npm run build`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { endedSessions, showJson } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { chooseCommand, profileFromExplorer, readBars, runCommand, until } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, ph: string, tid: number, pid: number, ts: number, dur?: number, tdur?: number, args?: any }} TraceEvent */

const lineCount = 10_000;
const warmLines = 3_000;
const longTaskMs = 16;
const pagesPerScroll = 60;

const { values } = parseArgs({ options: { boots: { type: 'string', default: '3' } } });
const folder = mkdtempSync(join(tmpdir(), 'heatline-measure-'));
try {
  mkdirSync(join(folder, 'workspace'));
  writeFileSync(join(folder, 'workspace', 'long.py'), longProgram());
  writeFileSync(join(folder, 'workspace', 'nothing.py'), 'print("done")\n');
  if (values.boots !== '0') await measureActivation(Number(values.boots));
  await measurePainting();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

/** Waiting is measured exactly, so every third line has the heat that it is given: each fifth of them a number too. */
function longProgram() {
  const lines = ['import time', 'pause = time.sleep'];
  for (let warm = 0; lines.length < lineCount; warm += 1) {
    const isWarm = warm < warmLines;
    const ms = warm % 5 === 0 ? 5 + (warm % 7) * 3 : 2;
    lines.push(isWarm ? `pause(${ms / 1000})` : `spare_${warm} = ${warm}`);
    lines.push(
      `# A comment of some length, as programs have them, number ${warm}.`,
      `value_${warm} = (${warm}, "text", [1, 2, 3])`,
    );
  }
  return `${lines.slice(0, lineCount).join('\n')}\n`;
}

/** With VS Code's own extensions of the same starts beside it, because a busy machine slows all of them. @param {number} boots */
async function measureActivation(boots) {
  for (let boot = 0; boot < boots; boot += 1) {
    const viewport = { width: 1600, height: 2000 };
    const workbench = await openWorkbench({ workspace: join(folder, 'workspace'), viewport });
    try {
      await profileFromExplorer(workbench.page, 'nothing.py');
      await until('the end of the run', async () => endedSessions(workbench.home)[0]);
      await runCommand(workbench.page, 'Developer: Show Running Extensions');
      const rows = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
      const times = await until('the activation times', async () => {
        const found = (await rows.allInnerTexts()).flatMap((text) => {
          const ms = /Activation: *([\d.]+) ?ms/.exec(text)?.[1];
          return ms === undefined ? [] : [{ name: text.split('\n')[0] ?? '', ms: Number(ms) }];
        });
        return found.some(({ name }) => name === 'Heatline') ? found : undefined;
      });
      const others = times.filter(({ name }) => name !== 'Heatline').map(({ name, ms }) => `${name} ${ms}`);
      console.log(
        `activation: ${times.find(({ name }) => name === 'Heatline')?.ms} ms (VS Code's own: ${others.join(', ')})`,
      );
    } finally {
      await workbench.close();
    }
  }
}

async function measurePainting() {
  const workbench = await openWorkbench({ workspace: join(folder, 'workspace') });
  const { page } = workbench;
  try {
    await profileFromExplorer(page, 'long.py');
    const session = await until('the end of the run', async () => endedSessions(workbench.home)[0], 90_000);
    await until('heat', async () => ((await readBars(page)).length > 0 ? true : undefined));
    const [file] = showJson(session).files;
    console.log(`file: ${lineCount} lines, of them with time ${file?.lines.length ?? 0}`);
    // The terminal is closed so that its canvas is not measured.
    await page.keyboard.press('Control+j');
    await page.waitForTimeout(1000);
    for (const round of [1, 2]) {
      await report(page, `scrolling with heat, round ${round}`, async () => scroll(page));
      await toggleHeat(page, `taking the heat away, round ${round}`);
      await report(page, `scrolling without heat, round ${round}`, async () => scroll(page));
      await scrollToTop(page);
      await toggleHeat(page, `painting, round ${round}`);
    }
  } finally {
    await workbench.close();
  }
}

/** The palette is opened outside of what is traced: it costs more than the heat does. @param {Page} page @param {string} title */
async function toggleHeat(page, title) {
  const hadHeat = (await readBars(page)).length > 0;
  await chooseCommand(page, 'Heatline: Toggle Heat');
  await page.waitForTimeout(1000);
  await report(page, title, async () => {
    await page.keyboard.press('Enter');
    await until('the change', async () => ((await readBars(page)).length > 0 !== hadHeat ? true : undefined));
    await page.waitForTimeout(500);
  });
}

/** @param {Page} page */
async function scrollToTop(page) {
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+Home');
  await page.waitForTimeout(500);
}

/** By the wheel, about a page every 60 ms, as a person does who looks for something. @param {Page} page */
async function scroll(page) {
  await scrollToTop(page);
  await page.mouse.move(700, 400);
  for (let turn = 0; turn < pagesPerScroll; turn += 1) {
    await page.mouse.wheel(0, 800);
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(500);
}

/**
 * Traces the renderer's main thread while `work` goes on, and prints how long its tasks took.
 * @param {Page} page
 * @param {string} title
 * @param {() => Promise<void>} work
 */
async function report(page, title, work) {
  const tasks = await traceTasks(page, work);
  const wall = tasks.map(({ dur = 0 }) => dur / 1000).sort((a, b) => a - b);
  const cpu = tasks.map(({ dur = 0, tdur }) => (tdur ?? dur) / 1000).sort((a, b) => a - b);
  const at = (/** @type {number[]} */ sorted, /** @type {number} */ q) =>
    (sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(1);
  const n_long = (/** @type {number[]} */ sorted) => sorted.filter((ms) => ms > longTaskMs).length;
  console.log(
    `${title}: ${tasks.length} tasks; CPU ms p99 ${at(cpu, 0.99)} max ${at(cpu, 1)}, over ${longTaskMs} ms: ${n_long(cpu)}; ` +
      `elapsed ms p99 ${at(wall, 0.99)} max ${at(wall, 1)}, over ${longTaskMs} ms: ${n_long(wall)}; CPU in all ${cpu.reduce((sum, ms) => sum + ms, 0).toFixed(0)} ms`,
  );
}

/** @param {Page} page @param {() => Promise<void>} work @returns {Promise<TraceEvent[]>} */
async function traceTasks(page, work) {
  const cdp = await page.context().newCDPSession(page);
  /** @type {TraceEvent[]} */
  const events = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  const complete = new Promise((done) => {
    cdp.once('Tracing.tracingComplete', done);
  });
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'],
    },
  });
  await work();
  await cdp.send('Tracing.end');
  await complete;
  await cdp.detach();
  const main = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return events.filter(({ name, pid, tid, ph }) => name === 'RunTask' && ph === 'X' && main.includes(`${pid} ${tid}`));
}
