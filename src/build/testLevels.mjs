// The levels of `npm test`, in the order they run: what needs no program first, what measures alone and last.

import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { root } from './layout.mjs';
import { staticChecks } from './staticChecks.mjs';
import { addUp, levelWithoutTests, runNodeTests, runStaticCheck, runTestScript } from './testRun.mjs';

/** @typedef {import('./testRun.mjs').Outcome} Outcome */

/**
 * @typedef {object} Level
 * @property {string} name as `--only` takes it
 * @property {() => Promise<Outcome>} run
 */

/**
 * @typedef {object} LevelFiles
 * @property {string} name
 * @property {readonly string[]} patterns node:test files, relative to the repository
 * @property {string} [script] runs besides the files where it exists
 * @property {boolean} alone one file at a time: what measures must not have a neighbour
 * @property {boolean} [hasChance] what is measured has chance in it: a file that fails is run once more, and then counts
 * @property {number} timeoutMs for the files together, and for the script
 */

const minuteMs = 60_000;

/** @type {readonly LevelFiles[]} */
const levelFiles = [
  { name: 'architecture', patterns: ['test/architecture.test.ts'], alone: false, timeoutMs: minuteMs },
  { name: 'unit', patterns: ['test/unit/**/*.test.ts'], alone: false, timeoutMs: 5 * minuteMs },
  {
    name: 'native',
    patterns: ['test/native/**/*.test.ts'],
    script: 'test/native/run.mjs',
    alone: true,
    timeoutMs: 5 * minuteMs,
  },
  { name: 'python', patterns: ['test/python/**/*.test.ts'], alone: true, timeoutMs: 8 * minuteMs },
  { name: 'causes', patterns: ['test/causes/**/*.test.ts'], alone: true, timeoutMs: 4 * minuteMs },
  {
    name: 'accuracy',
    patterns: ['test/accuracy/**/*.test.ts'],
    alone: true,
    hasChance: true,
    timeoutMs: 8 * minuteMs,
  },
  {
    name: 'vscode',
    patterns: [],
    script: 'test/vscode/run.mjs',
    alone: true,
    timeoutMs: 25 * minuteMs,
  },
];

/**
 * @param {LevelFiles} level
 * @returns {Promise<Outcome>}
 */
async function runFiles(level) {
  const files = level.patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort()
    .map((file) => join(root, file));
  const concurrency = level.alone ? 1 : availableParallelism();
  /** @type {Outcome[]} */
  const outcomes = [];
  const limits = { concurrency, timeoutMs: level.timeoutMs };
  if (level.hasChance === true) for (const file of files) outcomes.push(await runTwiceAtMost(file, limits));
  else if (files.length > 0) outcomes.push(await runNodeTests(files, limits));
  if (level.script !== undefined && existsSync(join(root, level.script))) {
    outcomes.push(await runTestScript(level.script, { timeoutMs: level.timeoutMs }));
  }
  if (outcomes.length > 0) return addUp(outcomes);
  return levelWithoutTests(`there are no tests of the level "${level.name}"; the checkout is incomplete`);
}

/**
 * @param {string} file
 * @param {{ concurrency: number, timeoutMs: number }} limits
 */
async function runTwiceAtMost(file, limits) {
  const first = await runNodeTests([file], limits);
  if (first.failed === 0) return first;
  console.log(
    `${first.report}\n${file.replace(`${root}/`, '')} is run once more, since chance is part of what it measures.`,
  );
  return runNodeTests([file], limits);
}

/** @type {readonly Level[]} */
export const levels = [
  ...staticChecks.map((check) => ({ name: check.name, run: () => runStaticCheck(check) })),
  ...levelFiles.map((level) => ({ name: level.name, run: () => runFiles(level) })),
];
