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
import type { HeatMetric } from '../protocol/memoryView.ts';
import type {
  CaptureChanged,
  HotLinesResult,
  OpenSessionResult,
  RequestMethod,
  RequestParams,
  RequestResult,
} from '../protocol/lsp.ts';
import { createCaptureWatch, type CaptureWatch } from './captureWatch.ts';
import { documentHeat } from './documentHeat.ts';
import type { ServerEnvironment } from './environment.ts';
import { fenced } from './fence.ts';
import { functionHeat } from './functionHeat.ts';
import { answerHeatChoices } from './heatChoices.ts';
import { answerHistory, type Answer } from './history.ts';
import { hotLinesMarkdown } from './hotLinesMarkdown.ts';
import { deferAllKind } from './importActions.ts';
import { answerImportFixes, codeActions } from './importFixes.ts';
import { importPlans } from './importPlans.ts';
import { answerContexts } from './contextRequests.ts';
import { answerImports } from './importRequests.ts';
import { lineHover } from './lineHover.ts';
import { answerMemory } from './memoryRequests.ts';
import { parseMetric } from './metricOption.ts';
import { openedFile, type OpenedFile, type Shown } from './openedFile.ts';
import { everyFile, parseShownFiles, shownFiles, type ShownFiles } from './shownFiles.ts';
import { showImports } from './shownImports.ts';
import { showProfile } from './shownProfile.ts';
import { sourceTexts } from './sourceTexts.ts';

/** What is shown, to whoever asks. */
interface View {
  shown: Shown | undefined;
  files: ShownFiles;
  /** What the heat is to show. */
  chosen: HeatMetric;
  /** An open document with its heat. */
  readonly opened: (uri: string) => (OpenedFile & { readonly shown: Shown }) | undefined;
}

export function startServer(connection: Connection, env: ServerEnvironment): void {
  const documents = new TextDocuments(TextDocument);
  const notify = (method: string, params: object): void => {
    connection.sendNotification(method, params).catch((error: unknown) => env.log.warn(String(error)));
  };
  const captures = createCaptureWatch(env, (change: CaptureChanged) => notify('heatline/captureChanged', change));
  const view = createView(env, documents);
  const answer = answering(connection, env);
  const plans = importPlans(env, view, () => documents.all());

  connection.onInitialize(({ initializationOptions }) => {
    view.files = shownFiles(parseShownFiles(initializationOptions));
    view.chosen = parseMetric(initializationOptions);
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix', deferAllKind] },
      },
      serverInfo: { name: 'heatline' },
    };
  });
  const history = answerHistory(answer, env, () => notify('heatline/sessionsChanged', {}));
  connection.onShutdown(() => {
    captures.dispose();
    history.dispose();
    plans.dispose();
  });
  answerSession(answer, env, view);
  answerLines(answer, view);
  answerHotLines(answer, view);
  answerCapture(answer, env, captures);
  answerImportFixes(answer, plans, documents);
  connection.onHover(
    fenced('textDocument/hover', env.log, null, ({ textDocument, position }) =>
      hoverAt(env, view, textDocument.uri, position.line + 1),
    ),
  );
  connection.onCodeAction(
    fenced('textDocument/codeAction', env.log, [], (params) => codeActions(params, { view, plans, documents })),
  );
  documents.onDidClose(({ document }) => plans.giveUp(document.uri));
  documents.onDidChangeContent(({ document }) => plans.giveUp(document.uri));

  documents.listen(connection);
  connection.listen();
}

function createView(env: ServerEnvironment, documents: TextDocuments<TextDocument>): View {
  const view: View = {
    shown: undefined,
    files: shownFiles(everyFile),
    chosen: 'time',
    opened(uri) {
      const { shown, files } = view;
      const document = documents.get(uri);
      if (shown === undefined || document === undefined) return undefined;
      const found = openedFile(env, shown, files, document);
      return found && { ...found, shown };
    },
  };
  return view;
}

/** Registers one request of the protocol; a wrong name, parameter or answer does not compile. */
function answering(connection: Connection, { log }: ServerEnvironment): Answer {
  return <M extends RequestMethod>(
    method: M,
    fallback: RequestResult<M>,
    handle: (params: RequestParams<M>, token: CancellationToken) => RequestResult<M> | Promise<RequestResult<M>>,
  ): void => {
    const handler: (params: RequestParams<M>, token: CancellationToken) => Promise<unknown> = fenced(
      method,
      log,
      fallback,
      handle,
    );
    connection.onRequest(method, handler);
  };
}

