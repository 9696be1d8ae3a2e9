/**
 * Which files are the user's own: time is charged to the innermost frame in scope.
 *
 * The started file or package is in scope, then the project's folders, but never what the interpreter or a package manager installed below
 * them. A tool that was installed (pytest, a server) is in scope only as long as it runs nothing of the project: then that is what is asked about.
 */
import type { Profile } from '../profile/profile.ts';
import { originOf } from './fileOrigin.ts';

export type Scope =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'paths';
      /** Folders of the project, absolute. */
      readonly roots: readonly string[];
      /** Always in scope: files, folders (with a trailing slash), or names such as `<string>`. */
      readonly files: readonly string[];
      /** Folders that are out of scope even below a root, absolute. */
      readonly excluded: readonly string[];
    };

/** Whether `path`, as it stands in `Profile.files`, is in scope. */
export function inScope(scope: Scope, path: string): boolean {
  if (scope.kind === 'all') return true;
  if (scope.files.some((file) => path === file || (file.endsWith('/') && path.startsWith(file)))) return true;
  if (originOf(path) !== 'project') return false;
  if (scope.excluded.some((folder) => isBelow(path, folder))) return false;
  return scope.roots.some((folder) => isBelow(path, folder));
}

/** The scope that the capture was started with. */
export function defaultScope(profile: Profile): Scope {
  const { capture } = profile;
  if (capture.scopeAll) return { kind: 'all' };
  const started = startedFiles(profile);
  const folder = folderOf(capture.interpreter);
  const isTool = (path: string): boolean =>
    path.startsWith('/') && (originOf(path) !== 'project' || folderOf(path) === folder);
  const whole: Scope = { kind: 'paths', roots: capture.scope, files: started, excluded: [] };
  if (!started.some(isTool)) return whole;
  // The environment's own scripts may lie below the project.
  const project: Scope = { ...whole, files: started.filter((path) => !isTool(path)), excluded: [folder] };
  return profile.files.some(({ path }) => inScope(project, path)) ? project : whole;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** One file painted on its own, although it is outside the capture's scope. */
export function fileScope(path: string): Scope {
  return { kind: 'paths', roots: [], files: [path], excluded: [] };
}

function startedFiles(profile: Profile): string[] {
  const { script, module } = profile.capture;
  if (script !== null) return [script];
  if (module === null) return ['<string>', '<stdin>'];
  return startedModule(profile, module);
}

/** `-m package` starts `package/__main__.py` and brings its whole package into scope; `-m module` is one file. */
function startedModule(profile: Profile, module: string): string[] {
  const tail = `/${module.replaceAll('.', '/')}`;
  const found = new Set<string>();
  for (const { path } of profile.files) {
    if (path.endsWith(`${tail}.py`)) found.add(path);
    else if (path.endsWith(`${tail}/__main__.py`)) found.add(path.slice(0, -'__main__.py'.length));
  }
  return [...found];
}

function isBelow(path: string, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix);
}
