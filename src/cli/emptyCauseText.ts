/** A cause of the catalogue as the command line says it: the sentence, the next step, the code. */
import type { NextStepName, RunCause } from '../protocol/heat.ts';

/** "The program ended … Give it more work to do. [TOO_SHORT]" */
export function causeText({ code, message, nextStep, place }: RunCause): string {
  const step =
    nextStep === 'go-to-line' && place !== null ? `See ${place.path}:${place.line}.` : nextStepSentences[nextStep];
  return `${message} ${step} [${code}]`;
}

const nextStepSentences: Readonly<Record<NextStepName, string>> = {
  'profile-again': 'Run it again, or see why it ended.',
  'give-more-work': 'Give it more work to do.',
  'raise-rate': 'Give it more work to do, or take more samples with --rate 1000.',
  'show-waiting': 'See waiting with --basis wait.',
  'show-all-files': 'See all files with --scope all.',
  'show-all-time': 'See all time with "heatline show" and no options.',
  'go-to-line': "See the program's own message above.",
  'look-again': 'Ask again in a moment.',
  'choose-interpreter': 'Name another one with --interpreter; "heatline doctor" lists what works.',
  'show-terminal': "See the program's own message above.",
  'run-doctor': 'Run "heatline doctor" to see what stands in the way.',
  'free-space': 'Free space in /dev/shm or in the session folder.',
  'show-log': 'See the messages above.',
};
