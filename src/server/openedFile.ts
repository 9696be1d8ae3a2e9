/** From a document that an editor has open to the profiled file it shows. */

import { URI } from 'vscode-uri';

import type { ReadSession, ServerEnvironment } from './environment.ts';
import type { LineMap } from './lineMap.ts';
import type { ShownImports } from './shownImports.ts';
import type { ShownFiles } from './shownFiles.ts';
import type { ShownFile, ShownProfile } from './shownProfile.ts';
import type { OpenText, SourceTexts } from './sourceTexts.ts';

/** The session that is shown. */
export interface Shown {
  readonly opened: ReadSession;
  readonly profile: ShownProfile;
  readonly imports: ShownImports;
  readonly texts: SourceTexts;
}

export interface OpenedFile {
  readonly file: ShownFile;
  /** How the document's text differs from what was profiled. */
  readonly map: LineMap;
  /** Where the document is, as the editor has it. */
  readonly localPath: string;
}

/** `undefined` when the profile knows nothing of the file, or it is not to be shown. */
export function openedFile(
  env: ServerEnvironment,
  { profile, texts }: Shown,
  files: ShownFiles,
  document: OpenText & { readonly uri: string },
): OpenedFile | undefined {
  const { scheme, fsPath } = URI.parse(document.uri);
  if (scheme !== 'file' || !files.isShown(fsPath)) return undefined;
  // Python records the path it was given: the editor may have opened the file through a link, or it was recorded elsewhere.
  const real = env.realPath(fsPath);
  for (const path of [fsPath, real, ...files.toRecorded(fsPath), ...files.toRecorded(real)]) {
    const file = profile.file(path);
    if (file !== undefined) return { file, map: texts.compare(file, document), localPath: fsPath };
  }
  return undefined;
}
