/**
 * Python's path for a copy of a project. What is installed in place (`pip install -e`) or named in PYTHONPATH leads into the project itself: a copy that took
 * its modules from there would not be tried at all.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { ProjectCopy } from './projectCopy.ts';

const execFileAsync = promisify(execFile);
const answerWithinMs = 10_000;
/** Start-up hooks may write before it. */
const mark = 'heatline:';
const question = `import sys, json; print("\\n${mark}" + json.dumps(sys.path[1:]))`;

export interface CopiedPathQuestion {
  readonly interpreter: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Folders of the interpreter's path in the project, where Python was started elsewhere. Empty when it doesn't answer. */
export async function foldersInProject({ interpreter, root, env }: CopiedPathQuestion): Promise<string[]> {
  const options = { cwd: '/', env, timeout: answerWithinMs };
  const answer = await execFileAsync(interpreter, ['-c', question], options).catch(() => ({ stdout: '' }));
  const folders = readAnswer(answer.stdout);
  const source = join(root, 'src');
  // Editable installations that work by an import hook show nothing in the path.
  const hooked = existsSync(join(root, 'pyproject.toml')) && existsSync(source) ? [source] : [];
  return [...folders.filter((folder) => folder === root || folder.startsWith(`${root}/`)), ...hooked];
}

function readAnswer(output: string): string[] {
  const line = output.split('\n').findLast((each) => each.startsWith(mark));
  const path: unknown = line === undefined ? [] : JSON.parse(line.slice(mark.length));
  return Array.isArray(path) ? path.filter((each) => typeof each === 'string') : [];
}

/** What a process that runs the copy needs in its environment; nothing when no folder of the project is in the path. */
export function environmentOfCopy(
  copy: ProjectCopy,
  folders: readonly string[],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = (env['PYTHONPATH'] ?? '').split(':').filter((folder) => folder !== '');
  const copied = folders.map((folder) => copy.placeOf(folder));
  if (copied.every((place, index) => place === folders[index])) return {};
  const all = [...own.map((folder) => (folder.startsWith('/') ? copy.placeOf(folder) : folder)), ...copied];
  return { PYTHONPATH: [...new Set(all)].join(':') };
}
