/** Which cause of the catalogue is a run's: always exactly one where there is nothing to show. */
import type { Profile } from '../profile/profile.ts';
import { supportedPython } from '../base/supportedPython.ts';
import type { RunCause, SourcePlace } from '../protocol/heat.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';
import { describeCause, type CauseCode, type CauseFacts } from './causes.ts';
import type { Question } from './question.ts';
import { defaultScope, inScope } from './scope.ts';

/** With less, nearly all of it belongs to the start of the interpreter. */
const enough = { samples: 5, cpuSeconds: 0.15 };
/** Waiting that is worth being offered. */
const noticeableWaitSeconds = 0.01;

/** For a profile that has nothing to show under this question. `json` is its answer. */
export function emptyCause(profile: Profile, question: Question, json: ProfileJson): RunCause {
  const { quality } = json;
  const { fate } = profile.capture;
  const describe = (code: CauseCode, left: CauseFacts['left']): RunCause =>
    describeCause(code, causeFacts(profile, json, left, code));
  const unrecorded = notRecorded(profile, json);
  if (unrecorded !== undefined) return describe(unrecorded, 'unrecorded');
  if (question.pid !== undefined || question.thread !== undefined) return describe('NOTHING_IN_SELECTION', 'early');
  if (question.basis !== 'wait' && waitedSeconds(json) >= noticeableWaitSeconds)
    return describe('ONLY_WAITED', 'early');
  if (quality.signals < enough.samples || json.process.cpu_s < enough.cpuSeconds) {
    if (fate.live) return describe('NOTHING_YET', 'early');
    if (profile.capture.cancelled) return describe('CANCELLED', 'early');
    const end = endCode(profile);
    if (end !== undefined) return describe(end, 'early');
    if (question.basis !== 'wait') return describe(fate.endKind === '_exit' ? 'OS_EXIT' : 'TOO_SHORT', 'early');
  }
  return describe(outOfScope(question), 'early');
}

/** What has to be said about the end of a run that has something to show; `undefined` when it ended as it should. */
export function endCause(profile: Profile, json: ProfileJson): RunCause | undefined {
  const { cancelled, signal, fate } = profile.capture;
  // Whoever interrupts a program in its terminal knows it.
  if (cancelled || fate.live || signal === 'SIGINT') return undefined;
  const code = endCode(profile);
  return code === undefined ? undefined : describeCause(code, causeFacts(profile, json, 'heat', code));
}

function notRecorded({ capture }: Profile, { process, quality }: ProfileJson): CauseCode | undefined {
  const { fate, signal } = capture;
  if (fate.syntaxError !== null) return 'SYNTAX_ERROR';
  if (capture.window?.opened === false && !fate.live) return 'WINDOW_NOT_REACHED';
  if (fate.streams === 0) {
    if (fate.refused > 0) return 'NO_ROOM';
    if (fate.pythonVersion !== '') return pythonCode(fate.pythonVersion);
    if (fate.foreign > 0) return 'NOT_PYTHON';
    if (signal !== null) return fate.outOfMemory ? 'OUT_OF_MEMORY' : 'KILLED';
    if (!fate.live) return 'NOT_LOADED';
  }
  if (quality.unavailable.includes('python-stacks')) return pythonCode(process.version);
  // The stream was there, but no memory for the tables beside it.
  if (fate.ready === 0 && !fate.live && signal === null) return 'NO_ROOM';
  return quality.unavailable.includes('timer') && quality.signals === 0 ? 'NO_TIMERS' : undefined;
}

function pythonCode(version: string): CauseCode {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isTooOld = version !== '' && (major < 3 || (major === 3 && minor < supportedPython.lowest));
  return isTooOld ? 'PYTHON_TOO_OLD' : 'PYTHON_UNKNOWN';
}

/** Of lines in scope, also of threads whose waiting does not count in the basis. */
function waitedSeconds({ files }: ProfileJson): number {
  return files.reduce((sum, { lines }) => lines.reduce((total, line) => total + line.wait_s, sum), 0);
}

/** Why it ended as nobody asked for. */
function endCode({ capture }: Profile): CauseCode | undefined {
  const { status, signal, running, fate } = capture;
  if (running) return fate.live ? undefined : 'RUNNER_KILLED';
  if (signal !== null) return fate.outOfMemory && signal === 'SIGKILL' ? 'OUT_OF_MEMORY' : 'KILLED';
  if (fate.endKind === 'exec') return 'REPLACED';
  if (status === 0 || status === null) return undefined;
  if (fate.endKind === '_exit') return 'OS_EXIT';
  if (fate.syntaxError !== null) return 'SYNTAX_ERROR';
  if (status !== 1 || fate.traceback === null) return 'PROGRAM_FAILED';
  return fate.traceback.exception === 'MemoryError' ? 'OUT_OF_MEMORY' : 'EXCEPTION';
}

function outOfScope({ basis, scope }: Question): CauseCode {
  if (basis === 'wait') return 'NO_WAITING';
  // With all files there is nothing more to be offered than a longer run.
  return scope.kind === 'all' ? 'TOO_SHORT' : 'NOTHING_IN_SCOPE';
}

function causeFacts(profile: Profile, json: ProfileJson, left: CauseFacts['left'], code: CauseCode): CauseFacts {
  const { process } = json;
  const { fate } = profile.capture;
  return {
    left,
    interpreter: process.interpreter,
    version: process.version === '' ? fate.pythonVersion : process.version,
    cpu_s: process.cpu_s,
    wall_s: process.wall_s,
    begin_s: process.window?.begin_s ?? 0,
    rate_hz: process.rate_hz,
    ...process.exit,
    exception: fate.traceback?.exception ?? '',
    place: placeOf(profile, code),
    syntax: fate.syntaxError?.message ?? '',
  };
}

/** The last line of the user's own code in the traceback, or its last line at all. */
function placeOf(profile: Profile, code: CauseCode): SourcePlace | null {
  const { syntaxError, traceback } = profile.capture.fate;
  if (code === 'SYNTAX_ERROR') return syntaxError === null ? null : { path: syntaxError.path, line: syntaxError.line };
  if (traceback === null || (code !== 'EXCEPTION' && code !== 'OUT_OF_MEMORY')) return null;
  const scope = defaultScope(profile);
  return traceback.frames.findLast(({ path }) => inScope(scope, path)) ?? traceback.frames.at(-1) ?? null;
}
