/** Asks the deferral engine with a real interpreter, and applies what it answers. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');
export const engine = join(root, 'python', 'heatline', 'deferral', '__main__.py');

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Edit {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

export interface Result {
  readonly path: string;
  readonly line: number;
  readonly module: string | null;
  readonly status: 'fixed' | 'refused';
  readonly strategy: string;
  readonly edits: readonly Edit[];
  readonly reason?: { readonly code: string; readonly message: string; readonly line: number };
  readonly uses: readonly { readonly line: number; readonly function: string | null }[];
  readonly notes: readonly { readonly code: string; readonly message: string; readonly line: number }[];
}

export interface Request {
  readonly path: string;
  readonly line: number;
  readonly module?: string;
}

export interface Question {
  readonly target: readonly [number, number];
  readonly strategy: string;
  readonly project: readonly string[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly separately?: boolean;
  readonly requests: readonly Request[];
}

export interface Interpreter {
  readonly name: string;
  readonly version: readonly [number, number];
  /** `undefined` when this machine lacks it. */
  readonly path: string | undefined;
}

export const interpreters: readonly Interpreter[] = [8, 11, 13].map((minor) => ({
  name: `3.${minor}`,
  version: [3, minor],
  path: findVersion(`3.${minor}`),
}));

function findVersion(version: string): string | undefined {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const built = existsSync(pyenv)
    ? readdirSync(pyenv)
        .filter((name) => name.startsWith(`${version}.`))
        .map((name) => join(pyenv, name, 'bin', `python${version}`))
    : [];
  return [...built, `/usr/bin/python${version}`].find((path) => existsSync(path));
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const mostMs = 180_000;

/** Runs a program to its end with a small environment. */
export async function run(
  command: readonly string[],
  options: { readonly cwd?: string; readonly input?: string | Uint8Array } = {},
): Promise<Outcome> {
  const [program = '', ...args] = command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      timeout: mostMs,
      env: { PATH: '/usr/bin:/bin', HOME: homedir(), LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', failed);
    child.on('close', (status) => done({ status, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/**
 * Answers several questions by one process; each of them is a document of its own. Throws when the engine fails or says anything on
 * standard error.
 */
export async function askAll(python: string, questions: readonly Question[]): Promise<readonly (readonly Result[])[]> {
  const input = JSON.stringify(questions.map((question) => ({ version: 1, ...question })));
  const outcome = await run([python, '-I', join(import.meta.dirname, 'answerAll.py')], { input });
  if (outcome.status !== 0 || outcome.stderr !== '') {
    throw new Error(`the engine ended with ${outcome.status}: ${outcome.stdout}${outcome.stderr}`);
  }
  const answers = JSON.parse(outcome.stdout) as readonly { readonly results: readonly Result[] }[];
  return answers.map(({ results }) => results);
}

/** The text after all edits. Throws when two overlap. Edits at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const lines = splitLines(text);
  const starts: number[] = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const offsetOf = ({ line, column }: Place): number => {
    const characters = Array.from(lines[line - 1] ?? '');
    if (line < 1 || line > lines.length + 1 || column < 1 || column > characters.length + 1) {
      throw new Error(`no such place: ${line}:${column}`);
    }
    return (starts[line - 1] ?? 0) + characters.slice(0, column - 1).join('').length;
  };
  const ranges = edits
    .map((edit, index) => ({ start: offsetOf(edit.start), end: offsetOf(edit.end), text: edit.text, index }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  let at = 0;
  let result = '';
  for (const range of ranges) {
    if (range.start < at) throw new Error('two edits overlap');
    result += text.slice(at, range.start) + range.text;
    at = range.end;
  }
  return result + text.slice(at);
}

/** As Python does: at line feeds, carriage returns and both together. */
function splitLines(text: string): string[] {
  return text.split(/(?<=\n|\r(?!\n))/);
}
