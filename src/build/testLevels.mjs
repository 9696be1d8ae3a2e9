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
 * @property {boolean} onlyReads the sources, so that it may run beside others of its kind
 */

/**
 * @typedef {object} LevelFiles
 * @property {string} name
 * @property {readonly string[]} patterns node:test files, relative to the repository
 * @property {readonly string[]} [beside] patterns of those files that may have neighbours: they measure no times and disturb nobody.
 *   As many of them run at a time as there are processors, before the others, which run one at a time
 * @property {string} [script] runs besides the files where it exists
 * @property {boolean} [hasChance] what is measured has chance in it: a file that fails is run once more, and then counts
 * @property {number} timeoutMs for the files with neighbours together, for those without, and for the script
 */

const minuteMs = 60_000;

/** @type {readonly LevelFiles[]} */
const levelFiles = [
  { name: 'architecture', patterns: ['test/architecture.test.ts'], timeoutMs: minuteMs },
  { name: 'unit', patterns: ['test/unit/**/*.test.ts'], beside: ['test/unit/**/*.test.ts'], timeoutMs: 5 * minuteMs },
  {
    name: 'deferral',
    patterns: ['test/deferral/**/*.test.ts'],
    beside: ['test/deferral/**/*.test.ts'],
    // With the packages of the real programs, which a fresh checkout has not installed yet.
    timeoutMs: 10 * minuteMs,
  },
  {
    name: 'native',
    patterns: ['test/native/**/*.test.ts'],
    // What is compiled, compared, walked over and counted in bytes. The rest of the core's tests look at clocks, ticks and room.
    beside: ['core/symbols', 'layouts/*', 'memory/*', 'unwind/*', 'walker/*'].map(
      (name) => `test/native/${name}.test.ts`,
    ),
    script: 'test/native/run.mjs',
    timeoutMs: 5 * minuteMs,
  },
  {
    name: 'python',
    patterns: ['test/python/**/*.test.ts'],
    // Not robustness: each run that ends tidies up after runners that were killed, and it looks at what one of them leaves.
    beside: ['family', 'endings', 'surroundings'].map((name) => `test/python/${name}.test.ts`),
    timeoutMs: 8 * minuteMs,
  },
  {
    name: 'causes',
    patterns: ['test/causes/**/*.test.ts'],
    beside: ['test/causes/**/*.test.ts'],
    timeoutMs: 4 * minuteMs,
  },
  {
    name: 'accuracy',
    patterns: ['test/accuracy/**/*.test.ts'],
    hasChance: true,
    timeoutMs: 8 * minuteMs,
  },
  {
    // `heatline verify` against a dozen recorders with a fault each.
    name: 'verify',
    patterns: ['test/verify/**/*.test.ts'],
    hasChance: true,
    timeoutMs: 12 * minuteMs,
  },
  { name: 'vscode', patterns: [], script: 'test/vscode/run.mjs', timeoutMs: 25 * minuteMs },
];

/**
 * @param {readonly string[]} patterns
 * @returns {string[]} absolute paths
 */
function findFiles(patterns) {
  return globSync([...patterns], { cwd: root })
    .sort()
    .map((file) => join(root, file));
}

/**
 * @param {LevelFiles} level
 * @returns {Promise<Outcome>}
 */
async function runFiles({ name, patterns, beside = [], script, hasChance, timeoutMs }) {
  const withNeighbours = findFiles(beside);
  const alone = findFiles(patterns).filter((file) => !withNeighbours.includes(file));
  /** @type {Outcome[]} */
  const outcomes = [];
  if (withNeighbours.length > 0) {
    outcomes.push(await runNodeTests(withNeighbours, { concurrency: availableParallelism(), timeoutMs }));
  }
  const limits = { concurrency: 1, timeoutMs };
  if (hasChance === true) for (const file of alone) outcomes.push(await runTwiceAtMost(file, limits));
  else if (alone.length > 0) outcomes.push(await runNodeTests(alone, limits));
  if (script !== undefined && existsSync(join(root, script))) {
    outcomes.push(await runTestScript(script, { timeoutMs }));
  }
  if (outcomes.length > 0) return addUp(outcomes);
  return levelWithoutTests(`there are no tests of the level "${name}"; the checkout is incomplete`);
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
  ...staticChecks.map((check) => ({ name: check.name, run: () => runStaticCheck(check), onlyReads: true })),
  ...levelFiles.map((level) => ({ name: level.name, run: () => runFiles(level), onlyReads: false })),
];
