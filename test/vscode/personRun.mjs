// What a person does to run programs: types arguments, runs a module, runs again, stops what does not want to stop, chooses an
// interpreter, and asks for what can't be done. What ran is read from session.json and from what the program wrote down.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findInterpreter } from '../../src/runner/interpreter.ts';
import { addUp, pictures, runChecks } from './checks.mjs';
import { endedSessions, readSession } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import {
  chooseCommand,
  closeNotifications,
  notification,
  pressInNotification,
  profileFromExplorer,
  runCommand,
  until,
} from './screen.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./host.mjs').Workbench} Workbench */
/** @typedef {import('playwright-core').Page} Page */

/** @param {string} home @param {number} count sessions there have to be then @param {number} [withinMs] */
async function session(home, count, withinMs = 30_000) {
  const folder = await until(`session ${count}`, async () => endedSessions(home)[count - 1], withinMs);
  return readSession(folder);
}

/** @param {string} workspace */
function takeRecord(workspace) {
  const file = join(workspace, 'record.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return record;
}

/** @param {Page} page */
function inputBox(page) {
  return page.locator('.quick-input-widget:visible .quick-input-box input');
}

/** The message under the input box. @param {Page} page @param {RegExp} pattern */
async function boxSays(page, pattern) {
  const message = page.locator('.quick-input-widget:visible .quick-input-message');
  return until(`the box to say ${pattern}`, async () => {
    const [text = ''] = await message.allInnerTexts();
    return pattern.test(text) ? text : undefined;
  });
}

/** @param {Page} page @param {string} title of the input box */
async function waitForBox(page, title) {
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
}

/** Heatline's item in the status bar. @param {Page} page @param {RegExp} pattern */
async function statusBar(page, pattern) {
  const item = page
    .locator('.statusbar-item[id="heatline.heatline.heatline.session"], [id*="heatline.session"]')
    .first();
  return until(`the status bar to say ${pattern}`, async () => {
    const text = (await item.innerText().catch(() => '')).replaceAll('\u00A0', ' ').trim();
    return pattern.test(text) ? text : undefined;
  });
}

/** @param {Page} page @param {string} file */
async function openFromExplorer(page, file) {
  await page.dblclick(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
  await page.locator('.tab.active', { hasText: file }).waitFor();
}

/** By the list of files. @param {Page} page @param {string} path as much of it as tells it from others */
async function openByName(page, path) {
  await page.keyboard.press('Control+P');
  await inputBox(page).fill(path);
  await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: 'recorded.py' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: 'recorded.py' }).waitFor();
}

