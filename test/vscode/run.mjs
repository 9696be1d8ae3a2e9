// The editor tests: the suite inside a real VS Code, then what a person does with mouse and keyboard, with the package installed.
// The last line is `N passed, N failed, N skipped`.
//
// The suite has no neighbour, because it looks at times that a busy machine makes longer. The other scripts wait for what they
// expect, so that as many run at a time as there are processors, each in a process of its own: a command line that one of them runs
// must not hold up another one's clicks.

import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addUp } from './checks.mjs';
import { installPackage } from './package.mjs';
import { scripts } from './scripts.mjs';
import { run } from '../../src/build/subprocess.mjs';

/** @typedef {import('./checks.mjs').Counts} Counts */

const here = dirname(fileURLToPath(import.meta.url));
const scriptWithinMs = 480_000;
// Each takes more than a gigabyte of memory.
const mostAtATime = 2;

const alone = ['suite'];
const besideOthers = Object.keys(scripts).filter((name) => !alone.includes(name));

const installed = await installPackage();
process.env['HEATLINE_INSTALLED'] = installed.extension;
try {
  const { passed, failed, skipped } = addUp(await runAll());
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(installed.folder, { recursive: true, force: true });
}

/** @returns {Promise<Counts[]>} */
async function runAll() {
  const n_windows = Math.min(mostAtATime, availableParallelism());
  const first = [...(await runScripts(alone, 1)), ...(await runScripts(besideOthers, n_windows))];
  // A browser on a busy machine now and then drops a click or a key. What fails is done once more from the start, in a new window
  // that has no neighbour; what fails then has failed. The first try stays in the output.
  const again = first.filter(({ counts }) => counts.failed > 0).map(({ name }) => name);
  if (again.length > 0) console.log(`\nDone once more, each in a new window that is alone: ${again.join(', ')}`);
  const second = await runScripts(again, 1);
  return [...first.filter(({ name }) => !again.includes(name)), ...second].map(({ counts }) => counts);
}

/** @param {readonly string[]} names @param {number} n_atATime @returns {Promise<{ name: string, counts: Counts }[]>} */
async function runScripts(names, n_atATime) {
  const left = [...names];
  /** @type {{ name: string, counts: Counts }[]} */
  const done = [];
  const runNext = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      done.push({ name, counts: await runScript(name) });
    }
  };
  await Promise.all(Array.from({ length: n_atATime }, runNext));
  return done;
}

/** Prints what it printed, once it is over. @param {string} name @returns {Promise<Counts>} */
async function runScript(name) {
  const started = performance.now();
  const { status, output, timedOut } = await run(process.execPath, [join(here, 'script.mjs'), name], {
    output: 'capture',
    timeoutMs: scriptWithinMs,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n${name} (${seconds} s)\n${output.trimEnd()}`);
  const said = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  if (said !== null && (status === 0 || said[2] !== '0')) {
    const [passed = 0, failed = 0, skipped = 0] = said.slice(1).map(Number);
    return { passed, failed, skipped };
  }
  console.log(timedOut ? `not over after ${scriptWithinMs / 1000} s, ended` : `ended with status ${status}`);
  return { passed: 0, failed: 1, skipped: 0 };
}
