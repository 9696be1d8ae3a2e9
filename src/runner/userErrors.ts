/**
 * Everything that can go wrong for the person who starts a capture: one factory an error. Shown by the command line and the
 * editor as `cause consequence nextStep [CODE]`, never with a stack trace.
 */

import { UserError } from '../base/userError.ts';

/**
 * Exit status of `heatline run` when the program was not started: one for each code, so that whoever started the command line
 * can tell why. From 64 on they are those of sysexits.h.
 */
export const refusalStatus = {
  USAGE: 2,
  SCRIPT_NOT_FOUND: 66,
  RECORDER_REFUSED: 69,
  CORE_MISSING: 70,
  START_FAILED: 71,
  PLATFORM_UNSUPPORTED: 72,
  SESSION_FOLDER_UNUSABLE: 73,
  INTERPRETER_FAILED: 76,
  ENVIRONMENT_FILE_UNREADABLE: 78,
  INTERPRETER_NOT_EXECUTABLE: 126,
  INTERPRETER_NOT_FOUND: 127,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

const refusalCodes = Object.keys(refusalStatus).filter((code): code is RefusalCode => code in refusalStatus);

/** `undefined` for a status that is no refusal. */
export function refusalCode(status: number | undefined): RefusalCode | undefined {
  return refusalCodes.find((code) => refusalStatus[code] === status);
}

/** The command line was not understood. */
export function usageError(cause: string, command: string): UserError {
  const help = command === '' ? 'heatline --help' : `heatline ${command} --help`;
  return new UserError({
    code: 'USAGE',
    cause,
    consequence: 'Nothing was started.',
    nextStep: `See "${help}".`,
    status: refusalStatus.USAGE,
  });
}

export function interpreterNotFound(wanted: string | undefined): UserError {
  return new UserError({
    code: 'INTERPRETER_NOT_FOUND',
    cause:
      wanted === undefined
        ? 'There is no python3 or python on PATH, and no virtual environment is active.'
        : `There is no interpreter at ${wanted}.`,
    consequence: 'The program was not started.',
    nextStep: 'Name one with --interpreter /path/to/python.',
    status: refusalStatus.INTERPRETER_NOT_FOUND,
  });
}

export function interpreterNotExecutable(path: string): UserError {
  return new UserError({
    code: 'INTERPRETER_NOT_EXECUTABLE',
    cause: `${path} is not a program that you may run.`,
    consequence: 'The program was not started.',
    nextStep: 'Name another one with --interpreter, or make it executable.',
    status: refusalStatus.INTERPRETER_NOT_EXECUTABLE,
  });
}

export function interpreterFailed(path: string, detail: string): UserError {
  return new UserError({
    code: 'INTERPRETER_FAILED',
    cause: `${path} did not answer when asked which Python it is (${detail}).`,
    consequence: 'The program was not started.',
    nextStep: `Try "${path} -c 0", or name another interpreter with --interpreter.`,
    status: refusalStatus.INTERPRETER_FAILED,
  });
}

export function scriptNotFound(path: string): UserError {
  return new UserError({
    code: 'SCRIPT_NOT_FOUND',
    cause: `There is no file ${path}.`,
    consequence: 'The program was not started.',
    nextStep: 'Check the path; it is taken from the working folder.',
    status: refusalStatus.SCRIPT_NOT_FOUND,
  });
}

export function coreMissing(path: string): UserError {
  return new UserError({
    code: 'CORE_MISSING',
    cause: `Heatline's recorder ${path} is missing.`,
    consequence: 'Nothing could be recorded, so the program was not started.',
    nextStep: 'Run "npm run build" in a checkout, or install Heatline again.',
    status: refusalStatus.CORE_MISSING,
  });
}

export function startFailed(path: string, detail: string): UserError {
  return new UserError({
    code: 'START_FAILED',
    cause: `${path} could not be started (${detail}).`,
    consequence: 'The program did not run.',
    nextStep: 'Check that the interpreter is complete and that the machine has memory and processes to spare.',
    status: refusalStatus.START_FAILED,
  });
}

export function sessionFolderUnusable(path: string, detail: string): UserError {
  return new UserError({
    code: 'SESSION_FOLDER_UNUSABLE',
    cause: `The session folder ${path} can't be written (${detail}).`,
    consequence: 'The program was not started.',
    nextStep: 'Set HEATLINE_HOME to a folder that you may write, or give one with --output.',
    status: refusalStatus.SESSION_FOLDER_UNUSABLE,
  });
}

export function environmentFileUnreadable(path: string, detail: string): UserError {
  return new UserError({
    code: 'ENVIRONMENT_FILE_UNREADABLE',
    cause: `The environment file ${path} can't be read (${detail}).`,
    consequence: 'The program was not started.',
    nextStep: 'Give a readable file of NUL-separated NAME=value entries.',
    status: refusalStatus.ENVIRONMENT_FILE_UNREADABLE,
  });
}

export function sessionNotFound(wanted: string | undefined, folder: string): UserError {
  return new UserError({
    code: 'SESSION_NOT_FOUND',
    cause:
      wanted === undefined ? `There are no sessions in ${folder}.` : `There is no session "${wanted}" in ${folder}.`,
    consequence: '',
    nextStep:
      wanted === undefined
        ? 'Record one with "heatline run script.py".'
        : 'See "heatline list" for the names of sessions.',
  });
}

export function importsNotRecorded(id: string, consequence = 'It was not compared with other runs.'): UserError {
  return new UserError({
    code: 'IMPORTS_OFF',
    cause: `Imports were not recorded in ${id}.`,
    consequence,
    nextStep: 'Record the program again, without --no-imports.',
  });
}

export function outputFailed(path: string, detail: string): UserError {
  return new UserError({
    code: 'OUTPUT_FAILED',
    cause: `${path} can't be written (${detail}).`,
    consequence: 'The result was not saved there; the session is kept.',
    nextStep: 'Choose another file.',
  });
}

export function platformUnsupported(platform: string): UserError {
  return new UserError({
    code: 'PLATFORM_UNSUPPORTED',
    cause: `Heatline records on Linux x86-64 with glibc; this is ${platform}.`,
    consequence: 'The program was not started.',
    nextStep: 'Sessions recorded elsewhere can be shown here.',
    status: refusalStatus.PLATFORM_UNSUPPORTED,
  });
}

/** The program has run; what was recorded could not be put into its folder. */
export function sessionNotSaved(folder: string, detail: string): UserError {
  return new UserError({
    code: 'SESSION_NOT_SAVED',
    cause: `What was recorded could not be written to ${folder} (${detail}).`,
    consequence: 'Some of it may be missing.',
    nextStep: 'Free space there, or set HEATLINE_HOME to a folder with room.',
  });
}

/** The recorder says why it can't work on this target. */
export function recorderRefused(reason: string): UserError {
  return new UserError({
    code: 'RECORDER_REFUSED',
    cause: `${reason}.`,
    consequence: 'Nothing could be recorded, so the program was not started.',
    nextStep: 'Name another interpreter with --interpreter; "heatline doctor" lists those that work.',
    status: refusalStatus.RECORDER_REFUSED,
  });
}

export function sessionDamaged(problem: { readonly code: string; readonly message: string }): UserError {
  return new UserError({
    code: problem.code.toUpperCase().replaceAll('-', '_'),
    cause: problem.message,
    consequence: '',
    nextStep: 'Record it again with "heatline run".',
  });
}

/** One of our own Python tools did not do its work. */
export function oracleRunFailed(interpreter: string, detail: string): UserError {
  return new UserError({
    code: 'VERIFY_RUN_FAILED',
    cause: `A program that Heatline checks itself with did not run under ${interpreter} (${detail}).`,
    consequence: 'Nothing is said about the measurements.',
    nextStep: 'See "heatline doctor"; if all is well there, please report it.',
  });
}

export function verifyUnsupported(interpreter: string, why: string): UserError {
  return new UserError({
    code: 'VERIFY_UNSUPPORTED',
    cause: `${interpreter} is ${why}.`,
    consequence: 'Nothing was measured, because Heatline promises nothing there.',
    nextStep: 'Name another interpreter with --interpreter.',
  });
}

export function projectTooLarge(root: string, mostBytes: number): UserError {
  return new UserError({
    code: 'PROJECT_TOO_LARGE',
    cause: `${root} holds more than ${Math.round(mostBytes / 2 ** 20)} MB besides environments and caches.`,
    consequence: 'It was not copied, so the change was not tried.',
    nextStep: 'Try the change without --verify, on a branch of your own.',
  });
}

/** The copy's file would be the user's own. */
export function outsideCopy(path: string, root: string): UserError {
  return new UserError({
    code: 'OUTSIDE_COPY',
    cause: `${path} does not lie in ${root}, of which a copy was made to try the change on.`,
    consequence: 'Nothing was started or changed.',
    nextStep: 'Try the change without --verify, on a branch of your own.',
  });
}

export function notUtf8(path: string): UserError {
  return new UserError({
    code: 'OTHER_ENCODING',
    cause: `${path} is not written in UTF-8.`,
    consequence: 'Its imports could be moved, but the file could not be written back as it is, so nothing was changed.',
    nextStep: 'Save it as UTF-8, or move its imports by hand.',
  });
}
