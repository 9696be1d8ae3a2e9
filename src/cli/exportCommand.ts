/** `heatline export`: a session in another tool's format. */
import { gzipSync } from 'node:zlib';

import { exportFormats, findExportFormat } from '../exports/formats.ts';
import { usageError } from '../runner/userErrors.ts';
import { openedSourceText } from '../store/sourceText.ts';
import { exitStatus } from './exitStatus.ts';
import { parseOptions, splitScope } from './options.ts';
import { readQuestion } from './question.ts';
import { openChosen } from './sessionChoice.ts';
import { writeText } from './terminal.ts';
import { writeOutput } from './writeJson.ts';

export function exportCommand(argv: readonly string[]): number {
  const text = { type: 'string' } as const;
  const config = {
    format: text,
    output: { ...text, short: 'o' },
    basis: text,
    thread: text,
    process: text,
    scope: text,
  };
  const options = parseOptions('export', argv, config, 1);
  const names = exportFormats.map(({ name }) => name).join(', ');
  const wanted = options.text('format');
  if (wanted === undefined) throw usageError(`--format is missing: one of ${names}.`, 'export');
  const format = findExportFormat(wanted);
  if (format === undefined) throw usageError(`There is no format "${wanted}"; there are ${names}.`, 'export');
  const output = options.text('output');
  if (output === undefined) throw usageError('-o FILE is missing ("-" is standard output).', 'export');
  const session = openChosen(options.positionals[0]);
  const scope = splitScope(options.text('scope'));
  const words = { basis: options.text('basis'), thread: options.text('thread'), process: options.text('process') };
  const question = readQuestion(session.profile, { ...words, scope, cwd: process.cwd() }, 'export');
  const contents = format.write(session.profile, question, (path) => openedSourceText(session, path)?.join('\n'));
  writeOutput(output, format.compression === 'gzip' ? gzipSync(contents) : contents);
  if (output !== '-') writeText(2, `Wrote ${output} (${format.label}).\n`);
  return exitStatus.success;
}
