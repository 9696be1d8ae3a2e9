/** Everything that is said about imports: one answer for the command line, the JSON and the editor. */
import type { Profile } from '../../profile/profile.ts';
import type { CaptureFacts } from '../../profile/tables.ts';
import type { ImportJson, ImportReport, ReadyJson } from '../../protocol/imports.ts';
import { findings } from './findings.ts';
import { fileOwners, libraryOf } from './libraries.ts';
import { initSeconds, libraryCosts } from './libraryCosts.ts';
import { readers } from './readers.ts';
import { phases } from './tree.ts';
import { uses } from './use.ts';

/** @returns the imports in the order in which they began, and what follows from them */
export function importReport(profile: Profile): ImportReport & { readonly imports: readonly ImportJson[] } {
  const { imports, processes, capture } = profile;
  const phase = phases(profile);
  const used = uses(profile, fileOwners(profile));
  const init_s = initSeconds(imports, phase);
  const libraries = libraryCosts(imports, phase, used);
  return {
    ready_at: readyJson(capture),
    init_s,
    libraries,
    findings: findings({ imports, phase, libraries, uses: used, initSeconds: init_s }),
    readers: readers(imports),
    imports: imports.map((row, index) => ({
      module: row.module,
      library: libraryOf(row.module),
      path: row.path,
      pid: processes[row.process]?.pid ?? 0,
      start_s: row.startSeconds,
      self_s: row.ownSeconds,
      cumulative_s: row.totalSeconds,
      importer: row.importer === null ? null : { path: row.importer.path, line: row.importer.line },
      parent: row.parent < 0 ? null : row.parent,
      native_s: row.nativeSeconds,
      live_bytes: row.liveBytes,
      rss_bytes: row.residentBytes,
      cached: row.path.endsWith('.py') ? row.cached : null,
      files_read: row.filesRead,
      bytes_read: row.bytesRead,
      failed: row.failed,
      reload: row.reload,
      use: used.ofModule(row.module),
      phase: phase[index] ?? 'use',
    })),
  };
}

export function readyJson({ readyAt }: CaptureFacts): ReadyJson | null {
  return readyAt === null ? null : { function: readyAt.function, seen_s: readyAt.seconds };
}
