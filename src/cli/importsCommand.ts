/** `heatline imports`: what each library cost to load, whether it was used, and which import statements are worth changing. */
import { homedir } from 'node:os';

import { importReport } from '../queries/imports/report.ts';
import { exitStatus } from './exitStatus.ts';
import { shortPath } from './format.ts';
import { formatImports } from './importsTable.ts';
import { parseOptions, readCount } from './options.ts';
import { openChosen } from './sessionChoice.ts';
import { styleOf, writeText } from './terminal.ts';

const defaultTop = 15;

export function importsCommand(argv: readonly string[]): number {
  const text = { type: 'string' } as const;
  const options = parseOptions('imports', argv, { top: text, json: { type: 'boolean' } }, 1);
  const top = readCount('imports', 'top', options.text('top'), defaultTop);
  const session = openChosen(options.positionals[0]);
  const report = importReport(session.profile);
  if (options.flag('json')) {
    writeText(1, `${JSON.stringify(report, undefined, 1)}\n`);
    return exitStatus.success;
  }
  const short = (path: string): string => shortPath(path, session.info.cwd, homedir());
  const unavailable = session.profile.processes.some((process) => process.unavailable.includes('imports'));
  const lines = formatImports(report, { style: styleOf(1, process.env), top, shortPath: short, unavailable });
  writeText(1, `${lines.join('\n')}\n`);
  return exitStatus.success;
}
