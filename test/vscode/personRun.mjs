// What a person does to run programs: types arguments, runs a module, runs again, stops what does not want to stop, chooses an
// interpreter, and asks for what can't be done. What ran is read from session.json and from what the program wrote down.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addUp, pictures, runChecks } from './checks.mjs';
import { endedSessions, readSession } from './commandLine.mjs';
import { openWorkbench } from './host.mjs';
import { closeNotifications, notification, pressInNotification, profileFromExplorer, until } from './screen.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./host.mjs').Workbench} Workbench */
/** @typedef {import('playwright-core').Page} Page */

/** The session that `act` leads to, once it has ended. @param {string} home @param {() => Promise<unknown>} act */
async function sessionOf(home, act) {
  const before = new Set(endedSessions(home));
  await act();
  const folder = await until('the session', async () => endedSessions(home).find((each) => !before.has(each)), 30_000);
  return readSession(folder);
}

/** A command is there once its conditions hold, such as that the run before has ended. @param {Page} page @param {string} title */
async function runCommand(page, title) {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row .label-name', {
    hasText: new RegExp(`^${title}…?$`),
  });
  await until(`the command "${title}"`, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await inputBox(page).fill(`>${title}`);
    return row.click({ timeout: 2000 }).then(
      () => true,
      () => undefined,
    );
  });
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

/** A session is complete a moment before its heat is shown. @param {Page} page */
async function runIsOver(page) {
  await statusBar(page, /^[\d.]+ m?s$/);
}

/** @param {Page} page @param {string} file */
async function openFromExplorer(page, file) {
  await page.dblclick(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
  await page.locator('.tab.active', { hasText: file }).waitFor();
}

/** By the list of files. @param {Page} page @param {string} folder of the workspace @param {string} file */
async function openByName(page, folder, file) {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row', {
    hasText: new RegExp(`^${file}.*${folder}`, 's'),
  });
  await page.keyboard.press('Control+P');
  await inputBox(page).fill(`${folder}/${file}`);
  await row.first().click();
  await page.locator('.monaco-breadcrumb-item', { hasText: folder }).first().waitFor();
}

/** @param {Page} page @param {string} name */
async function picture(page, name) {
  await page.mouse.move(700, 600);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, `run-${name}.png`) });
}

