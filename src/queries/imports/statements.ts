/** The import statements of the program's own files that findings speak of, with what changing each saves. */
import type { ImportFinding, ImportPlace } from '../../protocol/imports.ts';

export interface Statement extends ImportPlace {
  readonly findings: readonly ImportFinding[];
  readonly saving_s: number;
}

/** All statements of a finding. */
export function placesOf({
  path,
  line,
  own,
  others,
}: ImportFinding): readonly (ImportPlace & { readonly own: boolean })[] {
  return [{ path, line, own }, ...others];
}

/** Largest saving first; a finding of several statements counts for each, since one alone saves nothing of it. */
export function ownStatements(findings: readonly ImportFinding[]): Statement[] {
  const found = new Map<string, Omit<Statement, 'saving_s'>>();
  for (const finding of findings) {
    for (const { path, line } of placesOf(finding).filter(({ own }) => own)) {
      const key = `${path}:${line}`;
      const before = found.get(key);
      found.set(key, { path, line, findings: [...(before?.findings ?? []), finding] });
    }
  }
  return [...found.values()]
    .map((statement) => ({
      ...statement,
      saving_s: statement.findings.reduce((sum, { saving_s }) => sum + saving_s, 0),
    }))
    .sort((a, b) => b.saving_s - a.saving_s);
}
