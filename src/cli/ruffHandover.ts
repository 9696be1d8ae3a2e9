/**
 * Where a project uses ruff, its configuration can keep imports lazy (rule TID254, Python 3.15 and newer): what to set is said, since the configuration is the
 * project's own. https://docs.astral.sh/ruff/settings/#lint_flake8-tidy-imports_require-lazy
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { ImportFixes } from './importFixes.ts';

export interface RuffHandover {
  /** ruff.toml, .ruff.toml or the pyproject.toml with a section for ruff that is nearest to the changed files. */
  readonly config: string;
  /** What was made lazy, sorted. */
  readonly modules: readonly string[];
  /** It names `ban-lazy`, which may forbid what was done. */
  readonly bans: boolean;
}

const names = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

/** Undefined when nothing was made lazy, or the project does not use ruff. */
export function ruffHandover({ answers }: ImportFixes): RuffHandover | undefined {
  const lazy = answers.filter(({ deferral }) => deferral.strategy === 'lazy' && deferral.edits.length > 0);
  const first = lazy[0];
  const found = first === undefined ? undefined : nearestConfig(dirname(first.statement.path));
  if (found === undefined) return undefined;
  const modules = new Set(lazy.flatMap(({ statement }) => statement.findings.flatMap((finding) => finding.modules)));
  return { config: found.path, modules: [...modules].sort(), bans: found.text.includes('ban-lazy') };
}

/** As ruff looks: upwards, and a pyproject.toml only with a section of its own. */
function nearestConfig(folder: string): { readonly path: string; readonly text: string } | undefined {
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    if (name !== 'pyproject.toml' || text.includes('[tool.ruff')) return { path, text };
  }
  const above = dirname(folder);
  return above === folder ? undefined : nearestConfig(above);
}
