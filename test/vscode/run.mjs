// The editor tests: the suite inside a real VS Code, then what a person does with mouse and keyboard, with the package installed.
// The last line is `N passed, N failed, N skipped`.

import { addUp } from './checks.mjs';
import { makePackage } from './package.mjs';
import { runPerson, runRestricted } from './person.mjs';
import { runCauses } from './personCauses.mjs';
import { runLines } from './personLines.mjs';
import { runMemory } from './personMemory.mjs';
import { runPrograms } from './personRun.mjs';
import { runSidebar } from './personSidebar.mjs';
import { runTimeline } from './personTimeline.mjs';
import { runSuite } from './suite.mjs';

process.env['HEATLINE_VSIX'] = await makePackage();
const scripts = [
  runSuite,
  runPerson,
  runRestricted,
  runPrograms,
  runLines,
  runSidebar,
  runMemory,
  runTimeline,
  runCauses,
];
/** @type {import('./checks.mjs').Counts[]} */
const counts = [];
for (const script of scripts) counts.push(await withSecondTry(script));
const { passed, failed, skipped } = addUp(counts);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);

/**
 * A browser on a busy machine now and then drops a click or a key. What fails is done once more from the start, in a new window; what
 * fails then has failed. The first try stays in the output.
 * @param {() => Promise<import('./checks.mjs').Counts>} script
 */
async function withSecondTry(script) {
  const first = await script();
  if (first.failed === 0) return first;
  console.log(`${first.failed} failed: the script is done once more in a new window.`);
  return script();
}
