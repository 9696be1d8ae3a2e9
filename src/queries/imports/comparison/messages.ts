/** What became of a finding, in a sentence. */
import { durationText } from '../../../base/durationText.ts';
import { shareText } from '../../../base/shareText.ts';
import type { FindingChange } from '../../../protocol/importComparison.ts';
import type { ImportFinding, ImportUse } from '../../../protocol/imports.ts';

export function findingMessage({
  status,
  because,
  finding,
  found_now,
  cost,
  use,
}: Omit<FindingChange, 'message'>): string {
  const name = nameOf(finding);
  if (status === 'holds') return finding.message;
  switch (because) {
    case 'used':
      return `${name} now takes ${useText(use.now)} of the time after the imports, before ${useText(use.before)}.`;
    case 'unused':
      return `${name} takes ${useText(use.now)} of the time after the imports, before ${useText(use.before)}.`;
    case 'import':
      return found_now ? `${name} was not loaded at the start before.` : `${name} is no longer imported.`;
    case 'later':
      return `${name} is loaded by a function that needs it, no longer at the start.`;
    case 'cost':
      return `Loading ${name} takes ${durationText(cost.now_s)}, before ${durationText(cost.before_s)}.`;
    case null:
      return found_now
        ? `Found only now, but no difference from before is beyond the noise. ${finding.message}`
        : `Not found now, but no difference from before is beyond the noise: loading ${name} took ${durationText(cost.before_s)} and takes ${durationText(cost.now_s)}; its use was ${useText(use.before)} and is ${useText(use.now)} of the time after the imports.`;
  }
}

function nameOf({ pattern, library, modules }: ImportFinding): string {
  const [first = library, ...others] = modules;
  if (pattern !== 'subpackages') return library;
  return others.length === 0 ? first : `${first} with ${others.length} more of ${library}`;
}

function useText({ share, ci95: [low, high] }: ImportUse): string {
  return `${shareText(share)} [${shareText(low)}, ${shareText(high)}]`;
}
