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
import { URI } from 'vscode-uri';

import type { DocumentHeat, HotLineRow } from '../protocol/heat.ts';
import type {
  CaptureChanged,
  OpenSessionResult,
  RequestMethod,
  RequestParams,
  RequestResult,
} from '../protocol/lsp.ts';
import { createCaptureWatch } from './captureWatch.ts';
import type { ReadSession, ServerEnvironment } from './environment.ts';
import { fenced } from './fence.ts';
import { hoverText } from './hoverText.ts';
import { heatInRange, showProfile, type ShownFile, type ShownProfile } from './shownProfile.ts';
import { sourceTexts, type SourceTexts } from './sourceTexts.ts';

interface Shown {
  readonly opened: ReadSession;
  readonly profile: ShownProfile;
  readonly texts: SourceTexts;
}

export function startServer(connection: Connection, env: ServerEnvironment): void {
  const documents = new TextDocuments(TextDocument);
  const captures = createCaptureWatch(env, (change: CaptureChanged) => {
    connection
      .sendNotification('heatline/captureChanged', change)
      .catch((error: unknown) => env.log.warn(String(error)));
  });
  let shown: Shown | undefined;

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

  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, hoverProvider: true },
    serverInfo: { name: 'heatline' },
  }));
  connection.onShutdown(() => captures.dispose());

  answer('heatline/openSession', cannotRead, ({ folder }) => {
    const opened = env.openSession(folder);
    if (!opened.ok) return { kind: 'failed', ...opened.problem };
    const profile = showProfile(opened.value);
    shown = { opened: opened.value, profile, texts: sourceTexts(env, folder) };
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
  answer('heatline/documentHeat', { kind: 'none' }, ({ uri, first, last }) => {
    const document = documents.get(uri);
    return shown === undefined || document === undefined
      ? { kind: 'none' }
      : documentHeat(env, shown, document, first, last);
  });
  answer('heatline/hotLines', { rows: [] }, ({ limit }) => ({
    rows: shown === undefined ? [] : hotRows(shown, limit),
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
      const document = documents.get(textDocument.uri);
      return shown === undefined || document === undefined ? null : hover(env, shown, document, position.line + 1);
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

function documentHeat(
  env: ServerEnvironment,
  { profile, texts }: Shown,
  document: TextDocument,
  first: number,
  last: number,
): DocumentHeat {
  const file = fileOf(env, profile, document.uri);
  if (file === undefined || file.heat.length === 0) return { kind: 'none' };
  const map = texts.compare(file, document.getText());
  const heat = file.heat.flatMap((line) => {
    const at = map.toDocument(line.line);
    return at === undefined ? [] : [{ ...line, line: at }];
  });
  return { kind: 'heat', text: map.state, edits: 0, lines: heatInRange(heat, first, last) };
}

function hover(env: ServerEnvironment, { profile, texts }: Shown, document: TextDocument, line: number): Hover | null {
  const file = fileOf(env, profile, document.uri);
  if (file === undefined) return null;
  const map = texts.compare(file, document.getText());
  const profiledLine = map.toProfiled(line) ?? 0;
  const facts = file.lines.get(profiledLine);
  if (facts === undefined || facts.self_s <= 0) return null;
  const native = file.native.get(profiledLine) ?? [];
  const edited = map.state === 'edited';
  const value = hoverText({ line: facts, native, basis: file.basis, basis_s: file.basis_s, edited });
  return { contents: { kind: 'markdown', value } };
}

/** Python records the path it was given; the editor may have opened the same file through a link. */
function fileOf(env: ServerEnvironment, profile: ShownProfile, uri: string): ShownFile | undefined {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== 'file') return undefined;
  return profile.file(parsed.fsPath) ?? profile.file(env.realPath(parsed.fsPath));
}

function hotRows({ profile, texts }: Shown, limit: number): HotLineRow[] {
  return profile.hotRows(limit).map((row) => {
    const file = profile.file(row.path);
    const source = file === undefined ? '' : (texts.linesOf(file)[row.line - 1] ?? '').trim();
    return { ...row, source };
  });
}
