/** Everything that can go wrong for the person who asks one of Heatline's own Python tools. */

import { UserError } from '../base/userError.ts';

export function pythonToolFailed(interpreter: string, detail: string): UserError {
  return new UserError({
    code: 'PYTHON_TOOL_FAILED',
    cause: `${interpreter} could not run Heatline's own tool (${detail}).`,
    consequence: 'Nothing was changed.',
    nextStep: `Try "${interpreter} -I -c 0"; if that works, install Heatline again.`,
  });
}
