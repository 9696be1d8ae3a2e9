/** What imports cost in a session, asked once: the report walks the whole profile, and no question narrows it. */

import type { Profile } from '../profile/profile.ts';
import type { ImportContexts } from '../protocol/importContexts.ts';
import type { ImportFlame } from '../protocol/importFlame.ts';
import type { ImportLine, ImportOrder, ImportRow } from '../protocol/importView.ts';
import type { ImportReport } from '../protocol/imports.ts';
import { importLines, type ReportedImports } from '../queries/importLines.ts';
import { importContexts } from '../queries/imports/contexts/contexts.ts';
import { importFlame } from '../queries/imports/flame.ts';
import { importReport } from '../queries/imports/report.ts';
import { importedLibraries, importedModules } from '../queries/importTree.ts';
import { once } from './once.ts';

export interface ShownImports {
  report(): ImportReport;
  /** A file's import statements, by line. @param path as recorded */
  lines(path: string): readonly ImportLine[];
  libraries(order: ImportOrder): readonly ImportRow[];
  /** Directly below a library or package. */
  modules(name: string, order: ImportOrder): readonly ImportRow[];
  /** Who uses which library. @param library that it is narrowed to; null: all */
  contexts(library: string | null): ImportContexts;
  /** Of one process; null where nothing was imported. */
  flame(pid: number | null): ImportFlame | null;
}

export function showImports(profile: Profile): ShownImports {
  const imported = once((): ReportedImports => ({ rows: profile.imports, report: importReport(profile) }));
  const lines = once(() => importLines(imported()));
  const contexts = once(() => importContexts(profile, imported().report, { library: null }));
  /** Of one library at a time: who looks at another one rarely comes back. */
  let narrowed: ImportContexts | undefined;
  const contextsOf = (library: string): ImportContexts => {
    if (narrowed?.library !== library) narrowed = importContexts(profile, imported().report, { library });
    return narrowed;
  };
  return {
    contexts: (library) => (library === null ? contexts() : contextsOf(library)),
    report: () => imported().report,
    lines: (path) => lines().get(path) ?? [],
    libraries: (order) => importedLibraries(imported(), order),
    modules: (name, order) => importedModules(imported(), name, order),
    flame: (pid) => importFlame({ report: imported().report, processes: profile.processes, pid }),
  };
}
