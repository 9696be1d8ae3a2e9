/** The import statements of the program's own files that findings speak of, with what changing each saves. */
import type { ImportFinding, ImportPlace } from '../../protocol/imports.ts';

export interface Statement extends ImportPlace {
  readonly findings: readonly ImportFinding[];
  readonly saving_s: number;
}

/** Largest saving first. */
export function ownStatements(findings: readonly ImportFinding[]): Statement[] {
  const found = new Map<string, ImportFinding[]>();
  for (const finding of findings) {
    if (!finding.own) continue;
    const key = `${finding.path}:${finding.line}`;
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return [...found.values()]
    .map((own) => ({
      path: own[0]?.path ?? '',
      line: own[0]?.line ?? 0,
      findings: own,
      saving_s: own.reduce((sum, { saving_s }) => sum + saving_s, 0),
    }))
    .sort((a, b) => b.saving_s - a.saving_s);
}
