/**
 * The catalogue of causes: why a run has nothing to show, or why it ended as nobody asked for. One entry a code: the cause in a
 * sentence, and the next step. The command line makes a sentence of the step, the editor a button. docs/causes.md explains
 * every code.
 */
import { supportedPython } from '../base/supportedPython.ts';
import type { NextStepName, RunCause, SourcePlace } from '../protocol/heat.ts';

/** What the sentences speak of. Times are seconds. */
export interface CauseFacts {
  /** `heat`: there is something to show nevertheless. `early`: too little was recorded. `unrecorded`: nothing was. */
  readonly left: 'heat' | 'early' | 'unrecorded';
  readonly interpreter: string;
  /** "3.12.1"; "" when unknown. */
  readonly version: string;
  readonly cpu_s: number;
  readonly wall_s: number;
  /** When the recording was to begin. */
  readonly begin_s: number;
  readonly rate_hz: number;
  readonly status: number | null;
  readonly signal: string | null;
  /** Type of the exception that was printed last; "" when unknown. */
  readonly exception: string;
  /** Where the exception was raised, or the syntax error is. */
  readonly place: SourcePlace | null;
  /** Python's own words about a syntax error. */
  readonly syntax: string;
}

interface Entry {
  readonly nextStep: NextStepName | ((facts: CauseFacts) => NextStepName);
  readonly sentence: (facts: CauseFacts) => string;
}

/** The highest rate that a capture can have. */
const mostHz = 1000;

const moreSamples = ({ rate_hz }: CauseFacts): NextStepName => (rate_hz < mostHz ? 'raise-rate' : 'give-more-work');
const placeOrTerminal = ({ place }: CauseFacts): NextStepName => (place === null ? 'show-terminal' : 'go-to-line');

const entries = {
  NO_ROOM: {
    nextStep: 'free-space',
    sentence: () => 'There was no room to record: neither on tmpfs nor in the session folder.',
  },
  NOT_PYTHON: {
    nextStep: 'choose-interpreter',
    sentence: ({ interpreter }) => `${interpreter} is not a Python that Heatline can look into.`,
  },
  NOT_LOADED: {
    nextStep: 'run-doctor',
    sentence: () =>
      'The recorder was not loaded into the program: the system refused it, or the environment was cleared first.',
  },
  PYTHON_TOO_OLD: {
    nextStep: 'choose-interpreter',
    sentence: ({ version }) => `Python ${version} is too old: Heatline knows the lines of ${supportedPython.text}.`,
  },
  PYTHON_UNKNOWN: {
    nextStep: 'choose-interpreter',
    sentence: ({ version }) =>
      `${version === '' ? 'This Python' : `Python ${version}`} is unknown to Heatline, which knows the lines of ${supportedPython.text}.`,
  },
  NO_TIMERS: {
    nextStep: 'run-doctor',
    sentence: () => 'The system refused the CPU timers that samples come from.',
  },
  WINDOW_NOT_REACHED: {
    nextStep: 'give-more-work',
    sentence: ({ wall_s, begin_s }) =>
      `The program ended after ${secondsText(wall_s)}, before the recording began (--delay ${begin_s}): that delay is too long.`,
  },
  NOTHING_YET: {
    nextStep: 'look-again',
    sentence: () => 'The program has not used enough CPU time for a sample yet.',
  },
  CANCELLED: {
    nextStep: 'profile-again',
    sentence: (facts) => `The program was cancelled${consequence(facts)}`,
  },
  SYNTAX_ERROR: {
    nextStep: placeOrTerminal,
    sentence: ({ place, syntax }) => `${placeText(place)} has a syntax error: ${syntax}. Nothing of it was run.`,
  },
  EXCEPTION: {
    nextStep: placeOrTerminal,
    sentence: (facts) =>
      `The program ended with status ${facts.status ?? '?'} after ${facts.exception === '' ? 'an exception' : facts.exception} at ${placeText(facts.place)}${consequence(facts)}`,
  },
  OUT_OF_MEMORY: {
    nextStep: placeOrTerminal,
    sentence: (facts) =>
      facts.signal === null
        ? `The program ran out of memory (${facts.exception} at ${placeText(facts.place)})${consequence(facts)}`
        : `The system ended the program by ${facts.signal}, and counted a kill for lack of memory${consequence(facts)}`,
  },
  KILLED: {
    nextStep: 'profile-again',
    sentence: (facts) => `The program was ended by ${facts.signal ?? 'a signal'}${consequence(facts)}`,
  },
  RUNNER_KILLED: {
    nextStep: 'profile-again',
    sentence: (facts) => `Heatline itself was ended before the program${consequence(facts)}`,
  },
  REPLACED: {
    nextStep: 'show-terminal',
    sentence: (facts) => `The program became another one by exec${consequence(facts)}`,
  },
  OS_EXIT: {
    nextStep: (facts) => (facts.left === 'heat' || facts.status !== 0 ? 'show-terminal' : moreSamples(facts)),
    sentence: (facts) =>
      `The program ended itself by os._exit${facts.status === 0 ? '' : ` with status ${facts.status ?? '?'}`}${consequence(facts)}`,
  },
  PROGRAM_FAILED: {
    nextStep: 'show-terminal',
    sentence: (facts) => `The program ended with status ${facts.status ?? '?'}${consequence(facts)}`,
  },
  TOO_SHORT: {
    nextStep: moreSamples,
    sentence: (facts) => `The program ended${consequence(facts)}`,
  },
  ONLY_WAITED: {
    nextStep: 'show-waiting',
    sentence: ({ cpu_s }) =>
      `The files in scope only waited: of ${secondsText(cpu_s)} of CPU time, none was spent on their lines.`,
  },
  NO_WAITING: { nextStep: 'show-all-time', sentence: () => 'Nothing in scope waited.' },
  NOTHING_IN_SCOPE: {
    nextStep: 'show-all-files',
    sentence: ({ cpu_s }) =>
      `The program used ${secondsText(cpu_s)} of CPU time, none of it on lines of this project's files.`,
  },
  NOTHING_IN_SELECTION: {
    nextStep: 'show-all-time',
    sentence: () => 'The chosen process or thread spent no time on lines in scope.',
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type CauseCode = keyof typeof entries;

export const causeCodes: readonly string[] = Object.keys(entries);

export function describeCause(code: CauseCode, facts: CauseFacts): RunCause {
  const { nextStep, sentence }: Entry = entries[code];
  return {
    code,
    message: sentence(facts),
    nextStep: typeof nextStep === 'string' ? nextStep : nextStep(facts),
    place: facts.place,
  };
}

/** The end of a sentence about an end. */
function consequence({ left, cpu_s }: CauseFacts): string {
  switch (left) {
    case 'heat':
      return '. The heat shows the time up to there.';
    case 'early':
      return ` after ${secondsText(cpu_s)} of CPU time, too early to tell its lines.`;
    case 'unrecorded':
      return ' before recording began.';
  }
}

function placeText(place: SourcePlace | null): string {
  if (place === null) return 'an unknown place';
  const name = place.path.slice(place.path.lastIndexOf('/') + 1);
  return place.line === 0 ? name : `${name}:${place.line}`;
}

function secondsText(seconds: number): string {
  return seconds < 0.9995 ? `${(seconds * 1e3).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;
}
