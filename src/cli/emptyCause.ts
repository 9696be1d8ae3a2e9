/** Why there are no lines to show: one cause with a code and the next step. */
import type { ProfileJson } from '../protocol/profileJson.ts';
import type { CaptureFate } from '../store/openSession.ts';
import { formatSeconds } from './format.ts';

export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

/** For a profile without lines under the asked scope and basis. */
export function findCause(profile: ProfileJson, fate: CaptureFate): Cause {
  return notRecorded(profile, fate) ?? endedEarly(profile, fate) ?? nothingHere(profile);
}

function notRecorded({ process, quality }: ProfileJson, fate: CaptureFate): Cause | undefined {
  if (fate.streams === 0 && fate.refused > 0) {
    return cause(
      'NO_ROOM',
      'There was no room to record: tmpfs and the session folder were both refused.',
      'Free space in /dev/shm or in the session folder.',
    );
  }
  if (fate.streams === 0 && fate.foreign > 0) {
    return cause(
      'NOT_PYTHON',
      `${process.interpreter} is not a Python that Heatline can look into.`,
      'Name a CPython with --interpreter; "heatline doctor" lists what is supported.',
    );
  }
  if (fate.streams === 0 && process.exit.signal !== null) {
    return cause(
      'KILLED',
      `The program was ended by ${process.exit.signal} before recording began.`,
      'Run it again, or see why it was ended.',
    );
  }
  if (fate.streams === 0 && !fate.running) {
    return cause(
      'NOT_LOADED',
      'The recorder was not loaded into the program: the loader ignored it or the program changed its environment first.',
      'Run "heatline doctor" to see what stands in the way.',
    );
  }
  if (quality.unavailable.includes('python-stacks')) {
    return cause(
      'PYTHON_UNKNOWN',
      `Python ${process.version} is unknown to Heatline, so its lines can't be told.`,
      'Use CPython 3.8 to 3.13.',
    );
  }
  if (fate.ready === 0 && !fate.running) {
    return cause(
      'NOT_READY',
      'The interpreter ended before it was ready to run Python code.',
      "See the program's own message above.",
    );
  }
  return undefined;
}

/** With fewer, nearly all belong to the start of the interpreter. */
const enoughSamples = 5;

function endedEarly({ process, quality }: ProfileJson, fate: CaptureFate): Cause | undefined {
  if (quality.signals >= enoughSamples) return undefined;
  const used = `after ${formatSeconds(process.cpu_s)} of CPU time, too early to tell its lines`;
  if (fate.running)
    return cause('NOTHING_YET', 'The program has not used enough CPU time for a sample yet.', 'Ask again in a moment.');
  if (fate.replaced) {
    return cause('REPLACED', `The program became another one by exec ${used}.`, 'Profile that program itself.');
  }
  if (fate.cancelled)
    return cause('CANCELLED', `The program was cancelled ${used}.`, 'Run it again and let it work for longer.');
  if (process.exit.signal !== null)
    return cause(
      'KILLED',
      `The program was ended by ${process.exit.signal} ${used}.`,
      'Run it again, or see why it was ended.',
    );
  if (process.exit.status !== 0 && process.exit.status !== null) {
    return cause(
      'FAILED_EARLY',
      `The program ended with status ${process.exit.status} ${used}.`,
      "See the program's own message above.",
    );
  }
  const next =
    process.rate_hz < 1000 ? 'Give it more work, or take more samples with --rate 1000.' : 'Give it more work to do.';
  return cause('TOO_SHORT', `The program ended ${used}.`, next);
}

function nothingHere({ process }: ProfileJson): Cause {
  if (process.basis === 'wait')
    return cause('NO_WAITING', 'Nothing in scope waited.', 'See the CPU time with --basis cpu.');
  if (process.basis === 'cpu') {
    return cause(
      'NO_CPU_IN_SCOPE',
      'No CPU time was spent in the files in scope.',
      'See waiting with --basis wait, or all files with --scope all.',
    );
  }
  return cause('NOTHING_IN_SCOPE', 'The time was spent outside the files in scope.', 'See all files with --scope all.');
}

function cause(code: string, message: string, nextStep: string): Cause {
  return { code, message, nextStep };
}
