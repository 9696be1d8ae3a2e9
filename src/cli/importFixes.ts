/** What `heatline imports --fix` changes: the imports that findings speak of, moved to where they are used where that is safe. */
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

import { applyEdits } from '../base/textEdits.ts';
import type { ImportReport } from '../protocol/imports.ts';
import { ownStatements, type Statement } from '../queries/imports/statements.ts';
import { deferImports, type Deferral } from '../tools/deferImports.ts';
import { notUtf8 } from '../runner/userErrors.ts';
import type { OpenedSession } from '../store/openSession.ts';

export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface ImportFixes {
  readonly files: readonly ChangedFile[];
  /** Each statement that a finding speaks of, largest saving first. */
  readonly answers: readonly { readonly statement: Statement; readonly deferral: Deferral }[];
}

const byteOrderMark = '\ufeff';

/** What could be changed; nothing is written. Throws a UserError when the interpreter doesn't answer. */
export async function planFixes({ info }: OpenedSession, report: ImportReport): Promise<ImportFixes> {
  const statements = ownStatements(report.findings);
  const deferrals = await deferImports({
    interpreter: info.interpreter,
    project: info.scope,
    requests: statements.map(({ path, line }) => ({ path, line })),
  });
  const answers = statements.flatMap((statement, index) => {
    const deferral = deferrals[index];
    return deferral === undefined ? [] : [{ statement, deferral }];
  });
  const paths = new Set(deferrals.filter(({ edits }) => edits.length > 0).map(({ path }) => path));
  return { files: [...paths].map((path) => changedFile(path, deferrals)), answers };
}

function changedFile(path: string, deferrals: readonly Deferral[]): ChangedFile {
  const before = readText(path);
  const mark = before.startsWith(byteOrderMark) ? byteOrderMark : '';
  const edits = deferrals.filter((deferral) => deferral.path === path).flatMap((deferral) => deferral.edits);
  return { path, before, after: mark + applyEdits(before.slice(mark.length), edits) };
}

/** The engine understands every encoding that Python does; what is written back is UTF-8. */
function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    throw notUtf8(path);
  }
}

/** Each file appears whole, in its place behind links and with the mode that it had. */
export function writeFixes(files: readonly ChangedFile[]): void {
  for (const { path, after } of files) {
    const place = realpathSync(path);
    const unfinished = `${place}.${process.pid}.tmp`;
    try {
      writeFileSync(unfinished, after, { mode: 0o600, flag: 'wx' });
      chmodSync(unfinished, statSync(place).mode & 0o7777);
      renameSync(unfinished, place);
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  }
}
