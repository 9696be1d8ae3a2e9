// A window without a folder, in light colours: what needs a folder, a session that is named from outside and is not there, and the
// walkthrough.

import { runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import { picture, runCommand } from './programs/screen.mjs';
import { closeNotifications, notification } from './screen.mjs';
import { walkthroughChecks } from './walkthrough.mjs';

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runEmptyWindow() {
  const workbench = await openWorkbench({
    empty: true,
    env: { HEATLINE_SHOW_SESSION: '/nowhere/session' },
    settings: { 'workbench.colorTheme': 'Light Modern' },
  });
  const { page } = workbench;
  try {
    return await runChecks(page, [
      [
        'a module needs a folder to run in, and a session that is not there is named',
        async () => {
          await runCommand(page, 'Heatline: Profile Module');
          await notification(page, /no folder is open\. Nothing was started\. \[NO_FOLDER\]$/);
          await notification(page, /^\/nowhere\/session is not a session.*\[SESSION_MISSING\]$/);
          await picture(page, 'no-folder');
          await closeNotifications(page);
        },
      ],
      ...walkthroughChecks(workbench),
    ]);
  } finally {
    await workbench.close();
  }
}
