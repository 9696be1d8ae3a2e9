/** Everything the extension itself has to tell a user who asked for something that did not work: one factory an error. */

import type { RunCause, SessionSummary } from '../protocol/heat.ts';
import type { FixesFailed } from '../protocol/importFixes.ts';
import type { OpenSessionResult } from '../protocol/lsp.ts';
import type { MissingMeasurement } from '../protocol/memoryView.ts';
import { refusalCode, type RefusalCode } from '../runner/userErrors.ts';
import {
  chooseInterpreter,
  nextStepsOf,
  openFile,
  profileAgain,
  runDoctor,
  showLog,
  showRuns,
  showTerminal,
  type NextStep,
} from './nextSteps.ts';

export interface UserMessage {
  /** Stable, upper case; each has an entry in docs/causes.md. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Cause and consequence, in sentences. */
  readonly text: string;
  /** At most two. */
  readonly nextSteps: readonly NextStep[];
}

/** Thrown by what a command does; `showUserMessage` shows it. */
export class UserMessageError extends Error {
  readonly shown: UserMessage;

  constructor(shown: UserMessage) {
    super(shown.text);
    this.name = 'UserMessageError';
    this.shown = shown;
  }
}

export function workspaceNotTrusted(): UserMessageError {
  return new UserMessageError({
    code: 'RESTRICTED_MODE',
    severity: 'error',
    text: 'Profiling runs the program, and this window is in Restricted Mode. Nothing was started.',
    nextSteps: [{ label: 'Manage Workspace Trust', command: 'workbench.trust.manage' }],
  });
}

export function fixesNotTrusted(): UserMessageError {
  return new UserMessageError({
    ...workspaceNotTrusted().shown,
    text: "Deferring imports asks the run's interpreter, and this window is in Restricted Mode. Nothing was changed.",
  });
}

/** Nothing is pointed out in the file. */
export function noImportFinding(file: string): UserMessageError {
  return new UserMessageError({
    code: 'NO_IMPORT_FINDING',
    severity: 'info',
    text: `No import of ${file} stands out in the shown run, or its line was edited since. Nothing was changed.`,
    nextSteps: [{ label: 'Show Imports', command: 'heatline.imports.focus' }],
  });
}

export function importsNotPlanned({ code, message }: FixesFailed): UserMessageError {
  const text = `${message} Nothing was changed.`;
  return new UserMessageError({ code, severity: 'error', text, nextSteps: [showLog, profileAgain] });
}

/** @param purpose what was to be done with it */
export function noPythonFile(purpose = 'profile'): UserMessageError {
  return new UserMessageError({
    code: 'NO_PYTHON_FILE',
    severity: 'error',
    text: `There is no Python file to ${purpose}: open one, or right-click one in the explorer.`,
    nextSteps: [openFile],
  });
}

export function fileNotOnDisk(): UserMessageError {
  return new UserMessageError({
    code: 'FILE_NOT_ON_DISK',
    severity: 'error',
    text: 'Only a file on this machine can be run. Save it in a folder first; nothing was started.',
    nextSteps: [{ label: 'Save As', command: 'workbench.action.files.saveAs' }],
  });
}

export function fileVirtual(): UserMessageError {
  return new UserMessageError({
    code: 'FILE_VIRTUAL',
    severity: 'error',
    text: 'This file is not on the disk of this machine, so no program here can run it. Nothing was started.',
    nextSteps: [{ label: 'Open Folder from Disk', command: 'vscode.openFolder' }],
  });
}

export function fileDeleted(path: string): UserMessageError {
  return new UserMessageError({
    code: 'FILE_DELETED',
    severity: 'error',
    text: `${path} is no longer on the disk. Save it again if it is still open; nothing was started.`,
    nextSteps: [{ label: 'Save', command: 'workbench.action.files.save' }, openFile],
  });
}

export function noFolderOpen(): UserMessageError {
  return new UserMessageError({
    code: 'NO_FOLDER',
    severity: 'error',
    text: 'A module runs in a folder of the workspace, and no folder is open. Nothing was started.',
    nextSteps: [{ label: 'Open Folder', command: 'vscode.openFolder' }],
  });
}