/** Which session is shown, and how. */
function answerSession(answer: Answer, env: ServerEnvironment, view: View): void {
  answer('heatline/openSession', cannotRead, ({ folder }) => {
    const session = env.openSession(folder);
    if (!session.ok) return { kind: 'failed', ...session.problem };
    const profile = showProfile(session.value);
    const imports = showImports(session.value.profile);
    view.shown = { opened: session.value, profile, imports, texts: sourceTexts(env, folder) };
    return { kind: 'opened', session: profile.summary };
  });
  answer('heatline/setFilter', cannotRead, (filter) => {
    if (view.shown === undefined) return cannotRead;
    view.shown = { ...view.shown, profile: showProfile(view.shown.opened, filter) };
    return { kind: 'opened', session: view.shown.profile.summary };
  });
  answer('heatline/setMetric', null, ({ metric }) => {
    view.chosen = metric;
    return null;
  });
  answerMemory(answer, view);
  answerImports(answer, view);
  answerContexts(answer, view);
  answer('heatline/closeSession', null, () => {
    view.shown = undefined;
    return null;
  });
  answer('heatline/setShownFiles', null, (params) => {
    view.files = shownFiles(params);
    return null;
  });
}

/** The heat of an open document. */
function answerLines(answer: Answer, view: View): void {
  const { opened } = view;
  answer('heatline/documentHeat', { kind: 'none' }, ({ uri, first, last }) => {
    const found = opened(uri);
    return found === undefined
      ? { kind: 'none' }
      : documentHeat(found.file, found.map, { metric: metricOf(found.shown, view.chosen), first, last });
  });
  answer('heatline/functionHeat', { functions: [], edits: 0 }, ({ uri }) => {
    const found = opened(uri);
    if (found === undefined) return { functions: [], edits: 0 };
    const { file, map } = found;
    return { functions: functionHeat(file, found.shown.texts.linesOf(file), map), edits: map.edits };
  });
  answer('heatline/findLine', { line: null }, ({ uri, line }) => ({
    line: opened(uri)?.map.toDocument(line)?.line ?? null,
  }));
}

/** The hot lines of the whole session, and what they can be narrowed to. */
function answerHotLines(answer: Answer, view: View): void {
  answer('heatline/hotLines', { files: [], rows: [] }, ({ limit }) =>
    view.shown === undefined ? { files: [], rows: [] } : hotLinesByFile(view.shown, view.files, limit),
  );
  answer('heatline/hotLinesMarkdown', { markdown: '' }, ({ limit }) => ({
    markdown: view.shown === undefined ? '' : markdown(view.shown, view.files, limit),
  }));
  answer('heatline/heatChoices', { choices: [], shown: [] }, () =>
    view.shown === undefined
      ? { choices: [], shown: [] }
      : answerHeatChoices(view.shown.opened.profile, view.shown.profile.summary.filter),
  );
}

/** A run that goes on. */
function answerCapture(answer: Answer, env: ServerEnvironment, captures: CaptureWatch): void {
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
}

/** @param line 1-based */
function hoverAt(env: ServerEnvironment, { opened, files, chosen }: View, uri: string, line: number): Hover | null {
  const found = opened(uri);
  if (found === undefined) return null;
  const { profile } = found.shown;
  const age = ageText(profile.summary.startedAt, found.map.edits, env.nowMs());
  const value = lineHover(found.shown, found, {
    line,
    age,
    toLocal: files.toLocal,
    metric: metricOf(found.shown, chosen),
  });
  return value === undefined ? null : { contents: { kind: 'markdown', value } };
}

const cannotRead: OpenSessionResult = {
  kind: 'failed',
  code: 'session-unreadable',
  message: 'The session could not be read; the log says why.',
};

/** Time where the run has not measured what was chosen. */
function metricOf({ profile }: Shown, chosen: HeatMetric): HeatMetric {
  return profile.summary.memory.metrics.includes(chosen) ? chosen : 'time';
}

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
