// Progress of a run, and its end before its time, also of what does not want to end.

import assert from 'node:assert/strict';

import { openFromExplorer, picture, reload, runCommand, runIsOver, sessionOf, statusBar, typeInto } from './screen.mjs';
import { closeNotifications, notification, pressInNotification, until } from '../screen.mjs';

/** @typedef {import('../host.mjs').Workbench} Workbench */

/** @param {Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function stoppingChecks({ page, home }) {
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
