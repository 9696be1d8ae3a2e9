// Runs the suite in the web host.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openWorkbench } from './host.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const suiteWithinMs = 240_000;

/** @returns {Promise<import('./checks.mjs').Counts>} */
export async function runSuite() {
  /** @type {string[]} */
  const lines = [];
  const workbench = await openWorkbench({
    workspace: join(here, 'workspace'),
    extensions: ['pythonEnvironments', 'python'].map((name) => join(here, 'extensions', name)),
    suite: { module: join(here, 'suite', 'index.cjs'), log: (line) => lines.push(line) },
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const tooLong = new Promise((done) => {
    timer = setTimeout(() => done(undefined), suiteWithinMs);
  });
  try {
    const code = await Promise.race([workbench.suiteEnd, tooLong]);
    // The console's own lines come with the workbench's log between them.
    const own = lines.filter((line) =>
      /^\s*(?:✔|\d+\)|\d+ (?:passing|failing|pending)|activation:|suite:|at |\w*Error|[+-] )/.test(line),
    );
    console.log((code === 0 ? own : lines).join('\n'));
    const counts = lines
      .map((line) => /suite: (\d+) passed, (\d+) failed, (\d+) skipped/.exec(line))
      .find((match) => match !== null);
    if (counts === undefined || counts === null) {
      console.log(
        `the suite ended without counts (${code === undefined ? `not over after ${suiteWithinMs / 1000} s` : `code ${code}`})`,
      );
      return { passed: 0, failed: 1, skipped: 0 };
    }
    const [passed = 0, failed = 0, skipped = 0] = counts.slice(1).map(Number);
    return { passed, failed, skipped };
  } finally {
    clearTimeout(timer);
    await workbench.close();
  }
}
