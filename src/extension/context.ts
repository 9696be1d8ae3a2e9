/** What every feature gets: the extension's own services, and the session that is shown. */

import * as vscode from 'vscode';

import type { SessionSummary } from '../protocol/heat.ts';
import { createConfig, type Config } from './config.ts';
import { createCurrentCapture, type CurrentCapture } from './currentCapture.ts';
import { createLastRuns, type LastRuns } from './lastRuns.ts';
import { createServerClient, type ServerClient } from './serverClient.ts';

export interface HeatlineContext {
  readonly subscriptions: vscode.Disposable[];
  readonly config: Config;
  readonly log: vscode.LogOutputChannel;
  readonly server: ServerClient;
  readonly shown: ShownSession;
  /** A folder of our own that outlives the window; it need not exist yet. */
  readonly storage: vscode.Uri;
  readonly capture: CurrentCapture;
  readonly lastRuns: LastRuns;
  /** Absolute path of something that is shipped. */
  shippedPath(...parts: readonly string[]): string;
}

/** The session whose heat is on the lines, if any. */
export interface ShownSession {
  readonly current: SessionSummary | undefined;
  readonly onDidChange: vscode.Event<SessionSummary | undefined>;
  show(session: SessionSummary | undefined): void;
}

export function createContext(extension: vscode.ExtensionContext): HeatlineContext {
  const { subscriptions } = extension;
  const log = vscode.window.createOutputChannel('Heatline', { log: true });
  subscriptions.push(log);
  const shippedPath = (...parts: readonly string[]): string => extension.asAbsolutePath(parts.join('/'));
  return {
    subscriptions,
    config: createConfig(subscriptions),
    log,
    server: createServerClient(shippedPath('dist', 'server.cjs'), log, subscriptions),
    shown: createShownSession(subscriptions),
    storage: extension.globalStorageUri,
    capture: createCurrentCapture(subscriptions),
    lastRuns: createLastRuns(extension.workspaceState),
    shippedPath,
  };
}

function createShownSession(subscriptions: vscode.Disposable[]): ShownSession {
  const changed = new vscode.EventEmitter<SessionSummary | undefined>();
  subscriptions.push(changed);
  let current: SessionSummary | undefined;
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    show(session) {
      current = session;
      void vscode.commands.executeCommand('setContext', 'heatline.hasProfile', session !== undefined);
      changed.fire(session);
    },
  };
}
