/** Imports that read much beside their own code: data files that are loaded whether or not they are needed. */
import type { ImportRow } from '../../profile/importRows.ts';
import type { ImportFilesJson } from '../../protocol/imports.ts';

/** What is worth saying, own bytecode left out. */
const leastFiles = 10;
const leastBytes = 2 ** 20;

/** Most bytes first. */
export function readers(imports: readonly ImportRow[]): ImportFilesJson[] {
  return imports
    .flatMap((row): ImportFilesJson[] => {
      if (row.filesRead === null || row.bytesRead === null) return [];
      const files = row.filesRead - (row.codeBytes > 0 ? 1 : 0);
      const bytes = row.bytesRead - row.codeBytes;
      if (files <= leastFiles && bytes <= leastBytes) return [];
      const { path, line } = row.importer ?? { path: '', line: 0 };
      return [{ module: row.module, files, bytes, path, line }];
    })
    .sort((a, b) => b.bytes - a.bytes || b.files - a.files);
}
