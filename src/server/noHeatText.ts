/** Why a session has no warm line, in words, so that a run never ends without one. */

import type { NoHeatCause } from '../protocol/heat.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';
import { emptyCause } from '../queries/emptyCause.ts';

/** The editor tells only programs apart that gave no sample at all: how a program ended it shows beside the cause. */
const enoughSamples = 1;

/** For a profile without warm lines in scope. */
export function noHeatText(profile: ProfileJson): NoHeatCause {
  const { process } = profile;
  const recorded = process.processes.length;
  const facts = { streams: recorded, ready: recorded, foreign: 0, refused: 0 };
  const ended = { replaced: false, running: false, cancelled: false };
  switch (emptyCause(profile, { ...facts, ...ended }, enoughSamples).kind) {
    case 'not-recorded':
      return {
        code: 'NOT_RECORDED',
        message: 'The program ran, but nothing was recorded: the recorder was not loaded into it.',
        nextStep: 'run-doctor',
      };
    case 'python-unknown':
      return {
        code: 'PYTHON_UNKNOWN',
        message: `Python ${process.version} is unknown to Heatline, so its lines can't be told. Use CPython 3.8 to 3.13.`,
        nextStep: 'choose-interpreter',
      };
    case 'early':
      return {
        code: 'TOO_SHORT',
        message: 'The program ended before the first sample was taken, and it hardly waited.',
        nextStep: 'raise-rate',
      };
    case 'out-of-scope':
      return {
        code: 'NOTHING_IN_SCOPE',
        message: `The program used ${(process.cpu_s * 1e3).toFixed(0)} ms of CPU time, none of it in lines of this project's files.`,
        nextStep: 'show-all-files',
      };
  }
}
