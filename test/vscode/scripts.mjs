// All scripts of the editor tests by name, each with a VS Code of its own.

import { runPerson, runRestricted } from './person.mjs';
import { runCauses } from './personCauses.mjs';
import { runElsewhere } from './personElsewhere.mjs';
import { runEmptyWindow } from './personEmptyWindow.mjs';
import { runFlame } from './personFlame.mjs';
import { runMultiRoot } from './personFolders.mjs';
import { runImportContexts } from './personImportContexts.mjs';
import { runImportFixes } from './personImportFixes.mjs';
import { runImports } from './personImports.mjs';
import { runLines } from './personLines.mjs';
import { runMemory } from './personMemory.mjs';
import { runPrograms } from './personRun.mjs';
import { runSidebar } from './personSidebar.mjs';
import { runTasks } from './personTasks.mjs';
import { runTimeline } from './personTimeline.mjs';
import { runSuite } from './suite.mjs';

/**
 * Longest first, so that nothing long is left for the end.
 * @type {Readonly<Record<string, () => Promise<import('./checks.mjs').Counts>>>}
 */
export const scripts = {
  suite: runSuite,
  programs: runPrograms,
  flame: runFlame,
  importFixes: runImportFixes,
  lines: runLines,
  memory: runMemory,
  person: runPerson,
  sidebar: runSidebar,
  causes: runCauses,
  imports: runImports,
  importContexts: runImportContexts,
  timeline: runTimeline,
  tasks: runTasks,
  restricted: runRestricted,
  folders: runMultiRoot,
  elsewhere: runElsewhere,
  emptyWindow: runEmptyWindow,
};
