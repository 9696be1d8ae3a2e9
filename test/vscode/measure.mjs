// Measures, in a real VS Code: how long the extension takes to activate, what memory it takes, what painting a file of 10,000
// lines with 3,000 warm ones costs the renderer while somebody scrolls through it, how long after the end of a one-minute program
// its lines are painted, and how large the bundles are. Nothing is asserted: machines differ.
// Usage: node test/vscode/measure.mjs [--boots N] [--only activation,memory,painting,minute,bundles]   after `npm run build`.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const minuteSeconds = 60;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const { values } = parseArgs({ options: { boots: { type: 'string', default: '3' }, only: { type: 'string' } } });
const boots = Number(values.boots);
const folder = mkdtempSync(join(tmpdir(), 'heatline-measure-'));
const measures = {
  bundles: measureBundles,
  activation: measureActivation,
  memory: measureMemory,
  painting: measurePainting,
  minute: measureMinute,
};
try {
  mkdirSync(join(folder, 'workspace'));
  writeFileSync(join(folder, 'workspace', 'long.py'), longProgram());
  writeFileSync(join(folder, 'workspace', 'minute.py'), minuteProgram());
  writeFileSync(join(folder, 'workspace', 'nothing.py'), 'print("done")\n');
  const only = values.only?.split(',') ?? Object.keys(measures);
  for (const [name, measure] of Object.entries(measures)) if (only.includes(name)) await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

/** Works for a minute in many lines, and leaves when it ended. */
function minuteProgram() {
  const functions = Array.from(
    { length: 40 },
    (_, n) => `def part_${n}(k):\n    return sum(i * ${n} for i in range(k))\n`,
  );
  const calls = functions.map((_, n) => `    part_${n}(2000)`);
  const end = `with open(${JSON.stringify(join(folder, 'ended'))}, 'w') as file: file.write(str(time.time()))`;
  return `import time\n${functions.join('\n')}\nend = time.time() + ${minuteSeconds}\nwhile time.time() < end:\n${calls.join('\n')}\n${end}\n`;
}

function measureBundles() {
  const sizes = ['extension.cjs', 'server.cjs', 'heatline.js'].map((name) => ({
    name,
    kib: statSync(join(root, 'dist', name)).size / 1024,
  }));
  console.log(`bundles: ${sizes.map(({ name, kib }) => `${name} ${kib.toFixed(0)} KiB`).join(', ')}`);
}

/** Resident memory of the extension host with a Python file open: with the extension, and in a VS Code without it. */
async function measureMemory() {
  for (let boot = 0; boot < boots; boot += 1) {
    const mib = /** @type {number[]} */ ([]);
    for (const install of [false, true]) {
      const openFile = join(folder, 'workspace', 'nothing.py');
      const workbench = await openWorkbench({ inPlace: dirname(openFile), openFile, install });
      try {
        await workbench.page.locator('.monaco-editor .view-line').first().waitFor();
        // What starting needed has been given back.
        await workbench.page.waitForTimeout(10_000);
        mib.push(residentMib(workbench.extensionHostPids()));
      } finally {
        await workbench.close();
      }
    }
    const [without = 0, withIt = 0] = mib;
    console.log(
      `extension host: ${withIt.toFixed(1)} MiB with the extension, ${without.toFixed(1)} without: ${(withIt - without).toFixed(1)} MiB`,
    );
  }
}

/** @param {readonly number[]} pids */
function residentMib(pids) {
  return pids.reduce((sum, pid) => {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return sum + Number(kib ?? 0) / 1024;
  }, 0);
}

async function measureMinute() {
  const workbench = await openWorkbench({ workspace: join(folder, 'workspace') });
  try {
    await profileFromExplorer(workbench.page, 'minute.py');
    const paintedMs = await workbench.page.evaluate(
      async () =>
        new Promise((done) => {
          const look = () => {
            const bars = [...document.querySelectorAll('.monaco-editor .view-overlays .cdr')].some(
              (element) => getComputedStyle(element).borderLeftStyle === 'solid',
            );
            if (bars) done(Date.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    const endedMs = Number(readFileSync(join(folder, 'ended'), 'utf8')) * 1000;
    console.log(
      `a run of ${minuteSeconds} s: painted ${(Number(paintedMs) - endedMs).toFixed(0)} ms after its last statement`,
    );
  } finally {
    await workbench.close();
  }
}

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

/** With VS Code's own extensions of the same starts beside it, because a busy machine slows all of them. */
async function measureActivation() {
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