export function fileNotSaved(path: string): UserMessageError {
  return new UserMessageError({
    code: 'FILE_NOT_SAVED',
    severity: 'error',
    text: `${path} has changes that could not be saved, so what would run is not what you see. Nothing was started.`,
    nextSteps: [{ label: 'Save As', command: 'workbench.action.files.saveAs' }],
  });
}

export function interpreterMissing(path: string): UserMessageError {
  return new UserMessageError({
    code: 'INTERPRETER_NOT_FOUND',
    severity: 'error',
    text:
      path === ''
        ? 'There is no Python here: no interpreter is set, the workspace has no .venv, and none is on PATH.'
        : `There is no Python interpreter at ${path}. Nothing was started.`,
    nextSteps: [
      chooseInterpreter,
      { label: 'Open Settings', command: 'workbench.action.openSettings', args: ['heatline.interpreter'] },
    ],
  });
}

const openReadyAt: NextStep = {
  label: 'Open Setting',
  command: 'workbench.action.openSettings',
  args: ['heatline.imports.readyAt'],
};

export function readyAtNotUnderstood(text: string, reason: string): UserMessageError {
  return new UserMessageError({
    code: 'READY_AT_NOT_UNDERSTOOD',
    severity: 'error',
    text: `The setting heatline.imports.readyAt takes function, Class.method or file.py:function, not "${text}": ${reason}. Nothing was started.`,
    nextSteps: [openReadyAt],
  });
}

/** The marked function was never at work. */
export function readyAtNotSeen(message: string): UserMessage {
  return { code: 'READY_AT_NOT_SEEN', severity: 'warning', text: message, nextSteps: [openReadyAt] };
}

export function alreadyProfiling(): UserMessageError {
  return new UserMessageError({
    code: 'ALREADY_PROFILING',
    severity: 'warning',
    text: 'A program is being profiled already; two at once would disturb each other. Cancel it or wait for its end.',
    nextSteps: [{ label: 'Stop Profiling', command: 'heatline.stop' }, showTerminal],
  });
}

export function nothingToRepeat(): UserMessageError {
  return new UserMessageError({
    code: 'NOTHING_TO_REPEAT',
    severity: 'info',
    text: 'Nothing has been profiled in this workspace yet, so there is no last run to repeat.',
    nextSteps: [{ label: 'Profile This File', command: 'heatline.profileFile' }],
  });
}

export function taskWithoutProgram(): UserMessageError {
  return new UserMessageError({
    code: 'TASK_WITHOUT_PROGRAM',
    severity: 'error',
    text: 'This task of type "heatline" names neither a "file" nor a "module", so there is nothing to run.',
    nextSteps: [{ label: 'Open Tasks', command: 'workbench.action.tasks.configureTaskRunner' }],
  });
}

/** The command line ended without leaving a session. It has said more in the terminal. */
export function captureFailed(exitCode: number | undefined): UserMessage {
  const code = refusalCode(exitCode);
  if (code !== undefined) {
    const [text, step] = refusals[code];
    return {
      code,
      severity: 'error',
      text: `${text} Nothing was started; the terminal says more.`,
      nextSteps: [step, showTerminal],
    };
  }
  const status = exitCode === undefined ? '' : ` (status ${exitCode})`;
  return {
    code: 'CAPTURE_FAILED',
    severity: 'error',
    text: `Nothing was recorded${status}. The terminal says why.`,
    nextSteps: [showTerminal, showLog],
  };
}

