/** The history of runs as the editor shows it, and what can be done to a run. */

import type { CancellationToken } from 'vscode-languageserver/node';

import type { Disposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';
import type { SessionRow } from '../protocol/heat.ts';
import type { DoneResult, ListSessionsResult, RequestMethod, RequestParams, RequestResult } from '../protocol/lsp.ts';
import type { SessionHistory } from '../store/history.ts';
import type { ListedSession, UnreadableSession } from '../store/listSessions.ts';
import { commandText } from './commandText.ts';
import type { ServerEnvironment } from './environment.ts';
import { exportSession, listExportFormats } from './exportSession.ts';

/** Registers the answer to one request; `fallback` is given when it cannot be had. */
export type Answer = <M extends RequestMethod>(
  method: M,
  fallback: RequestResult<M>,
  handle: (params: RequestParams<M>, token: CancellationToken) => RequestResult<M> | Promise<RequestResult<M>>,
) => void;

/** Answers every request about the history. `changed` is called while the editor wants to know of changes. */
export function answerHistory(answer: Answer, env: ServerEnvironment, changed: () => void): Disposable {
  const { history, log } = env;
  let watching: Disposable | undefined;

  function watch(wanted: boolean): void {
    watching?.dispose();
    watching = wanted
      ? history.watch(changed, (error) => log.warn(`sessions can't be watched: ${String(error)}`))
      : undefined;
  }

  answer('heatline/listSessions', { sessions: [], totalBytes: 0, budgetBytes: 0 }, () => listHistory(history));
  answer('heatline/renameSession', notDone, ({ folder, name }) => done(history.rename(folder, name)));
  answer('heatline/deleteSession', notDone, ({ folder }) => done(history.remove(folder)));
  answer('heatline/exportFormats', { formats: [] }, listExportFormats);
  answer('heatline/exportSession', notDone, (params) => exportSession(env, params));
  answer('heatline/setDiskBudget', null, ({ bytes }) => {
    history.setBudget(bytes);
    return null;
  });
  answer('heatline/watchSessions', null, ({ watch: wanted }) => {
    watch(wanted);
    return null;
  });
  return { dispose: () => watch(false) };
}

const notDone: DoneResult = {
  kind: 'failed',
  code: 'unexpected',
  message: 'That did not work; the log says why.',
};

function done(result: Result<null>): DoneResult {
  return result.ok ? { kind: 'done' } : { kind: 'failed', ...result.problem };
}

function listHistory(history: SessionHistory): ListSessionsResult {
  const { sessions, unreadable, totalBytes, limits } = history.list();
  const rows = [...sessions.map(sessionRow), ...unreadable.map(unreadableRow)];
  rows.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return { sessions: rows, totalBytes, budgetBytes: limits.bytes };
}

function sessionRow({ folder, name, info, state, sizeBytes }: ListedSession): SessionRow {
  const { startedAt, end } = info;
  return {
    folder,
    name,
    command: commandText(info),
    startedAt,
    wall_s: end === undefined ? null : end.wallNs * 1e-9,
    state,
    end: end === undefined ? null : { status: end.status, signal: end.signal, cancelled: end.cancelled },
    sizeBytes,
  };
}

function unreadableRow({ folder, id, name, writtenAt, state, sizeBytes }: UnreadableSession): SessionRow {
  // The folder's name has a time before and a number behind what ran; see sessionFolderName.
  const command = /^\d{8}T\d{6}Z-(.+)-\d+$/.exec(id)?.[1] ?? id;
  return { folder, name, command, startedAt: writtenAt, wall_s: null, state, end: null, sizeBytes };
}
