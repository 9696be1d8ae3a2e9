/** What is said of deferred imports, and of those that stay. */

import type { StatementFix } from '../protocol/importFixes.ts';

/**
 * "2 imports of report.py were deferred; 1 stays: line 20 uses …": a reason is said where it is the only one.
 *
 * @param file its name
 */
export function deferredText(file: string, n_moved: number, staying: readonly StatementFix[]): string {
  const verb = n_moved === 1 ? 'import of' : 'imports of';
  const moved =
    n_moved === 0
      ? `No import of ${file} was deferred`
      : `${n_moved} ${verb} ${file} ${n_moved === 1 ? 'was' : 'were'} deferred`;
  const [only, ...others] = staying;
  if (only === undefined) return `${moved}.`;
  if (others.length > 0) return `${moved}; ${staying.length} stay where they are.`;
  return `${moved}; 1 stays where it is: ${reasonOf(only)}`;
}

/** Why a statement stays. Sentences. */
export function reasonOf({ remarks }: StatementFix): string {
  return remarks.map(({ message }) => message).join(' ') || 'It is not known to be safe.';
}

/** The line that the reason names, which may be another one than the statement's. */
export function reasonLine({ remarks, line }: StatementFix): number {
  return remarks[0]?.line ?? line;
}
