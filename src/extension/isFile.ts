import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** Whether an absolute path leads to a file, links followed. */
export function isFile(path: string): boolean {
  return isAbsolute(path) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
