/** `heatline imports --against`: what changed since earlier runs, and which findings no longer hold. */
import { compareImports } from '../queries/imports/comparison/compare.ts';
import { importsNotRecorded, usageError } from '../runner/userErrors.ts';
import type { OpenedSession } from '../store/openSession.ts';
import { formatComparison } from './importComparisonText.ts';
import { openChosen } from './sessionChoice.ts';
import { styleOf, writeText } from './terminal.ts';

export interface ComparisonOptions {
  readonly top: number;
  readonly json: boolean;
  readonly shortPath: (path: string) => string;
}

/** @param wanted names of the earlier runs, at least one. Throws a UserError when a run has no imports, or is compared with itself. */
export function showComparison(now: OpenedSession, wanted: readonly string[], options: ComparisonOptions): void {
  const earlier = wanted.map(openChosen);
  const seen = new Set([now.info.id]);
  for (const { info } of earlier) {
    if (seen.has(info.id)) throw usageError(`${info.id} can't be compared with itself.`, 'imports');
    seen.add(info.id);
  }
  for (const { info, profile } of [now, ...earlier])
    if (!profile.processes.some(({ unavailable }) => !unavailable.includes('imports')))
      throw importsNotRecorded(info.id);
  const comparison = compareImports(
    earlier.map(({ profile }) => profile),
    now.profile,
  );
  const text = options.json
    ? JSON.stringify(comparison, undefined, 1)
    : formatComparison(comparison, { ...options, style: styleOf(1, process.env) }).join('\n');
  writeText(1, `${text}\n`);
}
