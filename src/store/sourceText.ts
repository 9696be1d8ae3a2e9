/** The text of a profiled file: as it was kept during the run, else as it is now. */
import { readFileSync, statSync } from 'node:fs';

import type { OpenedSession } from './openSession.ts';
import { readKeptText } from './sources.ts';

const mostBytes = 4 * 1024 * 1024;

/** Lines without line ends, index 0 is line 1; `undefined` when neither text is there. */
export function openedSourceText(
  { folder, profile }: Pick<OpenedSession, 'folder' | 'profile'>,
  path: string,
): readonly string[] | undefined {
  const sha256 = profile.files.find((file) => file.path === path)?.sha256 ?? undefined;
  const text = (sha256 === undefined ? undefined : readKeptText(folder, sha256)) ?? readNow(path);
  return text?.split(/\r\n|\r|\n/);
}

function readNow(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return statSync(path).size > mostBytes ? undefined : readFileSync(path, 'utf8');
  } catch {
    // Gone: the numbers are shown without their lines.
    return undefined;
  }
}
