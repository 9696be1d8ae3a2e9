/** What `heatline imports --fix` says. */
import { durationText } from '../base/durationText.ts';
import { formatDiff } from './diffText.ts';
import type { ImportFixes } from './importFixes.ts';
import { strong } from './colour.ts';
import type { RuffHandover } from './ruffHandover.ts';
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

/** What the project's own linter can keep watch over. */
export function formatRuff({ config, modules, bans }: RuffHandover, shortPath: FixTextOptions['shortPath']): string[] {
  const setting = `lint.flake8-tidy-imports.require-lazy = [${modules.map((name) => JSON.stringify(name)).join(', ')}]`;
  return [
    `The project uses ruff (${shortPath(config)}). To keep these imports lazy, set there and select its rule TID254 (preview):`,
    `  ${setting}`,
    ...(bans ? ['  Its setting ban-lazy may forbid lazy imports: look at that first.'] : []),
  ];
}
