/** What an interpreter says about itself, asked in one short run of it. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { decodeEnvironment } from './childEnvironment.ts';
import { interpreterFailed } from './userErrors.ts';

export interface InterpreterFacts {
  /** `sys.executable`: behind a shim, the interpreter itself. */
  readonly executable: string;
  /** "cpython", "pypy", … */
  readonly implementation: string;
  /** "3.12.1" */
  readonly version: string;
  readonly bits: number;
  /** Whether the interpreter was built without the global lock. */
  readonly freeThreaded: boolean;
  readonly stdlib: string;
  readonly platstdlib: string;
  readonly purelib: string;
  readonly platlib: string;
}

const factsQuestion = `
import sys, sysconfig, json
paths = sysconfig.get_paths()
print(json.dumps({
  "executable": sys.executable, "implementation": sys.implementation.name, "version": sys.version.split()[0],
  "bits": 64 if sys.maxsize > 2**32 else 32, "freeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
  "stdlib": paths["stdlib"], "platstdlib": paths["platstdlib"], "purelib": paths["purelib"], "platlib": paths["platlib"]}))
`;

const shimQuestion = `
import sys, os
out = getattr(sys.stdout, "buffer", sys.stdout)
out.write(b"\\0".join([os.fsencode(sys.executable)] + [k + b"=" + v for k, v in os.environb.items()]))
`;

const answerWithinMs = 10_000;
const mostAnswerBytes = 4 * 1024 * 1024;

/** Rejects with a UserError when the interpreter gives no answer within 10 s. */
export async function askInterpreter(path: string, env: Readonly<Record<string, string>>): Promise<InterpreterFacts> {
  const answer = await runQuestion(path, factsQuestion, env);
  const facts: unknown = parseJson(answer);
  if (!isFacts(facts)) throw interpreterFailed(path, 'its answer was not understood');
  return facts;
}

/**
 * A shim is a script that chooses an interpreter and starts it, usually with a changed environment. Both are asked of the
 * interpreter it ends in, so that the target can be started directly and see what it would have seen.
 */
export async function lookBehindShim(
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; readonly env: Record<string, string> }> {
  const answer = await runQuestion(path, shimQuestion, env);
  const end = answer.indexOf('\0');
  const executable = end < 0 ? answer : answer.slice(0, end);
  if (!executable.startsWith('/')) throw interpreterFailed(path, 'it named no interpreter');
  return { path: executable, env: decodeEnvironment(end < 0 ? '' : answer.slice(end + 1)) };
}

/** As `askInterpreter`, remembered in `cacheFile` as long as the program file stays the same. */
export async function askInterpreterCached(
  path: string,
  env: Readonly<Record<string, string>>,
  cacheFile: string,
): Promise<InterpreterFacts> {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${path} ${stat?.mtimeMs ?? 0} ${stat?.size ?? 0}`;
  const cache = readCache(cacheFile);
  const known = cache[key];
  if (isFacts(known)) return known;
  const facts = await askInterpreter(path, env);
  writeCache(cacheFile, { ...cache, [key]: facts });
  return facts;
}

/**
 * "2.7.18" of a CPython of any age; "" for what does not call itself python, for other Pythons, and without an answer within
 * 10 s.
 */
export function askVersion(path: string, env: Readonly<Record<string, string>>): string {
  if (!/^python/.test(basename(path))) return '';
  const { stdout, stderr } = spawnSync(path, ['-V'], { env: { ...env }, timeout: answerWithinMs, encoding: 'utf8' });
  // Until 3.3 it went to standard error. PyPy says the same in its first line, and its own version in the second.
  const answer = `${stdout}${stderr}`;
  return answer.includes('PyPy') ? '' : (/^Python (\d+\.\d+\.\d+)/.exec(answer)?.[1] ?? '');
}

async function runQuestion(path: string, question: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: answerWithinMs, maxBuffer: mostAnswerBytes, encoding: 'utf8' } as const;
    const child = execFile(path, ['-I', '-S', '-c', question], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(interpreterFailed(path, error.killed === true ? 'it took more than 10 s' : firstLine(error.message)));
    });
    child.stdin?.end();
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is an answer that was not understood.
    return undefined;
  }
}

function isFacts(value: unknown): value is InterpreterFacts {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['executable', 'implementation', 'version', 'stdlib', 'platstdlib', 'purelib', 'platlib'];
  const fields = new Map(Object.entries(value));
  return texts.every((name) => typeof fields.get(name) === 'string') && typeof fields.get('bits') === 'number';
}

function readCache(cacheFile: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(cacheFile, 'utf8');
  } catch {
    // No cache yet.
    return {};
  }
  const value: unknown = parseJson(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const mostCachedInterpreters = 50;

/** Losing the cache costs one more question, so a folder that can't be written is no error. */
function writeCache(cacheFile: string, cache: Record<string, unknown>): void {
  const entries = Object.entries(cache).slice(-mostCachedInterpreters);
  const unfinished = `${cacheFile}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(cacheFile), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 });
    renameSync(unfinished, cacheFile);
  } catch {
    // See above.
  }
}
