// `npm run bench`, `npm run test:cpython`: sets up, builds, then runs one script of the repository with the remaining
// arguments. Such scripts take long and are no part of `npm test`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './layout.mjs';
import { command, environmentWithThisNode } from './setup.mjs';
import { run } from './subprocess.mjs';
import { UserError } from './userError.mjs';

await command(import.meta.url, async () => {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined || !existsSync(join(root, script))) {
    throw new UserError(
      'NO_SUCH_SCRIPT',
      `there is no script ${script ?? '(none given)'} in this checkout; nothing was run.`,
    );
  }
  const { buildAll } = await import('./product.mjs');
  await buildAll();
  const result = await run(process.execPath, [join(root, script), ...args], {
    env: environmentWithThisNode(),
    timeoutMs: 0,
  });
  return result.status;
});
