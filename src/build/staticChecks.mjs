// The checks that read sources and run nothing: types, lint rules, formatting.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './layout.mjs';
import { run } from './subprocess.mjs';
import { environmentWithThisNode } from './setup.mjs';

const checkedFolders = ['src', 'test', 'media'];

/**
 * @typedef {{ passed: boolean, output: string }} CheckResult
 * @typedef {{ name: string, run: () => Promise<CheckResult> }} StaticCheck
 */

/**
 * @param {string} tool a command of node_modules
 * @param {readonly string[]} args
 */
function runTool(tool, args) {
  return run(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    output: 'capture',
    env: environmentWithThisNode(),
  });
}

function presentFolders() {
  return checkedFolders.filter((folder) => existsSync(join(root, folder)));
}

/** @returns {Promise<CheckResult>} */
async function checkTypes() {
  const { status, output } = await runTool('tsc', ['--noEmit', '--pretty', 'false']);
  return { passed: status === 0, output };
}

/** @returns {Promise<CheckResult>} */
async function checkLint() {
  const { status, output } = await runTool('oxlint', ['--deny-warnings', '--format=unix', ...presentFolders()]);
  // With a tsconfig that it cannot use, the type-aware part finds nothing; that is no clean result.
  return { passed: status === 0 && !output.includes('tsconfig-error'), output };
}

/** @returns {Promise<CheckResult>} */
async function checkFormat() {
  const { status, output } = await runTool('prettier', [
    '--check',
    '--no-error-on-unmatched-pattern',
    ...presentFolders(),
  ]);
  return { passed: status === 0, output };
}

/** @type {readonly StaticCheck[]} */
export const staticChecks = [
  { name: 'typecheck', run: checkTypes },
  { name: 'lint', run: checkLint },
  { name: 'formatting', run: checkFormat },
];

/**
 * Rewrites all sources in the one format.
 * @returns {Promise<number>} exit status
 */
export async function formatSources() {
  const { status, output } = await runTool('prettier', [
    '--write',
    '--log-level',
    'warn',
    '--no-error-on-unmatched-pattern',
    ...presentFolders(),
  ]);
  process.stdout.write(output);
  return status;
}
