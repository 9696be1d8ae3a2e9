// The editor tests: the suite inside a real VS Code, then what a person does with mouse and keyboard.
// The last line is `N passed, N failed, N skipped`.

import { addUp } from './checks.mjs';
import { runPerson, runRestricted } from './person.mjs';
import { runSuite } from './suite.mjs';

const { passed, failed, skipped } = addUp([await runSuite(), await runPerson(), await runRestricted()]);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
