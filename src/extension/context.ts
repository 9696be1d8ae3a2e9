/** What every feature gets: the extension's own services, and the session that is shown. */

import * as vscode from 'vscode';

import type { SessionSummary } from '../protocol/heat.ts';
import { createConfig, type Config } from './config.ts';
import { createCurrentCapture, type CurrentCapture } from './currentCapture.ts';
import { createLastRuns, type LastRuns } from './lastRuns.ts';
import { createServerClient, type ServerClient } from './serverClient.ts';
import { createShownMetric, type ShownMetric } from './shownMetric.ts';

export interface HeatlineContext {
  readonly subscriptions: vscode.Disposable[];
  readonly config: Config;
  readonly log: vscode.LogOutputChannel;
  readonly server: ServerClient;
  readonly shown: ShownSession;
  /** What the heat shows. */
  readonly metric: ShownMetric;
  /** A folder of our own that outlives the window; it need not exist yet. */
  readonly storage: vscode.Uri;
  readonly capture: CurrentCapture;
  readonly lastRuns: LastRuns;
  /** What is remembered of this workspace. */
  readonly workspaceState: vscode.Memento;
  /** Where VS Code keeps this extension's log. */
  readonly logFolder: vscode.Uri;
  /** Absolute path of something that is shipped. */
  shippedPath(...parts: readonly string[]): string;
}

/** The session whose heat is on the lines, if any. */
export interface ShownSession {
  readonly current: SessionSummary | undefined;
  readonly onDidChange: vscode.Event<SessionSummary | undefined>;
  show(session: SessionSummary | undefined): void;
  /** What is shown of the session has changed: everybody asks again. */
  refresh(): void;
  /** The heat is switched off for a while, with its session kept. */
  readonly isHidden: boolean;
  readonly onDidToggle: vscode.Event<void>;
  toggle(): void;
}

export function createContext(extension: vscode.ExtensionContext): HeatlineContext {
  const { subscriptions } = extension;
  const log = vscode.window.createOutputChannel('Heatline', { log: true });
  subscriptions.push(log);
  const shippedPath = (...parts: readonly string[]): string => extension.asAbsolutePath(parts.join('/'));
  const config = createConfig(subscriptions);
  const shown = createShownSession(subscriptions);
  const metric = createShownMetric(extension.workspaceState, subscriptions);
  return {
    subscriptions,
    config,
    log,
    server: createServerClient(shippedPath('dist', 'server.cjs'), log, subscriptions, {
      files: () => config.shownFiles(),
      isHidden: () => shown.isHidden,
      metric: () => metric.chosen,
      offersFixes: () =>
        vscode.workspace.isTrusted && shown.current !== undefined && !shown.isHidden && config.pointsOutImports(),
    }),
    shown,
    metric,
    workspaceState: extension.workspaceState,
    storage: extension.globalStorageUri,
    capture: createCurrentCapture(subscriptions),
    lastRuns: createLastRuns(extension.workspaceState),
    logFolder: extension.logUri,
    shippedPath,
  };
}

function createShownSession(subscriptions: vscode.Disposable[]): ShownSession {
  const changed = new vscode.EventEmitter<SessionSummary | undefined>();
  const toggled = new vscode.EventEmitter<void>();
  subscriptions.push(changed, toggled);
  let current: SessionSummary | undefined;
  let isHidden = false;
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
    refresh() {
      if (current !== undefined) changed.fire(current);
    },
    get isHidden() {
      return isHidden;
    },
    onDidToggle: toggled.event,
    toggle() {
      isHidden = !isHidden;
      toggled.fire();
    },
  };
}
