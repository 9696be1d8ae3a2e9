/** Heatline's own Python tools: a JSON document in, a JSON document out, in the interpreter that the program runs under. */
import { spawn } from 'node:child_process';
import { existsSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environmentWithoutUs } from '../base/cleanEnvironment.ts';
import { pythonToolFailed } from './toolErrors.ts';

const mostOutputBytes = 1 << 26;

/** The file to start of a tool below python/heatline. */
export function pythonTool(moduleUrl: string, name: string): string {
  return join(pythonFolder(moduleUrl, name), '__main__.py');
}

/** A folder below python/heatline: beside the bundle, or in the checkout when run from the sources. */
export function pythonFolder(moduleUrl: string, name: string): string {
  const here = dirname(fileURLToPath(moduleUrl));
  const besideBundle = join(here, 'python', 'heatline', name);
  return existsSync(besideBundle) ? besideBundle : join(here, '..', '..', 'python', 'heatline', name);
}

export interface ToolCall {
  readonly interpreter: string;
  readonly tool: string;
  readonly input: unknown;
  readonly timeoutMs: number;
  /** Ends the tool; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What the tool answered, parsed. Throws a UserError when it can't be run, takes too long or answers nothing. */
export async function callPythonTool({ interpreter, tool, input, timeoutMs, signal }: ToolCall): Promise<unknown> {
  signal?.throwIfAborted();
  if (isOthers(interpreter)) throw pythonToolFailed(interpreter, 'others than you may change that file');
  const child = spawn(interpreter, ['-I', tool], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environmentWithoutUs(process.env),
  });
  const parts: Buffer[] = [];
  let size = 0;
  let complaint = '';
  child.stdout.on('data', (part: Buffer) => {
    size += part.length;
    if (size > mostOutputBytes) child.kill('SIGKILL');
    else parts.push(part);
  });
  child.stderr.on('data', (part: Buffer) => (complaint = `${complaint}${part.toString()}`.slice(-2000)));
  // A tool that ended early has closed its input; its status says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(input));
  const end = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  const timer = setTimeout(() => {
    complaint = `it took more than ${timeoutMs / 1000} s`;
    end();
  }, timeoutMs);
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      complaint = error.message;
      resolve(null);
    });
    child.on('close', resolve);
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (status !== 0) throw pythonToolFailed(interpreter, lastLine(complaint) || `status ${status ?? 'none'}`);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw pythonToolFailed(interpreter, 'its answer is no JSON');
  }
}

/** The interpreter is a session's word: what anybody could have put there (in /tmp, say) is not started. */
function isOthers(interpreter: string): boolean {
  const file = statSync(interpreter, { throwIfNoEntry: false });
  const folder = statSync(dirname(interpreter), { throwIfNoEntry: false });
  if (file === undefined || folder === undefined) return false;
  const isForAll = ({ mode }: Stats): boolean => (mode & 0o002) !== 0;
  return isForAll(file) || (isForAll(folder) && file.uid !== 0 && file.uid !== process.getuid?.());
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
