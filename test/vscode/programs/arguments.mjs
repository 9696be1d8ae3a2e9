// Arguments, modules, and the last run again. What ran is read from session.json and from what the program wrote down.

import assert from 'node:assert/strict';
import { join } from 'node:path';

import {
  boxSays,
  inputBox,
  openFromExplorer,
  picture,
  reload,
  runCommand,
  runIsOver,
  sessionOf,
  takeRecord,
  typeInto,
  waitForBox,
} from './screen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function argumentChecks({ page, home, workspace }) {
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
