// `npm test`: sets up, builds, runs all levels one after the other (the checks that only read sources beside each other) and ends with the line
// `N passed, N failed, N skipped`. `npm test -- --only unit,native` runs some of them.
//
// The level `vscode` brings the web host of VS Code by itself, through ensureVscodeHost.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ensureSystemPackages } from './apt.mjs';
import { findProgram } from './programSearch.mjs';
import { command } from './setup.mjs';
import { run } from './subprocess.mjs';
import { UserError } from './userError.mjs';

/**
 * @typedef {import('./testLevels.mjs').Level} Level
 * @typedef {{ level: Level, outcome: import('./testRun.mjs').Outcome, seconds: number }} TimedOutcome
 */

/**
 * What the levels call beyond Node: a C compiler for the native tests (zig brings no sanitizers), Python with venv for
 * the programs that are profiled. The web host of VS Code asks for its own packages.
 * @returns {Promise<void>}
 */
async function ensureTestPackages() {
  const wanted = [
    { there: findProgram(['gcc']) !== undefined, name: 'gcc' },
    { there: existsSync('/usr/include/stdio.h'), name: 'libc6-dev' },
    { there: findProgram(['python3']) !== undefined, name: 'python3' },
  ].filter(({ there }) => !there);
  if (wanted.length > 0) {
    await ensureSystemPackages(
      'testing',
      wanted.map(({ name }) => name),
    );
  }
  const venv = await run('python3', ['-c', 'import ensurepip, venv'], { output: 'capture' });
  if (venv.status !== 0) await ensureSystemPackages('testing', ['python3-venv']);
}

/**
 * @param {readonly Level[]} levels
 * @param {string | undefined} only names with commas between
 * @returns {readonly Level[]}
 */
function selectLevels(levels, only) {
  if (only === undefined) return levels;
  const names = only.split(',');
  const unknown = names.filter((name) => !levels.some((level) => level.name === name));
  if (unknown.length > 0) {
    const known = levels.map((level) => level.name).join(', ');
    throw new UserError(
      'NO_SUCH_LEVEL',
      `there is no level ${unknown.join(', ')}; there are: ${known}. Nothing was run.`,
    );
  }
  return levels.filter((level) => names.includes(level.name));
}

/** @returns {string | undefined} */
function readOnlyOption() {
  try {
    return parseArgs({ options: { only: { type: 'string' } } }).values.only;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UserError('BAD_OPTION', `${cause}\nUsage: npm test [-- --only LEVEL,LEVEL]`);
  }
}

/**
 * @param {Level} level
 * @returns {Promise<TimedOutcome>}
 */
async function runLevel(level) {
  const started = performance.now();
  const outcome = await level.run();
  return { level, outcome, seconds: (performance.now() - started) / 1000 };
}

/**
 * @param {TimedOutcome} timed
 * @returns {import('./testRun.mjs').Outcome}
 */
function printLevel({ level, outcome, seconds }) {
  const mark = outcome.failed === 0 ? 'ok    ' : 'FAILED';
  const skipped = outcome.skipped === 0 ? '' : `, ${outcome.skipped} skipped`;
  process.stdout.write(
    `${mark} ${level.name.padEnd(12)} ${outcome.passed} passed, ${outcome.failed} failed${skipped} (${seconds.toFixed(1)} s)\n`,
  );
  for (const skip of outcome.skips) process.stdout.write(`       skipped: ${skip}\n`);
  if (outcome.report !== '') process.stdout.write(`\n${outcome.report.trimEnd()}\n\n`);
  return outcome;
}

await command(import.meta.url, async () => {
  const only = readOnlyOption();
  const { levels } = await import('./testLevels.mjs');
  const { addUp } = await import('./testRun.mjs');
  const { buildAll } = await import('./product.mjs');
  const selected = selectLevels(levels, only);
  await ensureTestPackages();
  await buildAll();
  const outcomes = (await Promise.all(selected.filter(({ onlyReads }) => onlyReads).map(runLevel))).map(printLevel);
  for (const level of selected.filter(({ onlyReads }) => !onlyReads)) outcomes.push(printLevel(await runLevel(level)));
  const { passed, failed, skipped } = addUp(outcomes);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed === 0 ? 0 : 1;
});
