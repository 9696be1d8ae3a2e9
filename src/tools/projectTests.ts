/** Runs a project's tests in a copy of it (python/heatline/testruns). */
import { isJsonObject } from '../base/jsonObject.ts';
import { callPythonTool, pythonTool } from './pythonTool.ts';
import { pythonToolFailed } from './toolErrors.ts';

/** `none`: there are no tests; `timeout`: they took too long; `broken`: the runner itself could not do its work. */
export type TestStatus = 'passed' | 'failed' | 'none' | 'timeout' | 'broken';

export interface TestRun {
  /** "pytest", "unittest", or the command that was given; "" without tests. */
  readonly runner: string;
  readonly status: TestStatus;
  /** Why there are none, or how a broken runner ended. */
  readonly reason: string;
  /** Names of the tests that failed; empty where the runner doesn't say. */
  readonly failed: readonly string[];
  /** Tests that were run; null where the runner doesn't say. */
  readonly ran: number | null;
  readonly wallSeconds: number;
  /** The last lines that they wrote. */
  readonly tail: readonly string[];
}

export interface TestRequest {
  readonly interpreter: string;
  /** The copy's folder. */
  readonly root: string;
  /** For the shell; undefined: the tests are looked for. */
  readonly command: string | undefined;
  /** What the tests get besides the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

/** Throws a UserError when the interpreter can't run the tool. */
export async function runTests({ interpreter, root, command, env, limitSeconds }: TestRequest): Promise<TestRun> {
  const input = { version: 1, root, command: command ?? null, env, timeout_s: limitSeconds };
  const tool = pythonTool(import.meta.url, 'testruns');
  const answer = await callPythonTool({ interpreter, tool, input, timeoutMs: limitSeconds * 1000 + 60_000 });
  const run = readRun(answer);
  if (run === undefined) throw pythonToolFailed(interpreter, 'its answer was not understood');
  return run;
}

const statuses: readonly TestStatus[] = ['passed', 'failed', 'none', 'timeout', 'broken'];

function readRun(value: unknown): TestRun | undefined {
  if (!isJsonObject(value)) return undefined;
  const { runner, reason, failed, ran, wall_s: wall, tail } = value;
  const status = statuses.find((each) => each === value['status']);
  if (status === undefined || typeof runner !== 'string' || typeof reason !== 'string') return undefined;
  const count = typeof ran === 'number' ? ran : null;
  const wallSeconds = typeof wall === 'number' ? wall : 0;
  return { runner, status, reason, failed: texts(failed), ran: count, wallSeconds, tail: texts(tail) };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
