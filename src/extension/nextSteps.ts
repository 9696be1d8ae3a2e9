/** Buttons of messages: what each says, and the command it runs. */

import type { HeatFilter, NextStepName, RunCause, SessionSummary } from '../protocol/heat.ts';

export interface NextStep {
  readonly label: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

export const showLog: NextStep = { label: 'Show Log', command: 'heatline.showLog' };
export const showTerminal: NextStep = { label: 'Show Terminal', command: 'workbench.action.terminal.focus' };
export const profileAgain: NextStep = { label: 'Profile Again', command: 'heatline.profileAgain' };
export const chooseInterpreter: NextStep = { label: 'Choose Interpreter', command: 'heatline.chooseInterpreter' };
export const openFile: NextStep = { label: 'Open File', command: 'workbench.action.files.openFile' };
export const runDoctor: NextStep = { label: 'Check This Machine', command: 'heatline.runDoctor' };
export const showRuns: NextStep = { label: 'Show Runs', command: 'heatline.runs.focus' };

/** The highest rate that a capture can have, in samples per second. */
const mostHz = 1000;

/** At most two, the next step first. */
export function nextStepsOf({ filter }: SessionSummary, { nextStep, place }: RunCause): readonly NextStep[] {
  switch (nextStep) {
    case 'go-to-line':
      return place === null ? [showTerminal] : [goToLine(place.path, place.line), showTerminal];
    case 'show-waiting':
      return [withFilter('Show Waiting', { ...filter, basis: 'wait' })];
    case 'show-all-files':
      return [withFilter('Show All Files', { ...filter, scope: 'all' }), profileAgain];
    case 'show-all-time':
      return [withFilter('Show All Time', { basis: 'elapsed', scope: filter.scope })];
    case 'profile-again':
    case 'give-more-work':
    case 'raise-rate':
    case 'look-again':
    case 'choose-interpreter':
    case 'show-terminal':
    case 'run-doctor':
    case 'free-space':
    case 'show-log':
      return buttons[nextStep];
  }
}

type Named = Exclude<NextStepName, 'go-to-line' | 'show-waiting' | 'show-all-files' | 'show-all-time'>;

const buttons: Readonly<Record<Named, readonly NextStep[]>> = {
  'profile-again': [profileAgain, showTerminal],
  'give-more-work': [profileAgain],
  'raise-rate': [{ label: `Profile at ${mostHz} Hz`, command: 'heatline.profileAgain', args: [{ rateHz: mostHz }] }],
  'look-again': [showRuns],
  'choose-interpreter': [chooseInterpreter, runDoctor],
  'show-terminal': [showTerminal, profileAgain],
  'run-doctor': [runDoctor, showLog],
  // Old runs are what can be removed from here.
  'free-space': [showRuns, runDoctor],
  'show-log': [showLog],
};

export function goToLine(path: string, line: number): NextStep {
  return { label: 'Go to Line', command: 'heatline.openLine', args: [path, line] };
}

function withFilter(label: string, filter: HeatFilter): NextStep {
  return { label, command: 'heatline.setFilter', args: [filter] };
}
