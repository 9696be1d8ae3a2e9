/**
 * The language server: owns the profile that is shown and answers about it by ranges. It knows nothing of how captures are
 * started; it is told a session's folder.
 */

import {
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type Hover,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { ageText } from '../base/ageText.ts';
import type { HotLineRow } from '../protocol/heat.ts';
import type {
  CaptureChanged,
  HotLinesResult,
  OpenSessionResult,
  RequestMethod,
  RequestParams,
  RequestResult,
} from '../protocol/lsp.ts';
import { createCaptureWatch } from './captureWatch.ts';
import { documentHeat } from './documentHeat.ts';
import type { ServerEnvironment } from './environment.ts';
import { fenced } from './fence.ts';
import { functionHeat } from './functionHeat.ts';
import { answerHeatChoices } from './heatChoices.ts';
import { answerHistory } from './history.ts';
import { hotLinesMarkdown } from './hotLinesMarkdown.ts';
import { lineHover } from './lineHover.ts';
import { openedFile, type OpenedFile, type Shown } from './openedFile.ts';
import { everyFile, parseShownFiles, shownFiles, type ShownFiles } from './shownFiles.ts';
import { showProfile } from './shownProfile.ts';
import { sourceTexts } from './sourceTexts.ts';

export function startServer(connection: Connection, env: ServerEnvironment): void {
  const documents = new TextDocuments(TextDocument);
  const captures = createCaptureWatch(env, (change: CaptureChanged) => {
    connection
      .sendNotification('heatline/captureChanged', change)
      .catch((error: unknown) => env.log.warn(String(error)));
  });
  let shown: Shown | undefined;
  let files: ShownFiles = shownFiles(everyFile);

  function opened(uri: string): (OpenedFile & { readonly shown: Shown }) | undefined {
    const document = documents.get(uri);
    if (shown === undefined || document === undefined) return undefined;
    const found = openedFile(env, shown, files, document);
    return found && { ...found, shown };
  }

  /** Registers one request of the protocol; a wrong name, parameter or answer does not compile. */
  function answer<M extends RequestMethod>(
    method: M,
    fallback: RequestResult<M>,
    handle: (params: RequestParams<M>) => RequestResult<M>,
  ): void {
    const handler: (params: RequestParams<M>, token: CancellationToken) => Promise<unknown> = fenced(
      method,
      env.log,
      fallback,
      handle,
    );
    connection.onRequest(method, handler);
  }

  connection.onInitialize(({ initializationOptions }) => {
    files = shownFiles(parseShownFiles(initializationOptions));
    return {
      capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, hoverProvider: true },
      serverInfo: { name: 'heatline' },
    };
  });
  const history = answerHistory(answer, env, () => {
    connection.sendNotification('heatline/sessionsChanged', {}).catch((error: unknown) => env.log.warn(String(error)));
  });
  connection.onShutdown(() => {
    captures.dispose();
    history.dispose();
  });

  answer('heatline/openSession', cannotRead, ({ folder }) => {
    const session = env.openSession(folder);
    if (!session.ok) return { kind: 'failed', ...session.problem };
    const profile = showProfile(session.value);
    shown = { opened: session.value, profile, texts: sourceTexts(env, folder) };
    return { kind: 'opened', session: profile.summary };
  });
  answer('heatline/setFilter', cannotRead, (filter) => {
    if (shown === undefined) return cannotRead;
    shown = { ...shown, profile: showProfile(shown.opened, filter) };
    return { kind: 'opened', session: shown.profile.summary };
  });
  answer('heatline/closeSession', null, () => {
    shown = undefined;
    return null;
  });
  answer('heatline/setShownFiles', null, (params) => {
    files = shownFiles(params);
    return null;
  });
  answer('heatline/documentHeat', { kind: 'none' }, ({ uri, first, last }) => {
    const found = opened(uri);
    return found === undefined ? { kind: 'none' } : documentHeat(found.file, found.map, first, last);
  });
  answer('heatline/functionHeat', { functions: [], edits: 0 }, ({ uri }) => {
    const found = opened(uri);
    if (found === undefined) return { functions: [], edits: 0 };
    const { file, map } = found;
    return { functions: functionHeat(file, found.shown.texts.linesOf(file), map), edits: map.edits };
  });
  answer('heatline/hotLines', { files: [], rows: [] }, ({ limit }) =>
    shown === undefined ? { files: [], rows: [] } : hotLinesByFile(shown, files, limit),
  );
  answer('heatline/hotLinesMarkdown', { markdown: '' }, ({ limit }) => ({
    markdown: shown === undefined ? '' : markdown(shown, files, limit),
  }));
  answer('heatline/heatChoices', { choices: [], shown: [] }, () =>
    shown === undefined
      ? { choices: [], shown: [] }
      : answerHeatChoices(shown.opened.profile, shown.profile.summary.filter),
  );
  answer('heatline/findLine', { line: null }, ({ uri, line }) => ({
    line: opened(uri)?.map.toDocument(line)?.line ?? null,
  }));
  answer('heatline/newSessionFolder', { folder: '' }, ({ program }) => ({ folder: env.newSessionFolder(program) }));
  answer('heatline/watchCapture', null, ({ folder }) => {
    captures.watch(folder);
    return null;
  });
  answer('heatline/unwatchCapture', null, ({ folder }) => {
    captures.unwatch(folder);
    return null;
  });
  answer('heatline/cancelCapture', { asked: false }, ({ folder }) => ({ asked: env.requestCancel(folder) }));

  connection.onHover(
    fenced('textDocument/hover', env.log, null, ({ textDocument, position }): Hover | null => {
      const found = opened(textDocument.uri);
      if (found === undefined) return null;
      const { profile } = found.shown;
      const age = ageText(profile.summary.startedAt, found.map.edits, env.nowMs());
      const value = lineHover(profile, found, { line: position.line + 1, age, toLocal: files.toLocal });
      return value === undefined ? null : { contents: { kind: 'markdown', value } };
    }),
  );

  documents.listen(connection);
  connection.listen();
}

const cannotRead: OpenSessionResult = {
  kind: 'failed',
  code: 'session-unreadable',
  message: 'The session could not be read; the log says why.',
};

/** Paths are those here. */
function hotRows({ profile, texts }: Shown, files: ShownFiles, limit: number): HotLineRow[] {
  return profile
    .hotRows(limit, (path) => files.isShown(files.toLocal(path)))
    .map((row) => {
      const file = profile.file(row.path);
      const source = file === undefined ? '' : (texts.linesOf(file)[row.line - 1] ?? '').trim();
      return { ...row, path: files.toLocal(row.path), source };
    });
}

function hotLinesByFile(shown: Shown, files: ShownFiles, limit: number): HotLinesResult {
  const rows = hotRows(shown, files, limit);
  const paths = new Set(rows.map(({ path }) => path));
  const hotFiles = shown.profile.hotFiles().map((file) => ({ ...file, path: files.toLocal(file.path) }));
  return { files: hotFiles.filter(({ path }) => paths.has(path)), rows };
}

function markdown(shown: Shown, files: ShownFiles, limit: number): string {
  const { summary } = shown.profile;
  const { profile } = shown.opened;
  const filter = answerHeatChoices(profile, summary.filter).shown;
  return hotLinesMarkdown({ summary, rows: hotRows(shown, files, limit), command: profile.capture, filter });
}
