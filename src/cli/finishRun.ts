/** What is left to do when the program has ended: take the rest, name what was recorded, show it. */
import type { TargetEnd } from '../runner/recorder.ts';
import { markEnded, type NewSession } from '../store/createSession.ts';
import { drainAll } from '../store/drain.ts';
import { openSession, type OpenedSession } from '../store/openSession.ts';
import type { PssKeeper } from '../store/pss.ts';
import { pruneSessions, recoverOrphans } from '../store/pruneSessions.ts';
import { sessionsRoot } from '../store/sessionFolder.ts';
import type { SourceKeeper } from '../store/sources.ts';
import { saveSymbols } from '../store/symbols.ts';
import { sessionNotSaved } from '../runner/userErrors.ts';
import type { Question } from '../queries/question.ts';
import { defaultScope, inScope } from '../queries/scope.ts';
import { faint } from './colour.ts';
import { formatReport } from './report.ts';
import { findEvidence } from './endEvidence.ts';
import type { RunOptions } from './runArguments.ts';
import { styleOf, writeText } from './terminal.ts';
import { errorText, reportError } from './userErrorText.ts';
import { writeJson } from './writeJson.ts';

export interface EndedRun {
  readonly session: NewSession;
  readonly end: TargetEnd;
  readonly sources: SourceKeeper;
  readonly pss: PssKeeper | undefined;
  /** CPU time of the program and the children it waited for. */
  readonly childrenCpuNs: number;
  readonly memoryKillsBefore: number;
  /** The program's. */
  readonly env: Readonly<Record<string, string>>;
  readonly options: RunOptions;
}

const linesAtTheEnd = 12;
const functionsAtTheEnd = 6;

/** Never throws: whatever goes wrong here, the program has run, and its exit status is what counts. */
export function finishRun(run: EndedRun): void {
  try {
    finish(run);
  } catch (error) {
    reportError(isFileError(error) ? sessionNotSaved(run.session.folder, errorText(error)) : error);
  }
}

/** Full, read-only, or gone. */
function isFileError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT'].includes(String(error.code))
  );
}

function finish(run: EndedRun): void {
  const { session, end, sources, childrenCpuNs, options } = run;
  const { folder } = session;
  drainAll(session);
  run.pss?.save();
  const { status, signal, wallNs, cancelled } = end;
  const sessionEnd = { status, signal, wallNs, cpuNs: childrenCpuNs, cancelled };
  markEnded(session, sessionEnd);
  const explain = ({ profile }: OpenedSession): void => {
    const evidence = findEvidence({ ...run, profile });
    if (evidence !== undefined) markEnded(session, { ...sessionEnd, evidence });
  };
  const named = saveNames(folder, sources, explain);
  if (named !== undefined) show(named, options);
  recoverOrphans(process.env);
  pruneSessions(sessionsRoot(process.env));
}

/** Keeps the texts and the native names that the session speaks of, lets `explain` add to it, and opens it with all that. */
function saveNames(
  folder: string,
  sources: SourceKeeper,
  explain: (session: OpenedSession) => void,
): OpenedSession | undefined {
  const first = openSession(folder);
  if (!first.ok) {
    writeText(2, `heatline: ${first.problem.message} [${first.problem.code}]\n`);
    return undefined;
  }
  const { profile, streams } = first.value;
  const scope = defaultScope(profile);
  for (const { path } of profile.files) if (inScope(scope, path)) sources.keepFile(path);
  sources.save();
  saveSymbols(folder, streams);
  explain(first.value);

  const second = openSession(folder);
  return second.ok ? second.value : first.value;
}

function show(session: OpenedSession, options: RunOptions): void {
  const question: Question = { scope: defaultScope(session.profile), basis: 'elapsed' };
  if (!options.quiet) {
    const style = styleOf(2, process.env);
    const report = { style, by: 'line', top: linesAtTheEnd, contextLines: 1, functionRows: functionsAtTheEnd } as const;
    writeText(
      2,
      `\n${formatReport(session, question, report)}${faint(style, `More: heatline show ${session.info.id}`)}\n`,
    );
  }
  if (options.json !== undefined) writeJson(options.json, session, question);
}