/** The command line's words are in the terminal, with paths and reasons. */
const refusals: Readonly<Record<RefusalCode, readonly [text: string, step: NextStep]>> = {
  USAGE: ["Heatline's command line was not understood.", showLog],
  SCRIPT_NOT_FOUND: ['The program is not there any more.', showLog],
  RECORDER_REFUSED: ['Nothing can be loaded into this interpreter.', chooseInterpreter],
  CORE_MISSING: ["Heatline's recorder is missing: the installation is not complete.", runDoctor],
  START_FAILED: ['The interpreter could not be started.', chooseInterpreter],
  PLATFORM_UNSUPPORTED: ['Recording needs Linux x86-64 and a Python made for glibc.', chooseInterpreter],
  SESSION_FOLDER_UNUSABLE: ["The folder for the run can't be written.", runDoctor],
  INTERPRETER_FAILED: ['The interpreter did not answer.', chooseInterpreter],
  ENVIRONMENT_FILE_UNREADABLE: ["The environment for the program can't be read.", showLog],
  INTERPRETER_NOT_EXECUTABLE: ['The interpreter is no program that you may run.', chooseInterpreter],
  INTERPRETER_NOT_FOUND: ['The interpreter is not there.', chooseInterpreter],
};

export function sessionUnreadable(failure: Extract<OpenSessionResult, { kind: 'failed' }>): UserMessage {
  const code = failure.code.toUpperCase().replaceAll('-', '_');
  return { code, severity: 'error', text: failure.message, nextSteps: [showRuns, showLog] };
}

/** What is the matter with a run: nothing to show, or an end that nobody asked for. */
export function runMessage(session: SessionSummary, cause: RunCause): UserMessage {
  const { code, message } = cause;
  const severity = code === 'CANCELLED' || code === 'NOTHING_YET' ? 'info' : 'warning';
  return { code, severity, text: message, nextSteps: nextStepsOf(session, cause) };
}

/** A bug of ours, or of what we stand on. */
export function unexpected(error: unknown): UserMessage {
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'UNEXPECTED',
    severity: 'error',
    text: `Heatline failed: ${text}`,
    nextSteps: [showLog, { label: 'Copy Diagnostics', command: 'heatline.copyDiagnostics' }],
  };
}

export function noHotLine(): UserMessage {
  return {
    code: 'NO_HOT_LINE',
    severity: 'info',
    text: 'This file has no hot line: none of its lines has 2 % of the run or more. The hot lines of all files are listed in the sidebar.',
    nextSteps: [{ label: 'Show Hot Lines', command: 'heatline.hotLines.focus' }],
  };
}

export function nothingShown(): UserMessageError {
  return new UserMessageError({
    code: 'NO_PROFILE',
    severity: 'info',
    text: 'No profile is shown: profile a file first, or open a run of the history.',
    nextSteps: [{ label: 'Show Runs', command: 'heatline.runs.focus' }],
  });
}

/** A hot line's file is not where it was during the run, or the code never was in a file. */
export function sourceNotFound(path: string): UserMessageError {
  const inFile = path.startsWith('/');
  return new UserMessageError({
    code: 'SOURCE_NOT_FOUND',
    severity: 'warning',
    text: inFile
      ? `There is no file ${path} to open: it was deleted or moved, or the run was recorded elsewhere.`
      : `${path} is code that is in no file, so there is no line to go to.`,
    nextSteps: inFile
      ? [{ label: 'Map Paths', command: 'workbench.action.openSettings', args: ['heatline.pathMappings'] }]
      : [],
  });
}

/** What was chosen is not in the run. */
export function measurementMissing({ code, message }: MissingMeasurement): UserMessageError {
  return new UserMessageError({ code, severity: 'info', text: message, nextSteps: [profileAgain] });
}

export function stillRunning(): UserMessageError {
  return new UserMessageError({
    code: 'RUN_NOT_OVER',
    severity: 'warning',
    text: 'This run is not over yet, so it was not deleted. Stop it first.',
    nextSteps: [{ label: 'Stop Profiling', command: 'heatline.stop' }],
  });
}

/** What was asked of a run of the history did not happen. */
export function runUnchanged({ code, message }: { readonly code: string; readonly message: string }): UserMessageError {
  return new UserMessageError({ code, severity: 'error', text: message, nextSteps: [showLog] });
}

export function notOnThisDisk(): UserMessageError {
  return new UserMessageError({
    code: 'NOT_ON_DISK',
    severity: 'error',
    text: 'An export is written to a disk of this machine only; nothing was written. Export again and choose a folder there.',
    nextSteps: [],
  });
}
