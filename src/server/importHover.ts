/** What a line's hover says of what it imported, as Markdown. Numbers are formatted here, not made. */

import { basename } from 'node:path';

import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ImportLine } from '../protocol/importView.ts';
import type { ImportFinding, ImportPlace, ImportUse } from '../protocol/imports.ts';
import { code, openLineLink } from './markdownText.ts';

const mostNames = 4;
const mostLinks = 8;

/** @param toLocal where a recorded file is here */
export function importParagraphs(line: ImportLine, toLocal: (path: string) => string): string[] {
  return [headText(line), table(line), chainText(line, toLocal), ...line.findings.map(findingText)].filter(
    (text) => text !== '',
  );
}

function headText(line: ImportLine): string {
  if (line.failed)
    return `**Imports** ${names(line)}: could not be loaded, and took **${durationText(line.cumulative_s)}**`;
  const modules = `${line.n_modules.toLocaleString('en')} ${line.n_modules === 1 ? 'module' : 'modules'}`;
  return `**Imports** ${names(line)}: **${durationText(line.cumulative_s)}** · ${bytesText(Math.max(0, line.rss_bytes))} resident · ${modules} loaded`;
}

function names({ modules }: ImportLine): string {
  const shown = modules.slice(0, mostNames).map(code).join(', ');
  return modules.length > mostNames ? `${shown} and ${modules.length - mostNames} more` : shown;
}

function table(line: ImportLine): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Own time', durationText(line.self_s)],
    ['In native code', durationText(line.native_s)],
    ...readRow(line),
    ['Used', useText(line)],
    ['Loaded', phaseWords[line.phase]],
  ];
  return ['| | |', '|:--|--:|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function readRow({ files_read, bytes_read }: ImportLine): (readonly [string, string])[] {
  if (files_read === null || bytes_read === null) return [];
  const files = `${files_read.toLocaleString('en')} ${files_read === 1 ? 'file' : 'files'}`;
  return [['Read', bytes_read > 0 ? `${files}, ${bytesText(bytes_read)}` : files]];
}

const phaseWords: Readonly<Record<ImportLine['phase'], string>> = {
  start: 'before the program',
  init: 'while the program started',
  use: 'by a function, while the program ran',
};

function useText({ use }: ImportLine): string {
  if (use === null) return 'not known: nothing was sampled after the imports';
  if (!use.touched) return `not seen in any sample${calledText(use)}`;
  const [low, high] = use.ci95;
  return `${shareText(use.share)} of the CPU time afterwards (95 % between ${shareText(low)} and ${shareText(high)})`;
}

function calledText({ called, functions }: ImportUse): string {
  return called === false ? `, and none of its ${functions} Python functions was called` : '';
}

/** Longer chains lose their middle: where it began and who asked last matter most. */
function chainText({ chain }: ImportLine, toLocal: (path: string) => string): string {
  if (chain.length === 0) return '';
  const link = ({ path, line }: ImportPlace): string =>
    openLineLink(code(`${basename(path)}:${line}`), toLocal(path), line);
  const half = mostLinks / 2;
  const shown =
    chain.length <= mostLinks
      ? chain.map(link)
      : [...chain.slice(0, half).map(link), '…', ...chain.slice(-half).map(link)];
  return `Reached by ${shown.join(' › ')}`;
}

function findingText(finding: ImportFinding): string {
  return `${finding.message} ${savingText(finding)}`;
}

/** "Predicted saving: 118 ms and 24.0 MB." */
export function savingText({ saving_s, saving_bytes }: ImportFinding): string {
  const bytes = saving_bytes > 0 ? ` and ${bytesText(saving_bytes)}` : '';
  return `Predicted saving: ${durationText(saving_s)}${bytes}.`;
}
