/** Asks the rewriting engine (python/heatline/deferral) how import statements can be moved to where they are used, or why they must stay. */
import { isJsonObject } from '../base/jsonObject.ts';
import type { TextEdit } from '../base/textEdits.ts';
import { callPythonTool, pythonTool } from './pythonTool.ts';
import { pythonToolFailed } from './toolErrors.ts';

export interface DeferralRequest {
  readonly path: string;
  readonly line: number;
}

/** `defer`: into the functions that use it; `lazy`, `lazy-modules`: Python's own lazy imports; `getattr`: when the package is asked for the name. */
export type DeferralStrategy = 'defer' | 'lazy' | 'lazy-modules' | 'getattr';

export interface Deferral {
  readonly path: string;
  readonly line: number;
  readonly strategy: DeferralStrategy;
  /** Empty when it was refused. */
  readonly edits: readonly TextEdit[];
  /** What a person should know: why it was refused, or what remains to be said of the fix. */
  readonly remarks: readonly DeferralRemark[];
}

export interface DeferralRemark {
  readonly code: string;
  /** A sentence or two. */
  readonly message: string;
  /** Where that is seen, in the same file. */
  readonly line: number;
}

export interface DeferralQuestion {
  /** Its version is the one that the files must run on. */
  readonly interpreter: string;
  /** Folders in which other files may rely on a module's names. */
  readonly project: readonly string[];
  readonly requests: readonly DeferralRequest[];
  /** What stands in place of what is on the disk, by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Each answer is what its request alone would get; otherwise the edits of all answers for a file belong together. */
  readonly separately?: boolean;
  readonly timeoutMs?: number;
  /** Ends the interpreter; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const usualTimeoutMs = 120_000;

/** One answer for each request, in their order. Throws a UserError when the engine can't be asked. */
export async function deferImports(question: DeferralQuestion): Promise<Deferral[]> {
  const { interpreter, project, requests, texts = {}, separately = false, timeoutMs = usualTimeoutMs } = question;
  if (requests.length === 0) return [];
  const input = { version: 1, strategy: 'auto', separately, project, texts, requests };
  const tool = pythonTool(import.meta.url, 'deferral');
  const answer = await callPythonTool({ interpreter, tool, input, timeoutMs, signal: question.signal });
  const results = isJsonObject(answer) && Array.isArray(answer['results']) ? answer['results'] : [];
  return requests.map((request, index) => readResult(request, results[index], interpreter));
}

function readResult({ path, line }: DeferralRequest, result: unknown, interpreter: string): Deferral {
  if (!isJsonObject(result)) throw pythonToolFailed(interpreter, 'its answer is incomplete');
  const remarks = [result['reason'], ...arrayOf(result['notes'])].flatMap(readRemark);
  const edits = result['status'] === 'fixed' ? arrayOf(result['edits']).flatMap(readEdit) : [];
  return { path, line, strategy: readStrategy(result['strategy']), edits, remarks };
}

function readStrategy(value: unknown): DeferralStrategy {
  return value === 'lazy' || value === 'lazy-modules' || value === 'getattr' ? value : 'defer';
}

function readRemark(value: unknown): DeferralRemark[] {
  if (!isJsonObject(value)) return [];
  const { code, message, line } = value;
  if (typeof code !== 'string' || typeof message !== 'string') return [];
  return [{ code, message, line: typeof line === 'number' ? line : 1 }];
}

function readEdit(value: unknown): TextEdit[] {
  if (!isJsonObject(value) || typeof value['text'] !== 'string') return [];
  const start = readPlace(value['start']);
  const end = readPlace(value['end']);
  return start === undefined || end === undefined ? [] : [{ start, end, text: value['text'] }];
}

function readPlace(value: unknown): TextEdit['start'] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { line, column } = value;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
