// Runs that have nothing to show or ended badly, as a person meets them: one message, the next step as its first button.
// Then the diagnostics, and what must not be in them.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { keepPicture, pictures, runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import {
  closeNotifications,
  notification,
  pressInNotification,
  profileFromExplorer,
  readHeat,
  runCommand,
  setInterpreter,
  until,
} from './screen.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./host.mjs').Workbench} Workbench */

const secret = 'a-value-nobody-may-see';

/** @param {Workbench} workbench @param {string} name */
async function picture({ page }, name) {
  await page.mouse.move(700, 500);
  await keepPicture(page, `cause-${name}`, 500);
}

/** The buttons of the only message, first one first. @param {Workbench} workbench */
async function buttons({ page }) {
  const toasts = page.locator('.notification-toast');
  // The progress of a run stays for a moment after its end.
  await until('one message alone', async () => ((await toasts.count()) === 1 ? true : undefined));
  return (await toasts.locator('.monaco-button').allInnerTexts()).filter((text) => text.trim() !== '');
}

/** @param {Workbench} workbench @param {RegExp} place as the status bar has it */
async function cursorAt({ page }, place) {
  await until(`the cursor at ${place}`, async () =>
    (await page.locator('.statusbar-item', { hasText: place }).count()) > 0 ? true : undefined,
  );
}

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runCauses() {
  const workbench = await openWorkbench({
    workspace: join(here, 'workspace'),
    env: { HEATLINE_TRY_TOKEN: secret },
    settings: { 'heatline.rate': 200 },
  });
  const { page } = workbench;
  try {
    return await runChecks(page, [
      [
        'a syntax error: the message has Python’s words, the button goes to the line',
        async () => {
          await profileFromExplorer(page, 'broken.py');
          await notification(page, /^broken\.py:5 has a syntax error: .*\[SYNTAX_ERROR\]$/);
          assert.deepEqual(await buttons(workbench), ['Go to Line', 'Show Terminal']);
          await picture(workbench, 'syntax');
          await pressInNotification(page, 'Go to Line');
          await cursorAt(workbench, /Ln 5, Col 1/);
          await closeNotifications(page);
        },
      ],
      [
        'an exception: the heat is there, the button goes to the last own line of the traceback',
        async () => {
          await profileFromExplorer(page, 'raising.py');
          await notification(page, /ended with status 1 after ZeroDivisionError at raising\.py:9.*\[EXCEPTION\]$/);
          assert.deepEqual(await buttons(workbench), ['Go to Line', 'Show Terminal']);
          await until('heat', async () => (Object.keys(await readHeat(page)).length > 0 ? true : undefined));
          await picture(workbench, 'exception');
          await pressInNotification(page, 'Go to Line');
          await cursorAt(workbench, /Ln 9, Col 1/);
          await closeNotifications(page);
        },
      ],
      [
        'a program that does nothing: a higher rate is offered',
        async () => {
          await profileFromExplorer(page, 'nothing.py');
          await notification(page, /too early to tell its lines\. \[TOO_SHORT\]$/);
          assert.deepEqual(await buttons(workbench), ['Profile at 1000 Hz']);
          await picture(workbench, 'too-short');
          await closeNotifications(page);
        },
      ],
      [
        'the check of the machine runs in the terminal',
        async () => {
          await runCommand(page, 'Heatline: Check This Machine');
          await page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'Check This Machine' }).waitFor();
          await page.waitForTimeout(3000);
          await picture(workbench, 'doctor');
        },
      ],
      [
        'diagnostics are copied, without source text, secrets or the home folder',
        async () => {
          await page.evaluate(async () => navigator.clipboard.writeText(''));
          await runCommand(page, 'Heatline: Copy Diagnostics');
          const text = await until('text in the clipboard', async () => {
            const found = await page.evaluate(async () => navigator.clipboard.readText());
            return found.includes('### Versions') ? found : undefined;
          });
          for (const part of [
            'Heatline 0.',
            'Recorder',
            'heatline.rate: 200 (user)',
            'causes: TOO_SHORT',
            'profiling ',
          ]) {
            assert.ok(text.includes(part), `${part} is missing in:\n${text}`);
          }
          for (const hidden of [secret, `${homedir()}/`, 'number * number', 'Does nothing']) {
            assert.ok(!text.includes(hidden), `${hidden} is in:\n${text}`);
          }
          mkdirSync(pictures, { recursive: true });
          writeFileSync(join(pictures, 'diagnostics.txt'), text);
          await picture(workbench, 'diagnostics');
        },
      ],
      [
        'an interpreter that nothing can be loaded into: the refusal of the command line is named',
        async () => {
          await setInterpreter(workbench, '/sbin/ldconfig', false);
          await profileFromExplorer(page, 'raising.py');
          await notification(
            page,
            /^Nothing can be loaded into this interpreter\. Nothing was started.*\[RECORDER_REFUSED\]$/,
          );
          assert.deepEqual(await buttons(workbench), ['Choose Interpreter', 'Show Terminal']);
          await picture(workbench, 'refused');
          await closeNotifications(page);
          await setInterpreter(workbench, '/bin/cat', true);
          await profileFromExplorer(page, 'raising.py');
          await notification(page, /^\/bin\/cat is not a Python that Heatline can look into\. \[NOT_PYTHON\]$/);
          assert.deepEqual(await buttons(workbench), ['Choose Interpreter', 'Check This Machine']);
          await picture(workbench, 'not-python');
          await closeNotifications(page);
        },
      ],
      [
        'the log can be shown',
        async () => {
          await runCommand(page, 'Heatline: Show Log');
          await page.locator('.part.panel .monaco-editor .view-line', { hasText: 'profiling' }).first().waitFor();
        },
      ],
    ]);
  } finally {
    await workbench.close();
  }
}