/** @param {Page} page @param {string} name */
async function picture(page, name) {
  await page.mouse.move(700, 600);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, `run-${name}.png`) });
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function runningChecks({ page, home, workspace }) {
  const argv = ['--name', 'Ada Lovelace', '', 'data set.csv'];
  const typed = `--name "Ada Lovelace" '' data\\ set.csv`;
  return [
    [
      'arguments are asked for, a quote that is open is told in the box, and the program gets the words',
      async () => {
        await openFromExplorer(page, 'recorded.py');
        await runCommand(page, 'Heatline: Profile This File with Arguments');
        await waitForBox(page, 'Profile recorded.py');
        await inputBox(page).fill('--name "Ada');
        await boxSays(page, /quote " is not closed/);
        await picture(page, 'open-quote');
        await page.keyboard.press('Enter');
        await waitForBox(page, 'Profile recorded.py');
        await inputBox(page).fill(typed);
        await page.keyboard.press('Enter');
        const { command } = await session(home, 1);
        assert.deepEqual(command.slice(2), argv);
        assert.deepEqual(takeRecord(workspace).arguments, argv);
      },
    ],
    [
      'the last run is run again with the same arguments, also after the window was reloaded',
      async () => {
        await runCommand(page, 'Heatline: Profile Last Run Again');
        assert.deepEqual((await session(home, 2)).command.slice(2), argv);
        await page.reload();
        await page.waitForSelector('.activitybar a[aria-label^="Heatline"]', { timeout: 60_000 });
        await until('the command after the reload', async () => {
          await page.keyboard.press('Escape');
          return chooseCommand(page, 'Heatline: Profile Last Run Again').then(
            () => true,
            () => undefined,
          );
        });
        await page.keyboard.press('Enter');
        assert.deepEqual((await session(home, 3)).command.slice(2), argv);
      },
    ],
    [
      'the arguments of a file are offered again',
      async () => {
        await runCommand(page, 'Heatline: Profile This File with Arguments');
        await waitForBox(page, 'Profile recorded.py');
        assert.equal(await inputBox(page).inputValue(), typed);
        await page.keyboard.press('Escape');
      },
    ],
    [
      'a module runs in the folder with its arguments',
      async () => {
        rmSync(join(workspace, 'record.json'), { force: true });
        await runCommand(page, 'Heatline: Profile Module');
        await waitForBox(page, 'Profile Module in workspace');
        await inputBox(page).fill('no-module');
        await boxSays(page, /"no-module" is not the name of a module/);
        await inputBox(page).fill("tool -x 'a b'");
        await picture(page, 'module');
        await page.keyboard.press('Enter');
        const { module, cwd } = await session(home, 4);
        assert.deepEqual([module, cwd], ['tool', workspace]);
        const record = takeRecord(join(workspace, 'tool'));
        assert.deepEqual([record.arguments, record.folder], [['-x', 'a b'], workspace]);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function stoppingChecks({ page, home }) {
  const started = /^Profiling stubborn\.py: \d+:\d\d · CPU \d+\.\d s · waiting \d+\.\d s$/;
  /** @param {string} signals */
  const start = async (signals) => {
    await openFromExplorer(page, 'stubborn.py');
    await runCommand(page, 'Heatline: Profile This File with Arguments');
    await waitForBox(page, 'Profile stubborn.py');
    await inputBox(page).fill(signals);
    await page.keyboard.press('Enter');
    return notification(page, started);
  };
  return [
    [
      'notification and status bar tell time, CPU and waiting; a second run is refused; Stop ends one that ignores INT by TERM',
      async () => {
        await start('SIGINT');
        const text = await statusBar(page, /^\d:\d\d · CPU \d+\.\d s · waiting \d+\.\d s$/);
        await until('a later time in the status bar', async () =>
          (await statusBar(page, /CPU/)) === text ? undefined : true,
        );
        await picture(page, 'progress');
        await openFromExplorer(page, 'recorded.py');
        await runCommand(page, 'Heatline: Profile This File');
        await notification(page, /being profiled already.*\[ALREADY_PROFILING\]/);
        await pressInNotification(page, 'Stop Profiling');
        await statusBar(page, /^Stopping stubborn\.py · \d:\d\d$/);
        const { end } = await session(home, 5);
        assert.deepEqual([end.signal, end.cancelled], ['SIGTERM', true]);
        await closeNotifications(page);
      },
    ],
    [
      'Cancel ends one that ignores INT and TERM by KILL, and its lines are warm',
      async () => {
        await start('SIGINT SIGTERM');
        await pressInNotification(page, 'Cancel');
        await statusBar(page, /^Stopping/);
        await picture(page, 'stopping');
        const { end } = await session(home, 6);
        assert.deepEqual([end.signal, end.cancelled], ['SIGKILL', true]);
        await statusBar(page, /^\d+\.\d+ s$/);
        await picture(page, 'killed');
      },
    ],
    [
      '"Stop Profiling" of the palette ends one that ignores nothing',
      async () => {
        await start('');
        await runCommand(page, 'Heatline: Stop Profiling');
        const { end } = await session(home, 7);
        assert.equal(end.cancelled, true);
        assert.notEqual(end.signal, 'SIGKILL');
        await closeNotifications(page);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function refusalChecks({ page, home, workspace }) {
  return [
    [
      'what is no Python file, not on the disk, deleted or virtual is refused, each with its code and a button',
      async () => {
        await runCommand(page, 'View: Close All Editors');
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await runCommand(page, 'Heatline: Clear Heat');
        await page.locator('.pane-body .monaco-button', { hasText: 'Profile This File' }).first().click();
        await notification(page, /no Python file to profile.*\[NO_PYTHON_FILE\]/);
        await picture(page, 'no-python-file');
        await closeNotifications(page);

        await runCommand(page, 'Open a Virtual Python File');
        await page.locator('.tab.active', { hasText: 'virtual.py' }).waitFor();
        await runCommand(page, 'Heatline: Profile This File');
        await notification(page, /not on the disk of this machine.*\[FILE_VIRTUAL\]/);
        await closeNotifications(page);

        await page.click('.activitybar a[aria-label^="Explorer"]');
        writeFileSync(join(workspace, 'passing.py'), 'print(1)\n');
        await openFromExplorer(page, 'passing.py');
        rmSync(join(workspace, 'passing.py'));
        await page
          .locator('.tab.active.strikethrough, .tab.active .strikethrough', { hasText: 'passing.py' })
          .waitFor();
        await runCommand(page, 'Heatline: Profile This File');
        await notification(page, /passing\.py is no longer on the disk.*\[FILE_DELETED\]/);
        await picture(page, 'deleted');
        await closeNotifications(page);
      },
    ],
    [
      'a file that was never saved, or can not be, is refused',
      async () => {
        await runCommand(page, 'View: Close All Editors');
        await runCommand(page, 'Create: New File');
        await inputBox(page).fill('x');
        await page.keyboard.press('Escape');
        mkdirSync(join(workspace, 'passing'));
        writeFileSync(join(workspace, 'passing', 'edited.py'), 'print(1)\n');
        await runCommand(page, 'Explorer: Refresh Explorer').catch(() => {});
        await page.click('.explorer-folders-view .monaco-list-row[aria-label^="passing"]');
        await openFromExplorer(page, 'edited.py');
        await page.locator('.monaco-editor .view-line').first().click();
        await page.keyboard.type('# new');
        rmSync(join(workspace, 'passing'), { recursive: true });
        writeFileSync(join(workspace, 'passing'), '');
        await runCommand(page, 'Heatline: Profile This File');
        await notification(page, /edited\.py has changes that could not be saved.*\[FILE_NOT_SAVED\]/);
        await picture(page, 'not-saved');
        await closeNotifications(page);
        assert.equal(endedSessions(home).length, 7);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function interpreterChecks({ page, home, workspace }) {
  const python = () => readSession(endedSessions(home)[0] ?? '').interpreter;
  return [
    [
      'the status bar names the interpreter of a Python file; a click lists what there is, and the choice is used',
      async () => {
        const chosen = join(workspace, '.venv', 'bin', 'python');
        mkdirSync(dirname(chosen), { recursive: true });
        symlinkSync(python(), chosen);
        await openFromExplorer(page, 'recorded.py');
        await statusBar(page, /Python/);
        await page.locator('[id*="heatline.session"] a').first().click();
        const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
        await until('the workspace environment in the list', async () =>
          (await rows.allInnerTexts()).some(
            (text) => /Python 3\.\d+\.\d+/.test(text) && text.includes('workspace .venv'),
          )
            ? true
            : undefined,
        );
        await picture(page, 'choose');
        await rows.filter({ hasText: 'workspace .venv' }).first().click();
        const settings = join(workspace, '.vscode', 'settings.json');
        await until('the setting', async () =>
          existsSync(settings) && readFileSync(settings, 'utf8').includes('${workspaceFolder}/.venv/bin/python')
            ? true
            : undefined,
        );
        await profileFromExplorer(page, 'recorded.py');
        assert.equal((await session(home, 8)).interpreter, chosen);
        await closeNotifications(page);
      },
    ],
    [
      'a missing interpreter is named, with a button that leads to the choice',
      async () => {
        rmSync(join(workspace, '.venv'), { recursive: true });
        await profileFromExplorer(page, 'recorded.py');
        await notification(page, /no Python interpreter at .*\.venv\/bin\/python.*\[INTERPRETER_NOT_FOUND\]/);
        await picture(page, 'interpreter-missing');
        await pressInNotification(page, 'Choose Interpreter');
        const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
        await rows.filter({ hasText: 'Automatic' }).first().click();
        await until('the setting to go', async () =>
          readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8').includes('interpreter') ? undefined : true,
        );
        await profileFromExplorer(page, 'recorded.py');
        assert.equal((await session(home, 9)).interpreter, python());
      },
    ],
  ];
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runRun() {
  const workbench = await openWorkbench({
    workspace: join(here, 'runs'),
    extensions: [join(here, 'extensions', 'virtualFiles')],
  });
  try {
    return await runChecks(workbench.page, [
      ...runningChecks(workbench),
      ...stoppingChecks(workbench),
      ...refusalChecks(workbench),
      ...interpreterChecks(workbench),
    ]);
  } finally {
    await workbench.close();
  }
}

/** Two folders in one window: each has its own settings, interpreter, variables and working folder. */
export async function runMultiRoot() {
  const parent = mkdtempSync(join(tmpdir(), 'heatline-two-'));
  const file = join(parent, 'two.code-workspace');
  for (const [name, rate] of /** @type {const} */ ([
    ['one', 150],
    ['two', 250],
  ])) {
    const folder = join(parent, name);
    cpSync(join(here, 'runs'), folder, { recursive: true });
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'heatline.rate': rate }));
    writeFileSync(join(folder, '.env'), `FOLDER=${name}\n`);
    mkdirSync(join(folder, '.venv', 'bin'), { recursive: true });
    symlinkSync(findInterpreter(undefined, process.env, folder).path, join(folder, '.venv', 'bin', 'python'));
  }
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  const workbench = await openWorkbench({ inPlace: parent, workspaceFile: 'two.code-workspace' });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a program runs with the settings, interpreter, variables and working folder of its own folder',
        async () => {
          for (const [index, [name, rate]] of /** @type {const} */ ([
            ['two', 250],
            ['one', 150],
          ]).entries()) {
            const folder = join(parent, name);
            await openByName(page, `${name}/recorded.py`);
            await runCommand(page, 'Heatline: Profile This File');
            const info = await session(home, index + 1);
            const record = takeRecord(folder);
            assert.deepEqual(
              [info.interpreter, info.cwd, info.rateHz, record.folder, record.environment.FOLDER],
              [join(folder, '.venv', 'bin', 'python'), folder, rate, folder, name],
            );
          }
          await picture(page, 'two-folders');
        },
      ],
    ]);
  } finally {
    await workbench.close();
    rmSync(parent, { recursive: true, force: true });
  }
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runPrograms() {
  return addUp([await runRun(), await runMultiRoot()]);
}
