/** Import bills of several runs beside each other: what changed beyond the noise, and whether the workload is still the one that findings are about. */
import { median } from '../../../base/median.ts';
import type { Profile } from '../../../profile/profile.ts';
import type { ComparedRun, ComparisonCaution, ImportComparison } from '../../../protocol/importComparison.ts';
import { workloadDrift } from './drift.ts';
import { findingChanges } from './findings.ts';
import { libraryChanges } from './libraries.ts';
import { noiseOf, timeChange } from './noise.ts';
import { costOf, isCompiledInSome, libraryIn, nothing, runOf, type Run } from './run.ts';

/** @param earlier at least one */
export function compareImports(earlier: readonly Profile[], now: Profile): ImportComparison {
  const ordered = earlier.toSorted((a, b) => a.capture.startedAt.localeCompare(b.capture.startedAt));
  const before = ordered.map(runOf);
  const last = runOf(now);
  const noise = noiseOf(sharedCosts(before, last));
  const compiled = isCompiledNoticeably(before, last);
  const init = timeChange({
    before: before.map(({ report }) => report.init_s),
    now: last.report.init_s,
    noise,
    compiled,
  });
  const libraries = libraryChanges(before, last, noise);
  const isClaimed = [init, ...libraries.map((each) => each.init)].some(({ claim }) => claim !== null);
  return {
    now: comparedRun(now),
    before: ordered.map(comparedRun),
    cautions: [
      ...cautions([...ordered, now]),
      ...(compiled ? (['compiled'] as const) : []),
      ...(isClaimed && before.length === 1 ? (['single'] as const) : []),
    ],
    init,
    workload: workloadDrift(ordered, now),
    findings: findingChanges(before, last, noise),
    libraries,
  };
}

/** What the libraries of all runs cost, earlier and now: what did not change tells how much runs differ. */
function sharedCosts(before: readonly Run[], now: Run): [number, number][] {
  return now.report.libraries.map(({ library }) => [
    median(before.map((run) => costOf(libraryIn(run, library)))),
    costOf(libraryIn(now, library)),
  ]);
}

/** Below this share of the initialisation, modules that were compiled in some of the runs don't keep the rest from being compared. */
const noticeableShare = 0.1;

function isCompiledNoticeably(before: readonly Run[], now: Run): boolean {
  const runs = [...before, now];
  const parts = now.report.libraries.map(({ library }) => runs.map((run) => libraryIn(run, library)));
  const compiled = parts.filter(isCompiledInSome);
  return runs.some(({ report }, run) => {
    const cost = compiled.reduce((sum, each) => sum + costOf(each[run] ?? nothing), 0);
    return cost > noticeableShare * report.init_s;
  });
}

function comparedRun({ capture: { id, startedAt, command } }: Profile): ComparedRun {
  return { id, started_at: startedAt, command };
}

function cautions(profiles: readonly Profile[]): ComparisonCaution[] {
  const differ = (read: (profile: Profile) => string): boolean => new Set(profiles.map(read)).size > 1;
  const words = ({ capture }: Profile): string => capture.command.slice(1).join('\0');
  const version = ({ processes }: Profile): string => (processes[0]?.version ?? '').split('.').slice(0, 2).join('.');
  return [...(differ(words) ? (['command'] as const) : []), ...(differ(version) ? (['python'] as const) : [])];
}
