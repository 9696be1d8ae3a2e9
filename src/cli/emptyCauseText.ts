/** Why there are no lines to show, in words: the cause with its code and the next step. */
import type { ProfileJson } from '../protocol/profileJson.ts';
import { emptyCause, type EmptyCause, type RecordingFacts } from '../queries/emptyCause.ts';
import { formatSeconds } from './format.ts';

export interface CauseText {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

/** With fewer, nearly all belong to the start of the interpreter. */
const enoughSamples = 5;

/** For a profile without lines under the asked scope and basis. */
export function emptyCauseText(profile: ProfileJson, facts: RecordingFacts): CauseText {
  const cause = emptyCause(profile, facts, enoughSamples);
  const [message, nextStep] = sentences(cause, profile);
  return { code: cause.code, message, nextStep };
}

function sentences(cause: EmptyCause, { process }: ProfileJson): readonly [message: string, nextStep: string] {
  switch (cause.kind) {
    case 'not-recorded':
      return notRecorded(cause, process.interpreter);
    case 'python-unknown':
      return [
        `Python ${process.version} is unknown to Heatline, so its lines can't be told.`,
        'Use CPython 3.8 to 3.13.',
      ];
    case 'early':
      return early(cause, process);
    case 'out-of-scope':
      return outOfScope(cause);
  }
}

type Of<Kind extends EmptyCause['kind']> = Extract<EmptyCause, { kind: Kind }>;

function notRecorded(cause: Of<'not-recorded'>, interpreter: string): readonly [string, string] {
  switch (cause.code) {
    case 'NO_ROOM':
      return [
        'There was no room to record: tmpfs and the session folder were both refused.',
        'Free space in /dev/shm or in the session folder.',
      ];
    case 'NOT_PYTHON':
      return [
        `${interpreter} is not a Python that Heatline can look into.`,
        'Name a CPython with --interpreter; "heatline doctor" lists what is supported.',
      ];
    case 'KILLED':
      return [
        `The program was ended by ${cause.signal} before recording began.`,
        'Run it again, or see why it was ended.',
      ];
    case 'NOT_LOADED':
      return [
        'The recorder was not loaded into the program: the loader ignored it or the program changed its environment first.',
        'Run "heatline doctor" to see what stands in the way.',
      ];
    case 'NOT_READY':
      return ['The interpreter ended before it was ready to run Python code.', "See the program's own message above."];
  }
}

function early(cause: Of<'early'>, process: ProfileJson['process']): readonly [string, string] {
  const used = `after ${formatSeconds(process.cpu_s)} of CPU time, too early to tell its lines`;
  switch (cause.code) {
    case 'NOTHING_YET':
      return ['The program has not used enough CPU time for a sample yet.', 'Ask again in a moment.'];
    case 'REPLACED':
      return [`The program became another one by exec ${used}.`, 'Profile that program itself.'];
    case 'CANCELLED':
      return [`The program was cancelled ${used}.`, 'Run it again and let it work for longer.'];
    case 'KILLED':
      return [`The program was ended by ${cause.signal} ${used}.`, 'Run it again, or see why it was ended.'];
    case 'FAILED_EARLY':
      return [`The program ended with status ${cause.status} ${used}.`, "See the program's own message above."];
    case 'TOO_SHORT':
      return [
        `The program ended ${used}.`,
        process.rate_hz < 1000
          ? 'Give it more work, or take more samples with --rate 1000.'
          : 'Give it more work to do.',
      ];
  }
}

function outOfScope({ code }: Of<'out-of-scope'>): readonly [string, string] {
  switch (code) {
    case 'NO_WAITING':
      return ['Nothing in scope waited.', 'See the CPU time with --basis cpu.'];
    case 'NO_CPU_IN_SCOPE':
      return [
        'No CPU time was spent in the files in scope.',
        'See waiting with --basis wait, or all files with --scope all.',
      ];
    case 'NOTHING_IN_SCOPE':
      return ['The time was spent outside the files in scope.', 'See all files with --scope all.'];
  }
}
