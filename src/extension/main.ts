/** The extension's entry: a context and a list of features. */

import type { ExtensionContext } from 'vscode';

import { createContext } from './context.ts';
import * as causes from './features/causes.ts';
import * as chooseInterpreter from './features/chooseInterpreter.ts';
import * as copiesView from './features/copiesView.ts';
import * as copyHotLines from './features/copyHotLines.ts';
import * as copyMemory from './features/copyMemory.ts';
import * as diagnostics from './features/diagnostics.ts';
import * as diskBudget from './features/diskBudget.ts';
import * as filterHeat from './features/filterHeat.ts';
import * as heat from './features/heat.ts';
import * as hotLineKeys from './features/hotLineKeys.ts';
import * as hotLinesView from './features/hotLinesView.ts';
import * as importFindings from './features/importFindings.ts';
import * as importFlame from './features/importFlame.ts';
import * as importFixes from './features/importFixes.ts';
import * as importHints from './features/importHints.ts';
import * as importsView from './features/importsView.ts';
import * as leaksView from './features/leaksView.ts';
import * as leakWarnings from './features/leakWarnings.ts';
import * as lenses from './features/lenses.ts';
import * as memoryTimeline from './features/memoryTimeline.ts';
import * as memoryView from './features/memoryView.ts';
import * as metric from './features/metric.ts';
import * as openSample from './features/openSample.ts';
import * as profileFile from './features/profileFile.ts';
import * as profileModule from './features/profileModule.ts';
import * as reload from './features/reload.ts';
import * as resumeRun from './features/resumeRun.ts';
import * as runsView from './features/runsView.ts';
import * as shownFiles from './features/shownFiles.ts';
import * as startSession from './features/startSession.ts';
import * as statusBar from './features/statusBar.ts';
import * as stop from './features/stop.ts';
import * as taskProvider from './features/taskProvider.ts';

const features = [
  profileFile,
  profileModule,
  stop,
  chooseInterpreter,
  heat,
  hotLinesView,
  statusBar,
  metric,
  memoryView,
  copiesView,
  leaksView,
  leakWarnings,
  memoryTimeline,
  copyMemory,
  importHints,
  importFindings,
  importFixes,
  importsView,
  importFlame,
  shownFiles,
  lenses,
  hotLineKeys,
  startSession,
  resumeRun,
  reload,
  openSample,
  causes,
  diagnostics,
  filterHeat,
  copyHotLines,
  runsView,
  diskBudget,
  taskProvider,
];

export function activate(extension: ExtensionContext): void {
  const ctx = createContext(extension);
  for (const feature of features) feature.activate(ctx);
}
