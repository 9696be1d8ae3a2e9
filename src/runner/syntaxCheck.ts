/** Asks an interpreter whether a file compiles. Nothing of the file is run. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

export interface FoundSyntaxError {
  readonly path: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
  /** In Python's words. */
  readonly message: string;
}

/** Isolated and without site: no file of the user's takes part but the text that is compiled. */
const question = `
import json, sys
path = sys.argv[1]
try:
    with open(path, "rb") as file:
        compile(file.read(), path, "exec", dont_inherit=True)
    print("null")
except (SyntaxError, ValueError) as error:
    print(json.dumps({"line": getattr(error, "lineno", None) or 0, "message": getattr(error, "msg", None) or str(error)}))
`;

const answerWithinMs = 5_000;
const mostFileBytes = 8 * 1024 * 1024;
const mostMessageCharacters = 200;

/** `undefined` when it compiles, and when the question could not be answered within 5 s. */
export function findSyntaxError(
  interpreter: string,
  path: string,
  env: Readonly<Record<string, string>>,
): FoundSyntaxError | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size > mostFileBytes) return undefined;
  const { stdout, status } = spawnSync(interpreter, ['-I', '-S', '-W', 'ignore', '-c', question, path], {
    env: { ...env },
    timeout: answerWithinMs,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  return status === 0 ? readAnswer(stdout, path) : undefined;
}

function readAnswer(text: string, path: string): FoundSyntaxError | undefined {
  const answer = parseJson(text);
  if (typeof answer !== 'object' || answer === null || !('line' in answer) || !('message' in answer)) return undefined;
  const { line, message } = answer;
  if (typeof line !== 'number' || typeof message !== 'string') return undefined;
  return { path, line: Math.max(0, line), message: message.slice(0, mostMessageCharacters) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An interpreter that says something else has not answered.
    return undefined;
  }
}
