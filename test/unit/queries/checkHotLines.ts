import assert from 'node:assert/strict';

import { profileFromDrawing } from '../../../src/profile/profileFromDrawing.ts';
import type { CaptureFacts } from '../../../src/profile/tables.ts';
import { hotLines } from '../../../src/queries/hotLines.ts';
import type { Question } from '../../../src/queries/question.ts';
import { defaultScope } from '../../../src/queries/scope.ts';
import { drawHotLines } from '../../fixtures/drawHotLines.ts';

export interface Check {
  readonly drawing: string;
  readonly question?: Partial<Question>;
  readonly capture?: Partial<CaptureFacts>;
  readonly expected: string;
}

/** Draws a profile, asks for its hot lines and compares them with a drawn table. */
export function checkHotLines({ drawing, question, capture, expected }: Check): void {
  const profile = profileFromDrawing(drawing, capture);
  const hot = hotLines(profile, { scope: defaultScope(profile), basis: 'elapsed', ...question });
  assert.equal(drawHotLines(hot), tidy(expected));
}

function tidy(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((row) => row.trim().replaceAll(/ +/g, ' '))
    .join('\n');
}
