/** From the command line's words to what is asked of a profile. */
import { resolve } from 'node:path';

import type { Profile } from '../profile/profile.ts';
import type { BasisName } from '../protocol/profileJson.ts';
import type { Question } from '../queries/question.ts';
import { defaultScope, type Scope } from '../queries/scope.ts';
import { usageError } from '../runner/userErrors.ts';

export interface AskedQuestion {
  readonly basis: string | undefined;
  /** `all`, or folders and files; empty: as captured. */
  readonly scope: readonly string[];
  /** `TID`, or `PID:TID`. */
  readonly thread: string | undefined;
  /** A process id. */
  readonly process: string | undefined;
  readonly cwd: string;
}

const basisNames: readonly BasisName[] = ['elapsed', 'cpu', 'wait'];

/** Throws a UserError when the words make no question. */
export function readQuestion(profile: Profile, asked: AskedQuestion, command: string): Question {
  const basis = basisNames.find((name) => name === (asked.basis ?? 'elapsed'));
  if (basis === undefined) throw usageError(`--basis takes elapsed, cpu or wait, not "${asked.basis ?? ''}".`, command);
  const question: Question = { scope: readScope(profile, asked), basis };
  if (asked.thread !== undefined && asked.process !== undefined)
    throw usageError('--thread and --process do not go together: a thread says its process as PID:TID.', command);
  if (asked.process !== undefined) return { ...question, pid: readProcess(profile, asked.process, command) };
  return asked.thread === undefined ? question : { ...question, thread: readThread(profile, asked.thread, command) };
}

function readScope(profile: Profile, { scope, cwd }: AskedQuestion): Scope {
  if (scope.length === 0) return defaultScope(profile);
  if (scope.includes('all')) return { kind: 'all' };
  const paths = scope.map((path) => (path.startsWith('<') ? path : resolve(cwd, path)));
  return { kind: 'paths', roots: paths, files: paths.flatMap((path) => [path, `${path}/`]), excluded: [] };
}

function readThread(profile: Profile, text: string, command: string): { pid: number; tid: number } {
  const [first, second] = text.split(':').map(Number);
  const fitting = profile.threads.find(({ pid, tid }) =>
    second === undefined ? tid === first : pid === first && tid === second,
  );
  if (fitting === undefined)
    throw usageError(`The session has no thread ${text}; "heatline show --threads" lists them.`, command);
  return { pid: fitting.pid, tid: fitting.tid };
}

function readProcess(profile: Profile, text: string, command: string): number {
  const asked = Number(text);
  if (profile.processes.some(({ pid, passing }) => pid === asked && !passing)) return asked;
  const program = profile.programs.find(({ pid, count }) => count === 1 && pid === asked);
  if (program !== undefined)
    throw usageError(
      `Process ${text} is no Python (${program.command[0] ?? program.path}), so nothing was recorded in it.`,
      command,
    );
  throw usageError(`The session has no process ${text}; "heatline show --processes" lists them.`, command);
}
