// What can not be run is refused, each with its code and a button.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inputBox, openFromExplorer, picture, runCommand, runIsOver } from './screen.mjs';
import { closeNotifications, notification } from '../screen.mjs';
import { endedSessions } from '../commandLine.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function refusalChecks({ page, home, workspace }) {
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
      'a program that takes its own recording away: that nothing was recorded is said',
      async () => {
        await openFromExplorer(page, 'erasing.py');
        await runCommand(page, 'Heatline: Profile This File');
        await refused(/^Nothing was recorded \(status 0\)\. The terminal says why\. \[CAPTURE_FAILED\]$/, 'erased');
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
