/** `heatline imports --verify`: starts the program before and after the fixes, in turns, on copies of the project. */
import { pairedRatio, type Ratio } from '../base/pairedRatio.ts';
import { coldStarts, type Arm, type ColdStart } from '../runner/coldStarts.ts';
import { copyProject, type ProjectCopy } from '../runner/projectCopy.ts';
import type { OpenedSession } from '../store/openSession.ts';
import type { ChangedFile } from './importFixes.ts';

type SessionInfo = OpenedSession['info'];

export interface Verification {
  readonly runs: number;
  /** Before / after: above 1 is better after. */
  readonly start: Ratio;
  readonly memory: Ratio;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** Statuses and standard output are the same every time. */
  readonly same: boolean;
}

export interface VerifyOptions {
  readonly runs: number;
  readonly dropCaches: boolean;
}

const secondsEach = 120;

/** Throws a UserError when the project can't be copied or the program not be started. */
export async function verifyFixes(
  info: SessionInfo,
  files: readonly ChangedFile[],
  options: VerifyOptions,
): Promise<Verification> {
  const root = info.scope[0] ?? info.cwd;
  const copies: ProjectCopy[] = [];
  try {
    // Both arms run on a copy: neither has the page cache or the bytecode of the other.
    copies.push(copyProject(root), copyProject(root));
    for (const { path, after } of files) copies[1]?.write(path, after);
    const arms = copies.map((copy) => armOf(info, copy));
    const starts = await coldStarts({ interpreter: info.interpreter, arms, ...options, secondsEach });
    return verification(starts);
  } finally {
    for (const copy of copies) copy.remove();
  }
}

function armOf({ interpreter, command, cwd }: SessionInfo, copy: ProjectCopy): Arm {
  const words = command.slice(1).map((word) => (word.startsWith('/') ? copy.placeOf(word) : word));
  return { command: [interpreter, ...words], cwd: copy.placeOf(cwd) };
}

function verification(starts: readonly ColdStart[]): Verification {
  const [before, after] = [0, 1].map((arm) => starts.filter((start) => start.arm === arm));
  const pairs = (before ?? []).flatMap((first, index) => {
    const second = after?.[index];
    return second === undefined ? [] : [[first, second] as const];
  });
  const first = starts[0];
  return {
    runs: pairs.length,
    start: pairedRatio(pairs.map(([a, b]) => [a.wallSeconds, b.wallSeconds])),
    memory: pairedRatio(pairs.map(([a, b]) => [a.rssBytes, b.rssBytes])),
    beforeSeconds: median(pairs.map(([a]) => a.wallSeconds)),
    afterSeconds: median(pairs.map(([, b]) => b.wallSeconds)),
    beforeBytes: median(pairs.map(([a]) => a.rssBytes)),
    afterBytes: median(pairs.map(([, b]) => b.rssBytes)),
    same: starts.every(({ status, output }) => status === first?.status && output === first.output),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
