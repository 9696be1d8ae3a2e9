// One script of the editor tests, in a process of its own: `node test/vscode/script.mjs NAME`.
// The last line is `N passed, N failed, N skipped`.

import { scripts } from './scripts.mjs';

const [name = ''] = process.argv.slice(2);
const script = scripts[name];
if (script === undefined) {
  console.error(`There is no script "${name}"; there are: ${Object.keys(scripts).join(', ')}. Nothing was run.`);
  process.exit(2);
}
const { passed, failed, skipped } = await script();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
