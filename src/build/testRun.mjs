// Runs one part of a test level and says how it went: node:test files, a script with a last line of counts, or a static
// check. Nothing here prints; the test command does.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { cacheFolder, root } from './layout.mjs';
import { environmentWithThisNode } from './setup.mjs';
import { run } from './subprocess.mjs';

/** @typedef {import('./testReporter.mjs').ReportLine} ReportLine */

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} skips one line per skipped test: its name and reason
 * @property {string} report what a person needs to understand the failures; empty without any
 */

// Enough to see what went wrong, not enough to drown it.
const mostOutputCharacters = 20_000;

/**
 * @param {string} text
 * @returns {string} its end, where the cause usually stands
 */
function tail(text) {
  return text.length <= mostOutputCharacters
    ? text
    : `… (the beginning is left out)\n${text.slice(-mostOutputCharacters)}`;
}

/**
 * @param {string} report
 * @returns {Outcome}
 */
function oneFailure(report) {
  return { passed: 0, failed: 1, skipped: 0, skips: [], report };
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function addUp(outcomes) {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skipped: outcomes.reduce((sum, { skipped }) => sum + skipped, 0),
    skips: outcomes.flatMap(({ skips }) => skips),
    report: outcomes
      .map(({ report }) => report)
      .filter((report) => report !== '')
      .join('\n'),
  };
}

/**
 * @param {string} text
 * @returns {ReportLine[]} without a last line that a killed run left unfinished
 */
function parseReport(text) {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/**
 * @param {readonly ReportLine[]} lines
 * @returns {string}
 */
function describeFailures(lines) {
  const failures = lines.filter((line) => line.kind === 'failed');
  const parts = failures.map(
    ({ name, file, line, text }) => `✗ ${name}\n  ${file.replace(`${root}/`, '')}:${line}\n${text}`,
  );
  const noise = lines.filter(
    (line) => line.kind === 'output' && failures.some((failed) => failed.file.endsWith(line.file)),
  );
  const output = noise.map((line) => (line.kind === 'output' ? line.text : '')).join('');
  if (output !== '') parts.push(`Output of the failed files:\n${tail(output)}`);
  return parts.join('\n\n');
}

/**
 * @param {readonly string[]} files absolute paths
 * @param {{ concurrency: number, timeoutMs: number }} limits
 * @returns {Promise<Outcome>}
 */
export async function runNodeTests(files, limits) {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(join(cacheFolder, 'test-'));
  try {
    const destination = join(folder, 'report.jsonl');
    const args = [
      '--test',
      `--test-concurrency=${limits.concurrency}`,
      `--test-reporter=${join(root, 'src', 'build', 'testReporter.mjs')}`,
      `--test-reporter-destination=${destination}`,
      ...files,
    ];
    const { output, timedOut } = await run(process.execPath, args, {
      cwd: root,
      // Without the variable by which a test file knows the runner that started it: this is a runner of its own.
      env: { ...environmentWithThisNode(), NODE_TEST_CONTEXT: undefined },
      output: 'capture',
      timeoutMs: limits.timeoutMs,
    });
    const lines = existsSync(destination) ? parseReport(readFileSync(destination, 'utf8')) : [];
    const counts = lines.find((line) => line.kind === 'counts');
    if (counts?.kind !== 'counts') {
      const cause = timedOut
        ? `not over after ${limits.timeoutMs / 1000} s, ended`
        : 'the test runner ended without counts';
      return oneFailure(`${cause}\n${describeFailures(lines)}\n${tail(output)}`);
    }
    return {
      passed: counts.passed,
      failed: counts.failed,
      skipped: counts.skipped,
      skips: lines.flatMap((line) => (line.kind === 'skipped' ? [`${line.name}: ${line.reason}`] : [])),
      report: counts.failed === 0 ? '' : describeFailures(lines),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a script that tests by itself. Its last line on stdout is `N passed, N failed, N skipped`; each skipped test has a
 * line `skipped: NAME: REASON` of its own. Without that last line the script counts as one failure.
 * @param {string} script absolute, or relative to the repository
 * @param {{ timeoutMs: number }} limits
 * @returns {Promise<Outcome>}
 */
export async function runTestScript(script, limits) {
  const { status, output, timedOut } = await run(process.execPath, [resolve(root, script)], {
    cwd: root,
    env: environmentWithThisNode(),
    output: 'capture',
    timeoutMs: limits.timeoutMs,
  });
  if (timedOut) return oneFailure(`${script}: not over after ${limits.timeoutMs / 1000} s, ended\n${tail(output)}`);
  const lines = output.split('\n');
  const counts = lines
    .map((line) => /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line.trim()))
    .findLast((match) => match !== null);
  if (counts === undefined || counts === null) {
    return oneFailure(`${script}: ended with status ${status} and without a line of counts\n${tail(output)}`);
  }
  const [passed = 0, failed = 0, skipped = 0] = counts.slice(1).map(Number);
  const skips = lines.flatMap((line) => (line.startsWith('skipped: ') ? [line.slice('skipped: '.length)] : []));
  if (failed === 0 && status !== 0)
    return oneFailure(`${script}: no failure counted, but status ${status}\n${tail(output)}`);
  return { passed, failed, skipped, skips, report: failed === 0 ? '' : tail(output) };
}

/**
 * @param {import('./staticChecks.mjs').StaticCheck} check
 * @returns {Promise<Outcome>}
 */
export async function runStaticCheck(check) {
  const { passed, output } = await check.run();
  return passed ? { passed: 1, failed: 0, skipped: 0, skips: [], report: '' } : oneFailure(tail(output));
}

/**
 * @param {string} report why
 * @returns {Outcome}
 */
export function levelWithoutTests(report) {
  return oneFailure(report);
}
