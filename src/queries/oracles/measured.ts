/** What a profile says about the groups of a ground-truth program, beside the truth. Pure. */

import type { LineJson, ProfileJson } from '../../protocol/profileJson.ts';
import { truthSeconds, type Truth, type TruthGroup } from './truth.ts';

/** The additive numbers of a line. */
export type LineSeconds = Pick<
  LineJson,
  'python_s' | 'library_s' | 'native_s' | 'kernel_s' | 'wait_s' | 'gil_wait_s' | 'cpu_s' | 'self_s' | 'samples'
>;

const additive = [
  'python_s',
  'library_s',
  'native_s',
  'kernel_s',
  'wait_s',
  'gil_wait_s',
  'cpu_s',
  'self_s',
  'samples',
] as const satisfies readonly (keyof LineSeconds)[];

/** The sum over a group's lines of the program's own file; zeros where the profile has none of them. */
export function groupSeconds(profile: ProfileJson, truth: Truth, group: TruthGroup): LineSeconds {
  const lines = profile.files.find(({ path }) => path === truth.program)?.lines ?? [];
  const wanted = lines.filter(({ line }) => group.lines.includes(line));
  const total = {
    python_s: 0,
    library_s: 0,
    native_s: 0,
    kernel_s: 0,
    wait_s: 0,
    gil_wait_s: 0,
    cpu_s: 0,
    self_s: 0,
    samples: 0,
  };
  for (const line of wanted) for (const key of additive) total[key] += line[key];
  return total;
}

/** The effective samples that a part of the process's CPU time rests on. */
export function effectiveSamples(profile: ProfileJson, cpuSeconds: number): number {
  return profile.process.cpu_s > 0 ? (profile.quality.effective_samples * cpuSeconds) / profile.process.cpu_s : 0;
}

export interface ShareRow {
  readonly name: string;
  readonly truth: number;
  readonly measured: number;
  /** measured - truth. */
  readonly error: number;
}

/** Each group's share of the CPU time of the named groups together, by truth and as measured. */
export function compareShares(
  profile: ProfileJson,
  truth: Truth,
  names: readonly string[],
): { readonly rows: readonly ShareRow[]; readonly samples: number } {
  const groups = names.map((name) => ({ name, group: requireGroup(truth, name) }));
  const seconds = groups.map(({ group }) => groupSeconds(profile, truth, group).cpu_s);
  const measuredTotal = seconds.reduce((total, value) => total + value, 0);
  const truthTotal = groups.reduce((total, { group }) => total + truthSeconds(group, 'cpu'), 0);
  const rows = groups.map(({ name, group }, index) => {
    const expected = truthSeconds(group, 'cpu') / truthTotal;
    const measured = measuredTotal > 0 ? (seconds[index] ?? 0) / measuredTotal : 0;
    return { name, truth: expected, measured, error: measured - expected };
  });
  return { rows, samples: effectiveSamples(profile, measuredTotal) };
}

export function requireGroup(truth: Truth, name: string): TruthGroup {
  const group = truth.groups[name];
  if (group === undefined) throw new Error(`${truth.program} says nothing about ${name}`);
  return group;
}

export interface SplitRow extends ShareRow {
  /** python, native, kernel. */
  readonly kind: string;
  readonly samples: number;
}

/** For each group with parts known by construction: those parts of its own CPU time. Library code counts as neither. */
export function compareSplits(profile: ProfileJson, truth: Truth): readonly SplitRow[] {
  const rows: SplitRow[] = [];
  for (const [name, group] of Object.entries(truth.groups)) {
    const seconds = groupSeconds(profile, truth, group);
    const measured = new Map([
      ['python', seconds.python_s],
      ['native', seconds.native_s],
      ['kernel', seconds.kernel_s],
    ]);
    for (const [kind, expected] of Object.entries(group.parts)) {
      const share = seconds.cpu_s > 0 ? (measured.get(kind) ?? 0) / seconds.cpu_s : 0;
      const samples = effectiveSamples(profile, seconds.cpu_s);
      rows.push({ name, kind, truth: expected, measured: share, error: share - expected, samples });
    }
  }
  return rows;
}

/** One line of text for a failed comparison. */
export function describeRow(row: ShareRow): string {
  const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
  return `${row.name}: measured ${percent(row.measured)}, truth ${percent(row.truth)}`;
}
