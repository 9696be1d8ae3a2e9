/**
 * What became of findings. One that both sides have holds. One that only one side has came or went for a reason that is beyond the noise: what it names is
 * no longer imported, or used, or costs another amount. Without such a reason nothing is claimed.
 */
import type { FindingChange, FindingReason } from '../../../protocol/importComparison.ts';
import type { ImportFinding } from '../../../protocol/imports.ts';
import { rareUse } from '../libraryCosts.ts';
import { costChange, loadingChange } from './libraries.ts';
import { findingMessage } from './messages.ts';
import { useChange, type Noise } from './noise.ts';
import { partIn, type Run } from './run.ts';

const order: readonly FindingChange['status'][] = ['gone', 'new', 'holds', 'unsure'];

/** What no longer holds first, then what is new, what holds, and what can't be told. */
export function findingChanges(before: readonly Run[], now: Run, noise: Noise): FindingChange[] {
  const found: Found[] = now.report.findings.map((finding) => ({ finding, now: true, before: 0 }));
  for (const { report } of before.toReversed()) {
    const counted = new Set<Found>();
    for (const finding of report.findings) {
      const known = counterpart(
        finding,
        found.filter((each) => !counted.has(each)),
      );
      const entry = known ?? { finding, now: false, before: 0 };
      if (known === undefined) found.push(entry);
      entry.before += 1;
      counted.add(entry);
    }
  }
  return found
    .map((each) => findingChange(each, before, now, noise))
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || b.finding.saving_s - a.finding.saving_s);
}

interface Found {
  /** As the newest run that has it tells it. */
  readonly finding: ImportFinding;
  readonly now: boolean;
  before: number;
}

/** Lines move, and statements move between files: the file decides only between several of the same library. */
function counterpart(finding: ImportFinding, found: readonly Found[]): Found | undefined {
  const same = found.filter((each) => isSameMatter(each.finding, finding));
  return same.find((each) => each.finding.path === finding.path) ?? same[0];
}

function isSameMatter(a: ImportFinding, b: ImportFinding): boolean {
  if (a.library !== b.library) return false;
  if (a.pattern !== 'subpackages' || b.pattern !== 'subpackages') return true;
  return a.modules.some((name) => b.modules.includes(name));
}

function findingChange(found: Found, before: readonly Run[], now: Run, noise: Noise): FindingChange {
  const { finding } = found;
  const earlier = before.map((run) => partIn(run, finding));
  const last = partIn(now, finding);
  const facts = {
    finding,
    found_now: found.now,
    found_before: found.before,
    cost: costChange(earlier, last, noise),
    use: useChange(
      earlier.map(({ use }) => use),
      last.use,
    ),
  };
  const loading = loadingChange(earlier, last);
  const isInBoth = found.now && found.before > 0;
  const because = isInBoth ? null : reason({ ...facts, loading });
  const change = { ...facts, status: statusOf(found, because), because };
  return { ...change, message: findingMessage(change) };
}

function statusOf({ now, before }: Found, because: FindingReason | null): FindingChange['status'] {
  if (now && before > 0) return 'holds';
  if (because === null) return 'unsure';
  return now ? 'new' : 'gone';
}

type Facts = Pick<FindingChange, 'found_now' | 'cost' | 'use'> & {
  readonly loading: ReturnType<typeof loadingChange>;
};

function reason(facts: Facts): FindingReason | null {
  return facts.found_now ? reasonToCome(facts) : reasonToGo(facts);
}

function reasonToGo({ loading, use, cost }: Facts): FindingReason | null {
  if (loading === 'went') return 'import';
  if (loading === 'later') return 'later';
  // What lies above the threshold with its whole interval is in use, whatever could be told before.
  if (use.claim === 'more' || use.now.ci95[0] > rareUse) return 'used';
  return cost.claim === 'less' ? 'cost' : null;
}

function reasonToCome({ loading, use, cost }: Facts): FindingReason | null {
  if (loading === 'came' || loading === 'earlier') return 'import';
  if (use.claim === 'less') return 'unused';
  return cost.claim === 'more' ? 'cost' : null;
}
