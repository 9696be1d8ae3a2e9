/** The extension's entry: a context and a list of features. */

import type { ExtensionContext } from 'vscode';

import { createContext } from './context.ts';
import * as causes from './features/causes.ts';
import * as chooseInterpreter from './features/chooseInterpreter.ts';
import * as diagnostics from './features/diagnostics.ts';
import * as heat from './features/heat.ts';
import * as hotLineKeys from './features/hotLineKeys.ts';
import * as hotLinesView from './features/hotLinesView.ts';
import * as lenses from './features/lenses.ts';
import * as openSample from './features/openSample.ts';
import * as profileFile from './features/profileFile.ts';
import * as profileModule from './features/profileModule.ts';
import * as reload from './features/reload.ts';
import * as resumeRun from './features/resumeRun.ts';
import * as shownFiles from './features/shownFiles.ts';
import * as startSession from './features/startSession.ts';
import * as statusBar from './features/statusBar.ts';
import * as stop from './features/stop.ts';

const features = [
  profileFile,
  profileModule,
  stop,
  chooseInterpreter,
  heat,
  hotLinesView,
  statusBar,
  shownFiles,
  lenses,
  hotLineKeys,
  startSession,
  resumeRun,
  reload,
  openSample,
  causes,
  diagnostics,
];

export function activate(extension: ExtensionContext): void {
  const ctx = createContext(extension);
  for (const feature of features) feature.activate(ctx);
}
