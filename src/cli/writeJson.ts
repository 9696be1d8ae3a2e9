/** The documented JSON of a profile (docs/profile-json.md), to a file or to standard output. */
import { writeFileSync } from 'node:fs';

import { profileJson } from '../queries/profileJson.ts';
import type { Question } from '../queries/question.ts';
import { outputFailed } from '../runner/userErrors.ts';
import type { OpenedSession } from '../store/openSession.ts';
import { writeText } from './terminal.ts';
import { errorText } from './userErrorText.ts';

/** Throws a UserError when the file can't be written. */
export function writeJson(path: string, session: OpenedSession, question: Question): void {
  writeOutput(path, `${JSON.stringify(profileJson(session.profile, question), undefined, 2)}\n`);
}

/** "-" is standard output. */
export function writeOutput(path: string, contents: string | Uint8Array): void {
  if (path === '-') {
    writeText(1, contents);
    return;
  }
  try {
    writeFileSync(path, contents);
  } catch (error) {
    throw outputFailed(path, errorText(error));
  }
}
