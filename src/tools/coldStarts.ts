/** Starts versions of a program in turns (python/heatline/coldstarts). */
import { isJsonObject } from '../base/jsonObject.ts';
import { callPythonTool, pythonTool } from './pythonTool.ts';

export interface Arm {
  /** Begins with the absolute path of an executable. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** What it gets besides our environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ColdStart {
  /** Index of the arm. */
  readonly arm: number;
  readonly wallSeconds: number;
  readonly rssBytes: number;
  /** Exit status; negative: the signal that ended it. */
  readonly status: number;
  /** SHA-256 of what it wrote to standard output. */
  readonly output: string;
}

export interface ColdStartRequest {
  readonly interpreter: string;
  readonly arms: readonly Arm[];
  readonly runs: number;
  /** Whether the page cache is emptied before each start: needs root. */
  readonly dropCaches: boolean;
  readonly secondsEach: number;
}

/** The starts of all arms, round after round. Throws a UserError when they can't be made. */
export async function coldStarts({
  interpreter,
  arms,
  runs,
  dropCaches,
  secondsEach,
}: ColdStartRequest): Promise<ColdStart[]> {
  const input = { version: 1, arms, runs, drop_caches: dropCaches, timeout_s: secondsEach, seed: runs };
  const tool = pythonTool(import.meta.url, 'coldstarts');
  const timeoutMs = (runs + 1) * arms.length * secondsEach * 1000 + 60_000;
  const answer = await callPythonTool({ interpreter, tool, input, timeoutMs });
  const starts = isJsonObject(answer) && Array.isArray(answer['starts']) ? answer['starts'] : [];
  return starts.flatMap(readStart);
}

function readStart(value: unknown): ColdStart[] {
  if (!isJsonObject(value)) return [];
  const { arm, wall_s: wall, rss_kib: rss, status, output } = value;
  if (typeof arm !== 'number' || typeof wall !== 'number' || typeof rss !== 'number') return [];
  if (typeof status !== 'number' || typeof output !== 'string') return [];
  return [{ arm, wallSeconds: wall, rssBytes: rss * 1024, status, output }];
}
