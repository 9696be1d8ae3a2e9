/** Everything the extension itself has to tell a user who asked for something that did not work: one factory an error. */

import type { NoHeatCause } from '../protocol/heat.ts';
import type { OpenSessionResult } from '../protocol/lsp.ts';

/** A button: what it says, and the command it runs. */
export interface NextStep {
  readonly label: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

export interface UserMessage {
  /** Stable, upper case, for looking things up. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Cause and consequence, in sentences. */
  readonly text: string;
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

const showLog: NextStep = { label: 'Show Log', command: 'heatline.showLog' };
const showTerminal: NextStep = { label: 'Show Terminal', command: 'workbench.action.terminal.focus' };
const profileAgain: NextStep = { label: 'Profile Again', command: 'heatline.profileAgain' };
const chooseInterpreter: NextStep = { label: 'Choose Interpreter', command: 'heatline.chooseInterpreter' };
const openFile: NextStep = { label: 'Open File', command: 'workbench.action.files.openFile' };

export function workspaceNotTrusted(): UserMessageError {
  return new UserMessageError({
    code: 'RESTRICTED_MODE',
    severity: 'error',
    text: 'Profiling runs the program, and this window is in Restricted Mode. Nothing was started.',
    nextSteps: [{ label: 'Manage Workspace Trust', command: 'workbench.trust.manage' }],
  });
}

export function noPythonFile(): UserMessageError {
  return new UserMessageError({
    code: 'NO_PYTHON_FILE',
    severity: 'error',
    text: 'There is no Python file to profile: open one, or right-click one in the explorer.',
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
    nextSteps: [chooseInterpreter],
  });
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

/** The command line ended without leaving a session. It has said why in the terminal. */
export function captureFailed(exitCode: number | undefined): UserMessage {
  const status = exitCode === undefined ? '' : ` (status ${exitCode})`;
  return {
    code: 'CAPTURE_FAILED',
    severity: 'error',
    text: `Nothing was recorded${status}. The terminal says why.`,
    nextSteps: [showTerminal],
  };
}

export function sessionUnreadable(failure: Extract<OpenSessionResult, { kind: 'failed' }>): UserMessage {
  return { code: failure.code, severity: 'error', text: failure.message, nextSteps: [showLog, profileAgain] };
}

/** The session is there, but no line of the user's files is warm. */
export function noHeat({ code, message }: NoHeatCause): UserMessage {
  return { code, severity: 'warning', text: message, nextSteps: [profileAgain, showTerminal] };
}

export function programFailed(how: string): UserMessage {
  return {
    code: 'PROGRAM_FAILED',
    severity: 'warning',
    text: `The program ended ${how}. The heat shows the time up to there.`,
    nextSteps: [showTerminal],
  };
}

/** A bug of ours, or of what we stand on. */
export function unexpected(error: unknown): UserMessage {
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', severity: 'error', text: `Heatline failed: ${text}`, nextSteps: [showLog] };
}

export function noHotLine(): UserMessage {
  return {
    code: 'NO_HOT_LINE',
    severity: 'info',
    text: 'This file has no hot line: none of its lines has 2 % of the run or more. The hot lines of all files are listed in the sidebar.',
    nextSteps: [{ label: 'Show Hot Lines', command: 'heatline.hotLines.focus' }],
  };
}
