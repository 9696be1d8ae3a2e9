/**
 * The interpreters of this machine that accuracy is measured with: pyenv's (shared libpython) and those on PATH (Debian's is
 * static and stripped). HEATLINE_TEST_PYTHONS, a colon-separated list of paths, replaces the search.
 */

import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

export interface Interpreter {
  readonly path: string;
  /** Such as "3.11.7". */
  readonly version: string;
  readonly minor: number;
  /** static: the interpreter's code is in the executable itself; shared: in libpython. */
  readonly kind: 'static' | 'shared';
}

// Debian says "shared" in its build variables although its executable is linked statically: only the maps tell.
const factsScript = `
import json, sys
with open("/proc/self/maps") as maps:
    shared = "libpython3" in maps.read()
print(json.dumps([sys.executable, sys.version.split()[0], sys.version_info[1], shared]))
`;

async function readInterpreter(path: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await execFileAsync(path, ['-c', factsScript], { timeout: 20_000 });
    const facts: [string, string, number, boolean] = JSON.parse(stdout);
    const [executable, version, minor, isShared] = facts;
    return { path: executable, version, minor, kind: isShared ? 'shared' : 'static' };
  } catch {
    // Not an interpreter that starts (a pyenv shim without its version, for instance): not a candidate.
    return undefined;
  }
}

async function listFolder(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function findCandidates(): Promise<readonly string[]> {
  const given = process.env['HEATLINE_TEST_PYTHONS'];
  if (given !== undefined && given !== '') return given.split(delimiter);
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const candidates = (await listFolder(pyenv)).map((version) => join(pyenv, version, 'bin', 'python'));
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const names = (await listFolder(folder)).filter((name) => /^python3\.\d+$/.test(name));
    candidates.push(...names.map((name) => join(folder, name)));
  }
  return candidates;
}

/** All interpreters from CPython 3.8 to 3.13, oldest first, each executable once. */
export async function findInterpreters(): Promise<readonly Interpreter[]> {
  const byExecutable = new Map<string, Interpreter>();
  for (const candidate of await findCandidates()) {
    const interpreter = await readInterpreter(candidate);
    if (interpreter === undefined || interpreter.minor < 8 || interpreter.minor > 13) continue;
    const key = await realpath(interpreter.path).catch(() => interpreter.path);
    if (!byExecutable.has(key)) byExecutable.set(key, interpreter);
  }
  return [...byExecutable.values()].sort((a, b) => a.minor - b.minor || a.kind.localeCompare(b.kind));
}

/** The oldest and the newest shared build, the one before the newest layout (3.11), and one static build: what differs inside. */
export function pickRepresentatives(all: readonly Interpreter[]): readonly Interpreter[] {
  const shared = all.filter((interpreter) => interpreter.kind === 'shared');
  const picked = [
    shared[0],
    shared.find(({ minor }) => minor === 11),
    shared.at(-1),
    all.find(({ kind }) => kind === 'static'),
  ];
  return [...new Set(picked)].filter((interpreter) => interpreter !== undefined);
}
