/** `heatline show`: a session's numbers once more, by line, function, file or thread. */
import { profileJson } from '../queries/profileJson.ts';
import { usageError } from '../runner/userErrors.ts';
import { exitStatus } from './exitStatus.ts';
import { formatThreads } from './functionTable.ts';
import { memoryViews } from './memoryReport.ts';
import { parseOptions, readCount, splitScope } from './options.ts';
import { readQuestion } from './question.ts';
import { formatReport } from './report.ts';
import { openChosen } from './sessionChoice.ts';
import { styleOf, writeText } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const defaultTop = 20;
const fewContextLines = 1;
const manyContextLines = 8;
const functionRows = 8;

export function showCommand(argv: readonly string[]): number {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const config = {
    by: text,
    json: text,
    top: text,
    basis: text,
    thread: text,
    scope: text,
    source: flag,
    threads: flag,
  };
  const options = parseOptions('show', argv, config, 1);
  const by = (['line', 'function', 'file', ...memoryViews] as const).find(
    (name) => name === (options.text('by') ?? 'line'),
  );
  if (by === undefined)
    throw usageError(
      `--by takes line, function, file, memory, copies or leaks, not "${options.text('by') ?? ''}".`,
      'show',
    );
  const top = readCount('show', 'top', options.text('top'), defaultTop);
  const session = openChosen(options.positionals[0]);
  const scope = splitScope(options.text('scope'));
  const asked = { basis: options.text('basis'), thread: options.text('thread'), scope, cwd: process.cwd() };
  const question = readQuestion(session.profile, asked, 'show');
  const json = options.text('json');
  if (json !== undefined) {
    writeJson(json, session, question);
    if (json === '-') return exitStatus.success;
  }
  const style = styleOf(1, process.env);
  if (options.flag('threads')) {
    writeText(1, `${formatThreads(profileJson(session.profile, question).process.threads, style).join('\n')}\n`);
    return exitStatus.success;
  }
  const contextLines = options.flag('source') ? manyContextLines : fewContextLines;
  writeText(1, formatReport(session, question, { style, by, top, contextLines, functionRows }));
  return exitStatus.success;
}
