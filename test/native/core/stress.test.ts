// A slice of `npm run stress`: starts and stops, forks, 300 threads. Nothing crashes or stands still, and nothing is lost.

import { describe, test } from 'node:test';

import { findInterpreters, pickRepresentatives, type Interpreter } from '../../accuracy/interpreters.ts';
import { forkOften, runThreads, startAndStop } from '../../stress/loads.ts';

const representatives = pickRepresentatives(await findInterpreters());

function nameOf({ version, kind }: Interpreter): string {
  return `${version} ${kind}`;
}

describe('stress', { concurrency: 1 }, () => {
  for (const interpreter of representatives) {
    test(`12 starts and stops, 40 forks, 300 threads: ${nameOf(interpreter)}`, async (context) => {
      context.diagnostic(await startAndStop(interpreter.path, 12));
      context.diagnostic(await forkOften(interpreter.path, 40));
      context.diagnostic(await runThreads(interpreter.path, 300, 1));
    });
  }
});
