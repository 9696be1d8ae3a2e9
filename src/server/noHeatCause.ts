/** Why a session has no warm line: one cause, so that a run never ends without a word. */

import type { NoHeatCause } from '../protocol/heat.ts';
import type { ProfileJson } from '../protocol/profileJson.ts';

/** For a profile without warm lines in scope. */
export function noHeatCause({ process, quality }: ProfileJson): NoHeatCause {
  if (process.processes.length === 0) {
    return {
      code: 'NOT_RECORDED',
      message: 'The program ran, but nothing was recorded: the recorder was not loaded into it.',
    };
  }
  if (quality.unavailable.includes('python-stacks')) {
    return {
      code: 'PYTHON_UNKNOWN',
      message: `Python ${process.version} is unknown to Heatline, so its lines can't be told. Use CPython 3.8 to 3.13.`,
    };
  }
  if (quality.signals === 0) {
    return { code: 'TOO_SHORT', message: 'The program ended before the first sample was taken, and it hardly waited.' };
  }
  const used = `${(process.cpu_s * 1e3).toFixed(0)} ms`;
  return {
    code: 'NOTHING_IN_SCOPE',
    message: `The program used ${used} of CPU time, none of it in lines of this project's files.`,
  };
}
