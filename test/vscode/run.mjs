// The editor tests: the suite inside a real VS Code, then what a person does with mouse and keyboard, with the package installed.
// The last line is `N passed, N failed, N skipped`.

import { addUp } from './checks.mjs';
import { makePackage } from './package.mjs';
import { runPerson, runRestricted } from './person.mjs';
import { runCauses } from './personCauses.mjs';
import { runLines } from './personLines.mjs';
import { runPrograms } from './personRun.mjs';
import { runSidebar } from './personSidebar.mjs';
import { runSuite } from './suite.mjs';

process.env['HEATLINE_VSIX'] = await makePackage();
const { passed, failed, skipped } = addUp([
  await runSuite(),
  await runPerson(),
  await runRestricted(),
  await runPrograms(),
  await runLines(),
  await runSidebar(),
  await runCauses(),
]);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
