/**
 * The connection to the language server. It is started with the first request, so that activation costs neither its process nor
 * the client library.
 */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import type { HeatMetric } from '../protocol/memoryView.ts';
import type {
  HeatlineNotifications,
  RequestMethod,
  RequestParams,
  RequestResult,
  ShownFilesParams,
} from '../protocol/lsp.ts';

export interface ServerClient {
  /** Rejects when the server cannot be started or has ended. */
  request<M extends RequestMethod>(
    method: M,
    params: RequestParams<M>,
    token?: vscode.CancellationToken,
  ): Promise<RequestResult<M>>;
  /** Whether the server has been needed so far. */
  readonly isStarted: boolean;
  readonly onCaptureChanged: vscode.Event<HeatlineNotifications['heatline/captureChanged']>;
  readonly onSessionsChanged: vscode.Event<void>;
  /** The server is up, for the first time or again: it knows nothing of what it was told before. */
  readonly onDidStart: vscode.Event<void>;
}

/** What the user has set of what is seen. */
export interface WhatIsShown {
  files(): ShownFilesParams;
  /** The heat is switched off for a while; hovers are, with it. */
  isHidden(): boolean;
  metric(): HeatMetric;
  /** Fixes go with what is pointed out. They start the interpreter, which Restricted Mode does not allow. */
  offersFixes(): boolean;
}

export function createServerClient(
  serverPath: string,
  log: vscode.LogOutputChannel,
  subscriptions: vscode.Disposable[],
  shows: WhatIsShown,
): ServerClient {
  const captureChanged = new vscode.EventEmitter<HeatlineNotifications['heatline/captureChanged']>();
  const sessionsChanged = new vscode.EventEmitter<void>();
  const didStart = new vscode.EventEmitter<void>();
  let started: Promise<LanguageClient> | undefined;
  subscriptions.push(captureChanged, sessionsChanged, didStart, {
    dispose() {
      started?.then((client) => client.dispose()).catch((error: unknown) => log.warn(String(error)));
    },
  });

  async function start(): Promise<LanguageClient> {
    const client = await createClient(serverPath, log, shows);
    client.onNotification('heatline/captureChanged', (change: HeatlineNotifications['heatline/captureChanged']) =>
      captureChanged.fire(change),
    );
    client.onNotification('heatline/sessionsChanged', () => sessionsChanged.fire());
    client.onDidChangeState(() => {
      if (client.isRunning()) didStart.fire();
    });
    await client.start();
    return client;
  }

  return {
    get isStarted() {
      return started !== undefined;
    },
    onCaptureChanged: captureChanged.event,
    onSessionsChanged: sessionsChanged.event,
    onDidStart: didStart.event,
    async request(method, params, token) {
      started ??= start();
      try {
        const client = await started;
        // An argument that is there and undefined would be taken for a second parameter of the request.
        return await (token === undefined
          ? client.sendRequest(method, params)
          : client.sendRequest(method, params, token));
      } catch (error) {
        // A server that did not come up may come up the next time.
        if (!(await isUp(started))) started = undefined;
        throw error;
      }
    },
  };
}

async function createClient(
  serverPath: string,
  log: vscode.LogOutputChannel,
  shows: WhatIsShown,
): Promise<LanguageClient> {
  const { LanguageClient: Client, TransportKind } = await import('vscode-languageclient/node');
  const module = { module: serverPath, transport: TransportKind.ipc };
  return new Client(
    'heatline',
    'Heatline',
    { run: module, debug: module },
    {
      documentSelector: [{ scheme: 'file', language: 'python' }],
      outputChannel: log,
      // Asked for at each start, also after a crash.
      initializationOptions: () => ({ ...shows.files(), metric: shows.metric() }),
      // Hovers link to callers and to the list of leaks; nothing else in them is run.
      markdown: { isTrusted: { enabledCommands: ['heatline.openLine', 'heatline.showLeak'] } },
      middleware: {
        provideCodeActions: (document, range, context, token, next) =>
          shows.offersFixes() ? next(document, range, context, token) : [],
        provideHover: (document, position, token, next) => (shows.isHidden() ? null : next(document, position, token)),
      },
    },
  );
}

async function isUp(started: Promise<LanguageClient>): Promise<boolean> {
  return started.then(
    (client) => client.isRunning(),
    () => false,
  );
}
