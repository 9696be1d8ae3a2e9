/** Where files of a run that was recorded elsewhere (a container, another machine) are here, and the other way round. */

import type { PathMapping } from '../protocol/lsp.ts';

/** The local path of a recorded one: the longest recorded folder that it is below decides. Itself below none. */
export function toLocalPath(path: string, mappings: readonly PathMapping[]): string {
  let best: PathMapping | undefined;
  for (const mapping of mappings) {
    const isLonger = best === undefined || folderOf(mapping.recorded).length > folderOf(best.recorded).length;
    if (isLonger && below(path, mapping.recorded) !== undefined) best = mapping;
  }
  return best === undefined ? path : `${folderOf(best.local)}${below(path, best.recorded) ?? ''}`;
}

/** The paths under which a local file may have been recorded, by the longest local folder first. */
export function toRecordedPaths(path: string, mappings: readonly PathMapping[]): string[] {
  return mappings
    .flatMap(({ recorded, local }) => {
      const rest = below(path, local);
      return rest === undefined ? [] : [{ recorded: `${folderOf(recorded)}${rest}`, length: folderOf(local).length }];
    })
    .sort((a, b) => b.length - a.length)
    .map(({ recorded }) => recorded)
    .filter((recorded) => toLocalPath(recorded, mappings) === path);
}

/** "" and "/rest" for what is at or below a folder. */
function below(path: string, folder: string): string | undefined {
  const start = folderOf(folder);
  return path === start || path.startsWith(`${start}/`) ? path.slice(start.length) : undefined;
}

function folderOf(folder: string): string {
  return folder.replace(/\/+$/, '');
}
