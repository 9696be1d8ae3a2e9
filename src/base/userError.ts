/** What a person is told when something can not be done: `cause consequence nextStep [CODE]`, never with a stack trace. */

export interface UserErrorParts {
  /** Stable, upper case, for looking things up. */
  readonly code: string;
  /** What happened, a sentence. */
  readonly cause: string;
  /** What follows from it, a sentence. */
  readonly consequence: string;
  /** What to do now, a sentence. */
  readonly nextStep: string;
  /** Exit status of the command line, see `exitStatus` in cli/exitStatus.ts. */
  readonly status?: number;
}

export class UserError extends Error {
  readonly parts: UserErrorParts;

  constructor(parts: UserErrorParts) {
    super(formatUserError(parts));
    this.name = 'UserError';
    this.parts = parts;
  }
}

export function formatUserError(parts: UserErrorParts): string {
  const sentences = [parts.cause, parts.consequence, parts.nextStep].filter((sentence) => sentence !== '');
  return `${sentences.join(' ')} [${parts.code}]`;
}
