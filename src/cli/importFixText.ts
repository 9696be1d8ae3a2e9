/** What `heatline imports --fix` and `--verify` say. */
import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import type { Ratio } from '../base/pairedRatio.ts';
import { formatDiff } from './diffText.ts';
import type { ImportFixes } from './importFixes.ts';
import type { Verification } from './importVerify.ts';
import { strong } from './colour.ts';
import type { TextStyle } from './terminal.ts';

export interface FixTextOptions {
  readonly style: TextStyle;
  readonly shortPath: (path: string) => string;
}

/** Each statement with what becomes of it, then the changes. Lines without a line end. */
export function formatFixes({ answers, files }: ImportFixes, { style, shortPath }: FixTextOptions): string[] {
  if (answers.length === 0) return ["No import statement of the program's own files stands out."];
  const told = answers.flatMap(({ statement, deferral }) => {
    const verdict = deferral.edits.length > 0 ? 'can be moved to where it is used' : 'stays';
    const saving = durationText(statement.saving_s);
    return [
      `${shortPath(statement.path)}:${statement.line}  ${saving}: ${verdict}`,
      ...deferral.remarks.map(({ code, message }) => `  ${message} [${code}]`),
    ];
  });
  const changes = files.flatMap(({ path, before, after }) => [
    '',
    ...formatDiff(shortPath(path), before, after, style),
  ]);
  return [strong(style, 'Imports that cost much and bring little'), ...told, ...changes];
}

/** The verdict first. Lines without a line end. */
export function formatVerification(verified: Verification, style: TextStyle): string[] {
  const { same, start, memory, runs } = verified;
  const claim = !same
    ? 'The program does not do the same every time, so nothing is claimed: look at the changes yourself.'
    : start.low > 1
      ? `The program starts and ends ${times(start)} faster.`
      : start.high < 1
        ? `The program is slower after the change: ${times(start)}.`
        : `No difference in time beyond the noise of ${runs} pairs of starts: ${times(start)}.`;
  return [
    strong(style, claim),
    `  from ${durationText(verified.beforeSeconds)} to ${durationText(verified.afterSeconds)} (medians of ${runs} starts each, in turns)`,
    `  highest resident memory from ${bytesText(verified.beforeBytes)} to ${bytesText(verified.afterBytes)}: ${times(memory)}`,
  ];
}

function times({ value, low, high }: Ratio): string {
  return `${value.toFixed(2)}x [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
