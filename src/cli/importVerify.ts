/**
 * `heatline imports --verify`: starts the program before and after the fixes, in turns, on copies of the project; records some starts of each to tell imports at the start from
 * later ones; and runs the project's tests in both.
 */
import { median } from '../base/median.ts';
import { pairedRatio, type Ratio } from '../base/pairedRatio.ts';
import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { coldStarts, type Arm, type ColdStart } from '../tools/coldStarts.ts';
import { environmentOfCopy, foldersInProject } from '../runner/copiedPath.ts';
import { copyProject, type ProjectCopy } from '../runner/projectCopy.ts';
import { runTests, type TestRun } from '../tools/projectTests.ts';
import type { OpenedSession } from '../store/openSession.ts';
import type { ChangedFile } from './importFixes.ts';
import { recordedStarts, type StartChange } from './recordedStarts.ts';
import { isUseless, testVerdict, type TestVerdict } from './testVerdict.ts';

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
  /** Undefined when imports could not be recorded. */
  readonly imports: StartChange | undefined;
  readonly tests: TestVerdict;
}

export interface VerifyOptions {
  readonly runs: number;
  readonly dropCaches: boolean;
  readonly tests: TestOptions | undefined;
}

export interface TestOptions {
  /** For the shell; undefined: the project's tests are looked for. */
  readonly command: string | undefined;
  readonly limitSeconds: number;
}

const secondsEach = 120;
/** Pairs that are recorded, at most: the interval of five is a quarter of that of two. */
const recordedPairs = 5;

/** Throws a UserError when the project can't be copied or the program not be started. */
export async function verifyFixes(
  info: SessionInfo,
  files: readonly ChangedFile[],
  options: VerifyOptions,
): Promise<Verification> {
  const { interpreter } = info;
  const { runs, dropCaches } = options;
  const root = info.scope[0] ?? info.cwd;
  const env = environmentWithoutUs(process.env);
  const folders = await foldersInProject({ interpreter, root, env });
  const copies: ProjectCopy[] = [];
  try {
    // Both arms run on a copy: neither has the page cache or the bytecode of the other.
    const before = copyProject(root);
    copies.push(before);
    const after = copyProject(root);
    copies.push(after);
    for (const { path, after: text } of files) after.write(path, text);
    const arm = (copy: ProjectCopy): Arm => armOf(info, copy, environmentOfCopy(copy, folders, env));
    const arms = [arm(before), arm(after)] as const;
    const starts = await coldStarts({ interpreter, arms, runs, dropCaches, secondsEach });
    const pairs = Math.min(recordedPairs, runs);
    const imports = await recordedStarts({ interpreter, readyAt: info.readyAt, arms, pairs, secondsEach });
    // Last, because tests may leave files behind.
    const inCopy = (copy: ProjectCopy, test: TestOptions): Promise<TestRun> =>
      runTests({ interpreter, root: copy.placeOf(root), env: environmentOfCopy(copy, folders, env), ...test });
    const tests = await judgeTests(
      options.tests,
      (test) => inCopy(before, test),
      (test) => inCopy(after, test),
    );
    return { ...verification(starts), imports, tests };
  } finally {
    for (const copy of copies) copy.remove();
  }
}

type Try = (options: TestOptions) => Promise<TestRun>;

async function judgeTests(options: TestOptions | undefined, before: Try, after: Try): Promise<TestVerdict> {
  if (options === undefined) return { kind: 'skipped' };
  const first = await before(options);
  const second = first.status === 'none' || isUseless(first) ? undefined : await after(options);
  return testVerdict(first, second);
}

function armOf({ interpreter, command, cwd }: SessionInfo, copy: ProjectCopy, env: Arm['env']): Arm {
  const words = command.slice(1).map((word) => (word.startsWith('/') ? copy.placeOf(word) : word));
  return { command: [interpreter, ...words], cwd: copy.placeOf(cwd), env };
}

function verification(starts: readonly ColdStart[]): Omit<Verification, 'imports' | 'tests'> {
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
