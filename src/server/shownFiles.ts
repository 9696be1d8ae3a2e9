/** Which files of a run are painted and listed, and where they are here: what the settings say about paths. */

import { isJsonObject } from '../base/jsonObject.ts';
import type { PathMapping, ShownFilesParams, ShownFolder } from '../protocol/lsp.ts';
import { globMatcher } from './glob.ts';
import { toLocalPath, toRecordedPaths } from './pathMapping.ts';

export interface ShownFiles {
  /** Whether a file is painted and listed. @param path here */
  isShown(path: string): boolean;
  /** Where a recorded file is here. */
  readonly toLocal: (path: string) => string;
  /** Under which paths a file that is here may have been recorded; without its own. */
  toRecorded(path: string): readonly string[];
}

export const everyFile: ShownFilesParams = { folders: [], mappings: [] };

export function shownFiles({ folders, mappings }: ShownFilesParams): ShownFiles {
  const rules = folders.map(folderRule).sort((a, b) => b.start.length - a.start.length);
  return {
    isShown(path) {
      const rule = rules.find(({ start }) => path.startsWith(start));
      return rule === undefined || rule.isShown(path.slice(rule.start.length));
    },
    toLocal: (path) => toLocalPath(path, mappings),
    toRecorded: (path) => toRecordedPaths(path, mappings),
  };
}

interface FolderRule {
  /** With a slash at the end. */
  readonly start: string;
  isShown(relativePath: string): boolean;
}

function folderRule({ path, include, exclude }: ShownFolder): FolderRule {
  const included = include.map(globMatcher);
  const excluded = exclude.map(globMatcher);
  return {
    start: path.endsWith('/') ? path : `${path}/`,
    isShown(relativePath) {
      const isIncluded = included.length === 0 || included.some((matches) => matches(relativePath));
      return isIncluded && !excluded.some((matches) => matches(relativePath));
    },
  };
}

/** The client's options as they come over the wire; what can't be understood is left out. */
export function parseShownFiles(options: unknown): ShownFilesParams {
  if (!isJsonObject(options)) return everyFile;
  const { folders, mappings } = options;
  return {
    folders: Array.isArray(folders) ? folders.flatMap(parseFolder) : [],
    mappings: Array.isArray(mappings) ? mappings.flatMap(parseMapping) : [],
  };
}

function parseFolder(value: unknown): ShownFolder[] {
  if (!isJsonObject(value) || typeof value['path'] !== 'string') return [];
  return [{ path: value['path'], include: texts(value['include']), exclude: texts(value['exclude']) }];
}

function parseMapping(value: unknown): PathMapping[] {
  if (!isJsonObject(value)) return [];
  const { recorded, local } = value;
  return typeof recorded === 'string' && typeof local === 'string' ? [{ recorded, local }] : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
