/** `heatline show`: a session's numbers once more, by line, function, file, thread or process. */
import { processes } from '../queries/processes.ts';
import { threads } from '../queries/threads.ts';
import { usageError } from '../runner/userErrors.ts';
import { exitStatus } from './exitStatus.ts';
import { formatThreads } from './functionTable.ts';
import { memoryViews } from './memoryReport.ts';
import { parseOptions, readCount, splitScope } from './options.ts';
import { formatProcesses } from './processTable.ts';
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
    process: text,
    scope: text,
    source: flag,
    threads: flag,
    processes: flag,
    stalls: flag,
  };
  const options = parseOptions('show', argv, config, 1);
  const by = (['line', 'function', 'file', 'await', ...memoryViews] as const).find(
    (name) => name === (options.text('by') ?? 'line'),
  );
  if (by === undefined)
    throw usageError(
      `--by takes line, function, file, await, memory, copies or leaks, not "${options.text('by') ?? ''}".`,
      'show',
    );
  const top = readCount('show', 'top', options.text('top'), defaultTop);
  const session = openChosen(options.positionals[0]);
  const scope = splitScope(options.text('scope'));
  const words = { basis: options.text('basis'), thread: options.text('thread'), process: options.text('process') };
  const question = readQuestion(session.profile, { ...words, scope, cwd: process.cwd() }, 'show');
  const json = options.text('json');
  if (json !== undefined) {
    writeJson(json, session, question);
    if (json === '-') return exitStatus.success;
  }
  const style = styleOf(1, process.env);
  if (options.flag('threads')) {
    const rows = threads(session.profile).filter(({ pid }) => question.pid === undefined || pid === question.pid);
    writeText(1, `${formatThreads(rows, style).join('\n')}\n`);
    return exitStatus.success;
  }
  if (options.flag('processes')) {
    writeText(1, `${formatProcesses(processes(session.profile), style).join('\n')}\n`);
    return exitStatus.success;
  }
  const contextLines = options.flag('source') ? manyContextLines : fewContextLines;
  writeText(
    1,
    formatReport(session, question, {
      style,
      by: options.flag('stalls') ? 'stalls' : by,
      top,
      contextLines,
      functionRows,
    }),
  );
  return exitStatus.success;
}
