/** What `heatline imports --verify` says. */
import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import type { Ratio } from '../base/pairedRatio.ts';
import type { TestRun } from '../tools/projectTests.ts';
import { faint, strong } from './colour.ts';
import { formatCount } from './format.ts';
import type { Verification } from './importVerify.ts';
import type { StartChange } from './recordedStarts.ts';
import type { TextStyle } from './terminal.ts';
import type { TestVerdict } from './testVerdict.ts';

/** The verdict first. Lines without a line end. */
export function formatVerification(verified: Verification, style: TextStyle): string[] {
  const { memory, runs, imports, tests } = verified;
  return [
    strong(style, claim(verified)),
    `  from ${durationText(verified.beforeSeconds)} to ${durationText(verified.afterSeconds)} (medians of ${runs} starts each, in turns)`,
    `  highest resident memory from ${bytesText(verified.beforeBytes)} to ${bytesText(verified.afterBytes)}: ${times(memory)}`,
    ...importLines(imports, verified).map((line) => `  ${line}`),
    ...testLines(tests, style).map((line) => `  ${line}`),
  ];
}

function claim({ same, start, runs, tests }: Verification): string {
  if (tests.kind === 'broken') return 'Tests that pass before the change fail after it, so nothing is claimed.';
  if (!same) return 'The program does not do the same every time, so nothing is claimed: look at the changes yourself.';
  if (start.low > 1) return `The program starts and ends ${times(start)} faster.`;
  return start.high < 1
    ? `The program is slower after the change: ${times(start)}.`
    : `No difference in time beyond the noise of ${runs} pairs of starts: ${times(start)}.`;
}

function importLines(imports: StartChange | undefined, { start }: Verification): string[] {
  if (imports === undefined) return ['imports at the start: not known, they could not be recorded'];
  const { before, after, init, movedSeconds, pairs } = imports;
  const initialisation = `imports at the start from ${durationText(before.initSeconds)} to ${durationText(after.initSeconds)}: ${times(init)} (${formatCount(pairs, 'recorded start')} each)`;
  if (!imports.moved) return [initialisation];
  const later = `${durationText(movedSeconds)} of that moved to first use: imports by functions take ${durationText(after.laterSeconds)}, before ${durationText(before.laterSeconds)}`;
  return [initialisation, start.low > 1 ? later : `${later}; the run as a whole is not faster`];
}

function testLines(tests: TestVerdict, style: TextStyle): string[] {
  switch (tests.kind) {
    case 'skipped':
      return [];
    case 'none':
      return [`tests: ${tests.reason}, so none were run`];
    case 'unknown':
      return [
        `tests: ${endText(tests.before)} without the change already, so they say nothing of it; name others with --tests`,
        ...tailLines(tests.before, style),
      ];
    case 'pass':
      return passLines(tests.before, tests.after);
    case 'broken':
      return [
        ...(tests.tests.length > 0
          ? [`tests (${tests.before.runner}) that the change breaks:`, ...names(tests.tests)]
          : [`tests: ${endText(tests.after)} with the change, and ${endText(tests.before)} without it`]),
        ...tailLines(tests.after, style),
      ];
  }
}

function passLines(before: TestRun, after: TestRun): string[] {
  const counts = before.ran === null || after.ran === null ? '' : `, ${countText(before.ran, after.ran)}`;
  if (before.status === 'passed') return [`tests (${before.runner}${counts}) pass before and after the change`];
  const failing = before.failed.length > 0 ? formatCount(before.failed.length, 'test') : 'they';
  const rest = after.status === 'passed' ? 'all pass after it' : 'the change breaks none of the others';
  return [
    `tests (${before.runner}${counts}): ${failing} fail${before.failed.length === 1 ? 's' : ''} before the change already, which is not held against it; ${rest}`,
    ...names(before.failed),
  ];
}

function countText(before: number, after: number): string {
  return before === after ? `${after} run` : `${before} run before, ${after} after`;
}

const mostNames = 10;

function names(tests: readonly string[]): string[] {
  const shown = tests.slice(0, mostNames).map((name) => `  ${name}`);
  return tests.length > mostNames ? [...shown, `  and ${tests.length - mostNames} more`] : shown;
}

function endText({ status, runner, reason, wallSeconds }: TestRun): string {
  switch (status) {
    case 'passed':
      return `${runner} passes`;
    case 'failed':
      return `${runner} fails`;
    case 'none':
      return reason;
    case 'timeout':
      return `${runner} was ended because it took more than ${durationText(wallSeconds)} (--test-limit)`;
    case 'broken':
      return `${runner} can not be run (${reason})`;
  }
}

function tailLines({ tail }: TestRun, style: TextStyle): string[] {
  return tail.map((line) => faint(style, `  | ${line}`));
}

function times({ value, low, high }: Ratio): string {
  return `${value.toFixed(2)}x [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
