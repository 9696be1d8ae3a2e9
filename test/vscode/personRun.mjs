// What a person does to run programs: types arguments, runs a module, runs again, stops what does not want to stop, chooses an
// interpreter, and asks for what can't be done. What ran is read from session.json and from what the program wrote down.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChecks } from './checks.mjs';
import { openWorkbench } from './host.mjs';
import { argumentChecks } from './programs/arguments.mjs';
import { stoppingChecks } from './programs/stopping.mjs';
import { menuChecks } from './programs/menus.mjs';
import { ownKeyChecks, ownKeys } from './programs/ownKeys.mjs';
import { interpreterChecks } from './programs/interpreter.mjs';
import { refusalChecks } from './programs/refusals.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runPrograms() {
  const workbench = await openWorkbench({
    workspace: join(here, 'runs'),
    extensions: [join(here, 'extensions', 'virtualFiles')],
    keybindings: ownKeys,
  });
  try {
    return await runChecks(workbench.page, [
      ...ownKeyChecks(workbench),
      ...argumentChecks(workbench),
      ...menuChecks(workbench),
      ...stoppingChecks(workbench),
      ...interpreterChecks(workbench),
      // The last of them leaves a file that stays unsaved.
      ...refusalChecks(workbench),
    ]);
  } finally {
    await workbench.close();
  }
}
