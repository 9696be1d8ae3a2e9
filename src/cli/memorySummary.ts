/** What is said of memory in a line: below the header, and as a hint to look closer. */
import { bytesText } from '../base/bytesText.ts';
import type { CopyJson, LeakJson, ProfileJson } from '../protocol/profileJson.ts';

/** Copying less than this a second is hardly worth a look. */
const notableCopyRate = 100e6;

/** "peak 252 MB live, 267 MB resident · 3.45 GB allocated · 1.00 GB copied"; undefined where nothing was measured. */
export function formatMemory({ process, quality }: ProfileJson): string | undefined {
  const parts: string[] = [];
  if (quality.memory !== null) {
    parts.push(
      `peak ${bytesText(process.peak_live_bytes)} live, ${bytesText(process.peak_rss_bytes)} resident${pssText(process)}`,
    );
    parts.push(`${bytesText(quality.memory.alloc_bytes)} allocated`);
  }
  if (quality.copies !== null) parts.push(`${bytesText(quality.copies.bytes)} copied`);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** Only where much is shared: else it is what is resident, read less often. */
function pssText({ peak_pss_bytes, pss_differs }: ProfileJson['process']): string {
  return peak_pss_bytes !== null && pss_differs
    ? ` (${bytesText(peak_pss_bytes)} PSS: what processes share, counted once)`
    : '';
}

/** Where it is worth to look at leaks and copies. */
export function formatMemoryHints(
  { leaks, copies }: { readonly leaks: readonly LeakJson[]; readonly copies: readonly CopyJson[] },
  shortPath: (path: string) => string,
): string[] {
  const hints: string[] = [];
  const [leak] = leaks;
  if (leak !== undefined) {
    const others = leaks.length > 1 ? `, and ${leaks.length - 1} more` : '';
    const where = `${shortPath(leak.path)}:${leak.line}`;
    hints.push(`May leak: ${where}, ${bytesText(leak.rate_bytes_s)}/s${others}. See --by leaks.`);
  }
  const [copy] = copies;
  if (copy !== undefined && copy.bytes_s >= notableCopyRate) {
    const where = `${shortPath(copy.path)}:${copy.line}`;
    hints.push(`Copies much: ${where}, ${bytesText(copy.bytes)} at ${bytesText(copy.bytes_s)}/s. See --by copies.`);
  }
  return hints;
}
