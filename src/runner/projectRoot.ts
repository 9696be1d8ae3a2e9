/** Which folders are the user's own project: where the started file lives, upwards to the project's root. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const rootMarks = ['pyproject.toml', 'setup.cfg', '.git'];

export interface ScopeQuestion {
  /** The started file, absolute; absent for -m and -c. */
  readonly script?: string;
  /** The started module's file or folder, where found. */
  readonly modulePath?: string;
  readonly cwd: string;
  /** The home folder: never a project, even with a .git in it. */
  readonly home: string;
}

/** Folders in scope, absolute, each once: the project around the started file and the working folder. */
export function findScope(question: ScopeQuestion): string[] {
  const { cwd, home } = question;
  const folders = new Set<string>();
  const started = question.script ?? question.modulePath;
  if (started !== undefined) folders.add(projectFolder(dirname(started), home));
  if (!isTooWide(cwd, home)) folders.add(resolve(cwd));
  return [...folders].filter((folder) => !isTooWide(folder, home));
}

/** The nearest folder above that has a mark of a project, else `folder` itself. */
export function projectFolder(folder: string, home: string): string {
  for (let current = resolve(folder); !isTooWide(current, home); current = dirname(current)) {
    if (rootMarks.some((mark) => existsSync(join(current, mark)))) return current;
  }
  return resolve(folder);
}

function isTooWide(folder: string, home: string): boolean {
  const path = resolve(folder);
  return path === '/' || path === resolve(home);
}

/** Where `-m module` would be found in `searched` folders: a file, or a package's folder. */
export function findModule(module: string, searched: readonly string[]): string | undefined {
  const tail = module.replaceAll('.', '/');
  for (const folder of searched) {
    const base = join(folder, tail);
    if (existsSync(join(base, '__init__.py')) || existsSync(join(base, '__main__.py')))
      return join(base, '__main__.py');
    if (existsSync(`${base}.py`)) return `${base}.py`;
  }
  return undefined;
}