/** @param {Page} page @param {string} title of the box @param {string} text */
async function typeInto(page, title, text) {
  await waitForBox(page, title);
  await inputBox(page).fill(text);
  await page.keyboard.press('Enter');
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function runningChecks({ page, home, workspace }) {
  const argv = ['--name', 'Ada Lovelace', '', 'data set.csv'];
  const typed = `--name "Ada Lovelace" '' data\\ set.csv`;
  const box = 'Profile recorded.py';
  return [
    [
      'arguments are asked for, a quote that is open is told in the box, and the program gets the words',
      async () => {
        await openFromExplorer(page, 'recorded.py');
        await runCommand(page, 'Heatline: Profile This File with Arguments');
        await waitForBox(page, box);
        await inputBox(page).fill('--name "Ada');
        await boxSays(page, /quote " is not closed/);
        await picture(page, 'open-quote');
        await page.keyboard.press('Enter');
        const { command } = await sessionOf(home, async () => typeInto(page, box, typed));
        assert.deepEqual(command.slice(2), argv);
        assert.deepEqual(takeRecord(workspace).arguments, argv);
      },
    ],
    [
      'the last run is run again with the same arguments, also after the window was reloaded',
      async () => {
        const again = async () => runCommand(page, 'Heatline: Profile Last Run Again');
        assert.deepEqual((await sessionOf(home, again)).command.slice(2), argv);
        await reload(page);
        assert.deepEqual((await sessionOf(home, again)).command.slice(2), argv);
      },
    ],
    [
      'the arguments of a file are offered again',
      async () => {
        await runIsOver(page);
        await runCommand(page, 'Heatline: Profile This File with Arguments');
        await waitForBox(page, box);
        assert.equal(await inputBox(page).inputValue(), typed);
        await page.keyboard.press('Escape');
      },
    ],
    [
      'a module runs in the folder with its arguments',
      async () => {
        await runIsOver(page);
        await runCommand(page, 'Heatline: Profile Module');
        await waitForBox(page, 'Profile Module in workspace');
        await inputBox(page).fill('no-module');
        await boxSays(page, /"no-module" is not the name of a module/);
        await inputBox(page).fill("tool -x 'a b'");
        await picture(page, 'module');
        const { module, cwd } = await sessionOf(home, async () => page.keyboard.press('Enter'));
        assert.deepEqual([module, cwd], ['tool', workspace]);
        const record = takeRecord(join(workspace, 'tool'));
        assert.deepEqual([record.arguments, record.folder], [['-x', 'a b'], workspace]);
      },
    ],
  ];
}

/** @param {Page} page */
async function reload(page) {
  await page.reload();
  await page.waitForSelector('.activitybar a[aria-label^="Heatline"]', { timeout: 60_000 });
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function stoppingChecks({ page, home }) {
  const running = /^\d:\d\d · CPU \d+\.\d s · waiting \d+\.\d s$/;
  /** @param {string} signals that it ignores */
  const start = async (signals) => {
    await runIsOver(page);
    await openFromExplorer(page, 'stubborn.py');
    await runCommand(page, 'Heatline: Profile This File with Arguments');
    await typeInto(page, 'Profile stubborn.py', signals);
    await notification(page, /^Profiling stubborn\.py: \d+:\d\d · CPU \d+\.\d s · waiting \d+\.\d s$/);
  };
  return [
    [
      'notification and status bar tell time, CPU and waiting; a second run is refused; Stop ends one that ignores INT by TERM',
      async () => {
        await start('SIGINT');
        const text = await statusBar(page, running);
        await until('a later time in the status bar', async () =>
          (await statusBar(page, running)) === text ? undefined : true,
        );
        await picture(page, 'progress');
        await openFromExplorer(page, 'recorded.py');
        await runCommand(page, 'Heatline: Profile This File');
        await notification(page, /being profiled already.*\[ALREADY_PROFILING\]/);
        const { end } = await sessionOf(home, async () => {
          await pressInNotification(page, 'Stop Profiling');
          await statusBar(page, /^Stopping stubborn\.py · \d:\d\d$/);
        });
        assert.deepEqual([end.signal, end.cancelled], ['SIGTERM', true]);
        await closeNotifications(page);
      },
    ],
    [
      'Cancel ends one that ignores INT and TERM by KILL, and its lines are warm',
      async () => {
        await start('SIGINT SIGTERM');
        const { end } = await sessionOf(home, async () => {
          await pressInNotification(page, 'Cancel');
          await statusBar(page, /^Stopping/);
          await picture(page, 'stopping');
        });
        assert.deepEqual([end.signal, end.cancelled], ['SIGKILL', true]);
        await statusBar(page, /^\d+\.\d+ s$/);
        await picture(page, 'killed');
      },
    ],
    [
      'a window that is reloaded follows its program again, and "Stop Profiling" of the palette ends it',
      async () => {
        await start('');
        await reload(page);
        await statusBar(page, running);
        await notification(page, /^Profiling stubborn\.py: \d+:\d\d · CPU/);
        await picture(page, 'reloaded');
        const { end } = await sessionOf(home, async () => runCommand(page, 'Heatline: Stop Profiling'));
        assert.equal(end.cancelled, true);
        assert.notEqual(end.signal, 'SIGKILL');
        await statusBar(page, /^\d+\.\d+ s$/);
        await closeNotifications(page);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function refusalChecks({ page, home, workspace }) {
  /** @param {RegExp} pattern @param {string} name of the picture */
  const refused = async (pattern, name) => {
    await notification(page, pattern);
    await picture(page, name);
    await closeNotifications(page);
  };
  return [
    [
      'what is no Python file, virtual, never saved or deleted is refused, each with its code and a button',
      async () => {
        await runIsOver(page);
        const before = endedSessions(home).length;
        await runCommand(page, 'View: Close All Editors');
        await page.click('.activitybar a[aria-label^="Heatline"]');
        await runCommand(page, 'Heatline: Clear Heat');
        await page.locator('.pane-body .monaco-button', { hasText: 'Profile This File' }).first().click();
        await refused(/no Python file to profile.*\[NO_PYTHON_FILE\]/, 'no-python-file');

        await runCommand(page, 'Open a Virtual Python File');
        await page.locator('.tab.active', { hasText: 'virtual.py' }).waitFor();
        await runCommand(page, 'Heatline: Profile This File');
        await refused(/not on the disk of this machine.*\[FILE_VIRTUAL\]/, 'virtual');

        await runCommand(page, 'File: New Untitled Text File');
        await runCommand(page, 'Change Language Mode');
        await inputBox(page).fill('Python');
        await page.keyboard.press('Enter');
        await runCommand(page, 'Heatline: Profile This File');
        await refused(/Save it in a folder first.*\[FILE_NOT_ON_DISK\]/, 'untitled');

        await page.click('.activitybar a[aria-label^="Explorer"]');
        writeFileSync(join(workspace, 'passing.py'), 'print(1)\n');
        await openFromExplorer(page, 'passing.py');
        rmSync(join(workspace, 'passing.py'));
        await page.locator('.tab.active .strikethrough', { hasText: 'passing.py' }).waitFor();
        await runCommand(page, 'Heatline: Profile This File');
        await refused(/passing\.py is no longer on the disk.*\[FILE_DELETED\]/, 'deleted');
        assert.equal(endedSessions(home).length, before);
      },
    ],
    [
      'a file that can not be saved is refused',
      async () => {
        const before = endedSessions(home).length;
        const folder = join(workspace, 'passing');
        mkdirSync(folder);
        writeFileSync(join(folder, 'edited.py'), 'print(1)\n');
        await page.click('.explorer-folders-view .monaco-list-row[aria-label^="passing"]');
        await openFromExplorer(page, 'edited.py');
        await page.locator('.monaco-editor .view-line').first().click();
        await page.keyboard.type('# new');
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
        await runCommand(page, 'Heatline: Profile This File');
        await refused(/edited\.py has changes that could not be saved.*\[FILE_NOT_SAVED\]/, 'not-saved');
        assert.equal(endedSessions(home).length, before);
      },
    ],
  ];
}

/** @param {Workbench} workbench @returns {Parameters<typeof runChecks>[1]} */
function interpreterChecks({ page, home, workspace }) {
  const found = () => readSession(endedSessions(home)[0] ?? '').interpreter;
  const settings = () => readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8');
  const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
  const profile = async () => profileFromExplorer(page, 'recorded.py');
  return [
    [
      'the status bar names the interpreter of a Python file; a click lists what there is, and the choice is used',
      async () => {
        const chosen = join(workspace, '.venv', 'bin', 'python');
        mkdirSync(dirname(chosen), { recursive: true });
        symlinkSync(found(), chosen);
        await openFromExplorer(page, 'recorded.py');
        await runCommand(page, 'Heatline: Clear Heat');
        await statusBar(page, /^Python/);
        await page.locator('[id*="heatline.session"] a').first().click();
        await rows.filter({ hasText: /Python 3\.\d+.*workspace \.venv/s }).waitFor();
        await picture(page, 'choose');
        await rows.filter({ hasText: 'workspace .venv' }).click();
        await until('the setting', async () =>
          existsSync(join(workspace, '.vscode')) && settings().includes('${workspaceFolder}/.venv/bin/python')
            ? true
            : undefined,
        );
        assert.equal((await sessionOf(home, profile)).interpreter, chosen);
      },
    ],
    [
      'a missing interpreter is named, with a button that leads to the choice',
      async () => {
        rmSync(join(workspace, '.venv'), { recursive: true });
        await until('the run to be over', async () => statusBar(page, /^[\d.]+ m?s$/));
        await profile();
        await notification(page, /no Python interpreter at .*\.venv\/bin\/python.*\[INTERPRETER_NOT_FOUND\]/);
        await picture(page, 'interpreter-missing');
        await pressInNotification(page, 'Choose Interpreter');
        await rows.filter({ hasText: 'Automatic' }).click();
        await until('the setting to go', async () => (settings().includes('interpreter') ? undefined : true));
        assert.equal((await sessionOf(home, profile)).interpreter, found());
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
      ...interpreterChecks(workbench),
      // The last of them leaves a file that stays unsaved.
      ...refusalChecks(workbench),
    ]);
  } finally {
    await workbench.close();
  }
}

/** Two folders in one window: each has its own settings, interpreter, variables and working folder. */
export async function runMultiRoot() {
  const parent = mkdtempSync(join(tmpdir(), 'heatline-two-'));
  const file = join(parent, 'two.code-workspace');
  // Not a shim, which would lead to the same interpreter for both.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
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
    symlinkSync(python, join(folder, '.venv', 'bin', 'python'));
  }
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  const workbench = await openWorkbench({ inPlace: parent, workspaceFile: 'two.code-workspace' });
  const { page, home } = workbench;
  try {
    return await runChecks(page, [
      [
        'a program runs with the settings, interpreter, variables and working folder of its own folder',
        async () => {
          for (const [name, rate] of /** @type {const} */ ([
            ['two', 250],
            ['one', 150],
          ])) {
            const folder = join(parent, name);
            await openByName(page, name, 'recorded.py');
            const info = await sessionOf(home, async () => runCommand(page, 'Heatline: Profile This File'));
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
