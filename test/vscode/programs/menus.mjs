// Profiling from the menu of a tab, by the button at the top of the editor, and by a task.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { closeNotifications, notification, until } from '../screen.mjs';
import { openFromExplorer, picture, runCommand, runIsOver, sessionOf } from './screen.mjs';

const menuIsDeafForMs = 300;

/** @param {import('../host.mjs').Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function menuChecks({ page, home, workspace }) {
  const entries = page.locator('.monaco-menu .action-item');
  /** @param {() => Promise<void>} open its menu @param {string} name of the picture */
  const chooseIn = async (open, name) =>
    until('"Profile This File" in the menu', async () => {
      await open();
      // A menu ignores the mouse right after it has opened.
      await page.waitForTimeout(menuIsDeafForMs);
      await picture(page, name);
      const entry = entries.filter({ hasText: /^Profile This File$/ });
      return entry.click({ timeout: 2000 }).then(
        () => true,
        async () => page.keyboard.press('Escape').then(() => undefined),
      );
    });
  return [
    [
      'the menu of a tab profiles its file',
      async () => {
        await runIsOver(page);
        await openFromExplorer(page, 'recorded.py');
        const tab = page.locator('.tab.active', { hasText: 'recorded.py' });
        const { script } = await sessionOf(home, async () =>
          chooseIn(() => tab.click({ button: 'right' }), 'tab-menu'),
        );
        assert.equal(script, join(workspace, 'recorded.py'));
      },
    ],
    [
      'the button at the top of the editor profiles the file, and has both ways to do it',
      async () => {
        await runIsOver(page);
        const button = page.locator('.editor-actions .monaco-dropdown-with-default');
        const click = async () => button.locator('.action-label[aria-label^="Profile This File"]').click();
        assert.equal((await sessionOf(home, click)).script, join(workspace, 'recorded.py'));
        await runIsOver(page);
        await button.locator('.dropdown-action-container .action-label').click();
        await until('both entries', async () =>
          (await entries.allInnerTexts()).map((text) => text.trim()).join() ===
          'Profile This File,Profile This File with Arguments…'
            ? true
            : undefined,
        );
        await picture(page, 'run-button');
        await page.keyboard.press('Escape');
      },
    ],
    [
      'a task that names no program is refused',
      async () => {
        mkdirSync(join(workspace, '.vscode'), { recursive: true });
        const file = join(workspace, '.vscode', 'tasks.json');
        writeFileSync(file, JSON.stringify({ version: '2.0.0', tasks: [{ label: 'of nothing', type: 'heatline' }] }));
        await until('the task in the list', async () => {
          await runCommand(page, 'Tasks: Run Task');
          const row = page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'of nothing' });
          return row.click({ timeout: 2000 }).then(
            () => true,
            () => undefined,
          );
        });
        await notification(page, /names neither a "file" nor a "module".*\[TASK_WITHOUT_PROGRAM\]$/);
        await picture(page, 'task');
        await closeNotifications(page);
        rmSync(file);
      },
    ],
  ];
}
