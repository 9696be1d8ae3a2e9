// Commands that menus and palette keep back until they make sense can still be bound to keys: each then says what it lacks.

import { closeNotifications, notification } from '../screen.mjs';
import { openFromExplorer, picture } from './screen.mjs';

/** Without conditions, as somebody writes them who does not know any. */
export const ownKeys = [
  { key: 'ctrl+alt+1', command: 'heatline.profileAgain' },
  { key: 'ctrl+alt+2', command: 'heatline.copyHotLines' },
  { key: 'ctrl+alt+3', command: 'heatline.nextHotLine' },
];

/** To be done before the first run. @param {import('../host.mjs').Workbench} workbench @returns {import('./screen.mjs').Checks} */
export function ownKeyChecks({ page }) {
  return [
    [
      'without a run, keys for the last run, for the table and for the next hot line say so',
      async () => {
        await openFromExplorer(page, 'recorded.py');
        for (const [key, pattern] of /** @type {const} */ ([
          ['Control+Alt+1', /Nothing has been profiled in this workspace yet.*\[NOTHING_TO_REPEAT\]$/],
          ['Control+Alt+2', /No profile is shown.*\[NO_PROFILE\]$/],
          ['Control+Alt+3', /This file has no hot line.*\[NO_HOT_LINE\]$/],
        ])) {
          await page.keyboard.press(key);
          await notification(page, pattern);
        }
        await picture(page, 'own-keys');
        await closeNotifications(page);
      },
    ],
  ];
}
