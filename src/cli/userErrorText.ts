/** The one place of the command line where errors become text. */
import { UserError } from '../base/userError.ts';
import { exitStatus } from './exitStatus.ts';
import { writeText } from './terminal.ts';

/** The message of anything thrown, in one line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}

/** Says what happened and returns the exit status. */
export function reportError(error: unknown): number {
  if (error instanceof UserError) {
    writeText(2, `heatline: ${error.message}\n`);
    return error.parts.status ?? exitStatus.failure;
  }
  writeText(
    2,
    `heatline: an unexpected failure: ${errorText(error)}. Please report it with what you ran. [INTERNAL]\n`,
  );
  return exitStatus.failure;
}
