/** One session as text: header, hot lines or a table, functions, cautions; or the cause why there is nothing. */
import { homedir } from 'node:os';

import type { NativeJson, ProfileJson } from '../protocol/profileJson.ts';
import { emptyCause, endCause } from '../queries/emptyCause.ts';
import { hotList } from '../queries/hotList.ts';
import { profileJson } from '../queries/profileJson.ts';
import type { Question } from '../queries/question.ts';
import { openedSourceText } from '../store/sourceText.ts';
import type { OpenedSession } from '../store/openSession.ts';
import { formatAnnotatedLines } from './annotatedLines.ts';
import { awaitBody, formatLoops, stallBody } from './awaitText.ts';
import { faint, strong } from './colour.ts';
import { causeText } from './emptyCauseText.ts';
import { shortPath } from './format.ts';
import { formatFiles, formatFunctions } from './functionTable.ts';
import { isMemoryView, memoryBody, type MemoryView } from './memoryReport.ts';
import type { TableOptions } from './memoryTable.ts';
import { formatMemory, formatMemoryHints } from './memorySummary.ts';
import { formatBasis, formatCautions, formatHeader } from './summary.ts';
import type { TextStyle } from './terminal.ts';

export interface ReportOptions {
  readonly style: TextStyle;
  readonly by: 'line' | 'function' | 'file' | 'await' | 'stalls' | MemoryView;
  /** Rows of the main table. */
  readonly top: number;
  readonly contextLines: number;
  /** Rows of the functions below the lines. */
  readonly functionRows: number;
}

/** Text that ends with a line end. */
export function formatReport(session: OpenedSession, question: Question, options: ReportOptions): string {
  const { style } = options;
  const { profile } = session;
  const { by } = options;
  const json = profileJson(profile, question);
  const lines = [
    strong(style, `heatline: ${title(json)}`),
    formatHeader(json),
    ...memoryHeader(json),
    ...(isMemoryView(by)
      ? ['', ...memoryText(session, question, options, by, json)]
      : by === 'await' || by === 'stalls'
        ? ['', ...(by === 'await' ? awaitBody : stallBody)(json, { ...tableOptions(session, style), top: options.top })]
        : isEmpty(json, options)
          ? [`Nothing to show: ${causeText(emptyCause(profile, question, json))}`]
          : [
              faint(style, formatBasis(json, question)),
              '',
              ...body(session, options, json),
              ...endText(session, json),
            ]),
    ...cautionText(session, json, options),
  ];
  return `${lines.join('\n')}\n`;
}

function memoryHeader(json: ProfileJson): string[] {
  const text = formatMemory(json);
  return text === undefined ? [] : [text];
}

function memoryText(
  session: OpenedSession,
  question: Question,
  { style, top }: ReportOptions,
  view: MemoryView,
  json: ProfileJson,
): string[] {
  return memoryBody(view, session.profile, question, json.quality, { ...tableOptions(session, style), top });
}

function tableOptions(session: OpenedSession, style: TextStyle): TableOptions {
  return {
    style,
    shortPath: (path) => shortPath(path, session.info.cwd, homedir()),
    sourceOf: (path) => openedSourceText(session, path),
  };
}

function title({ process }: ProfileJson): string {
  const [, ...rest] = process.command;
  const ending =
    process.exit.signal ??
    (process.exit.status === 0 || process.exit.status === null ? '' : `status ${process.exit.status}`);
  const words = rest.map((word) => (/^[\w./=:@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  const short = words.length > 60 ? `${words.slice(0, 59)}…` : words;
  return ending === '' ? short : `${short} (ended by ${ending})`.replace('ended by status', 'ended with status');
}

function body(session: OpenedSession, options: ReportOptions, json: ProfileJson): string[] {
  const { style, by, top } = options;
  const { info } = session;
  const short = (path: string): string => shortPath(path, info.cwd, homedir());
  if (by === 'function') return formatFunctions(json.functions.slice(0, top), short, style);
  if (by === 'file') return formatFiles(json.files.slice(0, top), short, style);
  const hot = hotList({ ...json.process, rest: 0, files: json.files }, top).filter(({ share }) => isVisible(share));
  const sourceOf = (path: string): readonly string[] | undefined => openedSourceText(session, path);
  const nativeOf = (path: string, line: number): readonly NativeJson[] =>
    json.native.filter((each) => each.path === path && each.line === line);
  const { contextLines } = options;
  const text = formatAnnotatedLines(hot, { style, contextLines, sourceOf, nativeOf, shortPath: short });
  const most = json.functions.slice(0, options.functionRows).filter(({ share }) => isVisible(share));
  return most.length < 2 ? text : [...text, '', ...formatFunctions(most, short, style)];
}

/** Whether the share is more than "0.0 %". */
function isVisible(share: number): boolean {
  return share >= 0.0005;
}

/** No line would be listed. Functions and files may have time that no line of the basis has. */
function isEmpty({ files }: ProfileJson, { by }: ReportOptions): boolean {
  return by === 'line' ? !files.some(({ lines }) => lines.some(({ share }) => isVisible(share))) : files.length === 0;
}

/** How a run ended that ended badly; a plain status or signal stands in the title. */
function endText({ profile }: OpenedSession, json: ProfileJson): string[] {
  const cause = endCause(profile, json);
  return cause === undefined || inTitle.includes(cause.code) ? [] : ['', causeText(cause)];
}

const inTitle: readonly string[] = ['PROGRAM_FAILED', 'KILLED'];

function cautionText({ info, profile }: OpenedSession, json: ProfileJson, { style, by }: ReportOptions): string[] {
  const short = (path: string): string => shortPath(path, info.cwd, homedir());
  const isTime = by === 'line' || by === 'function' || by === 'file';
  const hints = isTime ? [...formatMemoryHints(json, short), ...formatLoops(json, short)] : [];
  const cautions = [...hints, ...formatCautions(json, profile.capture.memory)];
  return cautions.length === 0 ? [] : ['', ...cautions.map((caution) => faint(style, caution))];
}
