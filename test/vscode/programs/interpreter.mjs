// Which interpreter runs a program: what is in use, what there is to choose, and one that is missing.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  inputBox,
  openFromExplorer,
  picture,
  runCommand,
  runIsOver,
  sessionOf,
  statusBar,
  waitForBox,
} from './screen.mjs';
import { notification, pressInNotification, profileFromExplorer, until } from '../screen.mjs';
import { endedSessions, readSession } from '../commandLine.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function interpreterChecks({ page, home, workspace }) {
  const found = () => readSession(endedSessions(home)[0] ?? '').interpreter;
  const settings = () => {
    const file = join(workspace, '.vscode', 'settings.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
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
          settings().includes('${workspaceFolder}/.venv/bin/python') ? true : undefined,
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
    [
      'an interpreter that no source knows is browsed for',
      async () => {
        const other = join(workspace, 'elsewhere', 'my-python');
        mkdirSync(dirname(other));
        symlinkSync(found(), other);
        await runIsOver(page);
        await runCommand(page, 'Heatline: Choose Interpreter');
        await rows.filter({ hasText: 'Browse…' }).click();
        await waitForBox(page, 'Python Interpreter');
        // The dialog fills in a folder of its own once it has looked there.
        await until('the other folder in the dialog', async () => {
          await inputBox(page).fill(`${dirname(other)}/`);
          return rows
            .filter({ hasText: 'my-python' })
            .waitFor({ timeout: 2000 })
            .then(
              () => true,
              () => undefined,
            );
        });
        await picture(page, 'browse');
        await rows.filter({ hasText: 'my-python' }).click();
        await until('the setting', async () =>
          settings().includes('${workspaceFolder}/elsewhere/my-python') ? true : undefined,
        );
        assert.equal((await sessionOf(home, profile)).interpreter, other);
      },
    ],
  ];
}
