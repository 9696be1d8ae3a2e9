/** Asks the rewriting engine (python/heatline/deferral) how import statements can be moved to where they are used, or why they must stay. */
import { isJsonObject } from '../base/jsonObject.ts';
import type { TextEdit } from '../base/textEdits.ts';
import { callPythonTool, pythonTool } from './pythonTool.ts';
import { pythonToolFailed } from './userErrors.ts';

export interface DeferralRequest {
  readonly path: string;
  readonly line: number;
}

export interface Deferral {
  readonly path: string;
  readonly line: number;
  /** Empty when it was refused. */
  readonly edits: readonly TextEdit[];
  /** What a person should know: why it was refused, or what remains to be said of the fix. */
  readonly remarks: readonly { readonly code: string; readonly message: string }[];
}

export interface DeferralQuestion {
  readonly interpreter: string;
  /** Version that the project must run on, [3, 11]. */
  readonly target: readonly [number, number];
  /** Folders in which other files may rely on a module's names. */
  readonly project: readonly string[];
  readonly requests: readonly DeferralRequest[];
}

const timeoutMs = 120_000;

/** One answer for each request, in their order. Throws a UserError when the engine can't be asked. */
export async function deferImports({ interpreter, target, project, requests }: DeferralQuestion): Promise<Deferral[]> {
  if (requests.length === 0) return [];
  const input = { version: 1, target, strategy: 'auto', project, requests };
  const tool = pythonTool(import.meta.url, 'deferral');
  const answer = await callPythonTool({ interpreter, tool, input, timeoutMs });
  const results = isJsonObject(answer) && Array.isArray(answer['results']) ? answer['results'] : [];
  return requests.map((request, index) => readResult(request, results[index], interpreter));
}

function readResult({ path, line }: DeferralRequest, result: unknown, interpreter: string): Deferral {
  if (!isJsonObject(result)) throw pythonToolFailed(interpreter, 'its answer is incomplete');
  const remarks = [result['reason'], ...arrayOf(result['notes'])].flatMap(readRemark);
  return { path, line, edits: result['status'] === 'fixed' ? arrayOf(result['edits']).flatMap(readEdit) : [], remarks };
}

function readRemark(value: unknown): Deferral['remarks'] {
  if (!isJsonObject(value)) return [];
  const { code, message } = value;
  return typeof code === 'string' && typeof message === 'string' ? [{ code, message }] : [];
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
