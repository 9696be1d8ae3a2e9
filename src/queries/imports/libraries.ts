/** Which library a module and a file belong to. A library is the first part of a module's name: what one imports and installs. */
import type { ImportRow } from '../../profile/importRows.ts';
import type { Profile } from '../../profile/profile.ts';

export function libraryOf(module: string): string {
  const dot = module.indexOf('.');
  return dot < 0 ? module : module.slice(0, dot);
}

/** Where files belong: the rows' own files by name, everything else by the folder of the library's package. */
export interface FileOwners {
  /** The module whose file it is, "" for none. */
  moduleOf(path: string): string;
  libraryOf(path: string): string;
}

export function fileOwners({ imports }: Profile): FileOwners {
  const modules = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const row of imports) {
    if (row.path === '') continue;
    modules.set(row.path, row.module);
    const folder = packageFolder(row);
    if (folder !== undefined) folders.set(folder, libraryOf(row.module));
  }
  return {
    moduleOf: (path) => modules.get(path) ?? '',
    libraryOf(path) {
      const module = modules.get(path);
      if (module !== undefined) return libraryOf(module);
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const folder = path.slice(0, end);
        // Wheels keep the shared objects that they bring beside the package.
        const found = folders.get(folder) ?? (folder.endsWith('.libs') ? folders.get(folder.slice(0, -5)) : undefined);
        if (found !== undefined) return found;
      }
      return '';
    },
  };
}

/** The folder of the library's own package; none for a library that is a single file. */
function packageFolder({ module, path }: ImportRow): string | undefined {
  const parts = module.split('.');
  const isPackage = path.endsWith('/__init__.py') || path.endsWith('/__init__.pyc');
  const levels = isPackage ? parts.length : parts.length - 1;
  if (levels === 0) return undefined;
  let folder = path;
  for (let up = 0; up < levels; up++) folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  return folder.endsWith(`/${parts[0] ?? ''}`) ? folder : undefined;
}
