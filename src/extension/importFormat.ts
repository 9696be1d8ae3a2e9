/** What imports cost, as people read it. Rounding is the only thing that happens to a number here. */

import { bytesText } from '../base/bytesText.ts';
import { durationText } from '../base/durationText.ts';
import { shareText } from '../base/shareText.ts';
import type { ImportLine, ImportRow } from '../protocol/importView.ts';

/** Less is left out: any import takes some. */
const leastBytes = 1e6;
const mostNames = 2;

/** "numpy 118 ms · 24.0 MB · 2.6 % used", "yaml 14 ms · not seen". */
export function formatImportLine(line: ImportLine): string {
  const { modules, failed, cumulative_s, rss_bytes, use } = line;
  const more = modules.length > mostNames ? ` +${modules.length - mostNames}` : '';
  const names = `${modules.slice(0, mostNames).join(', ')}${more}`;
  const used = use === null ? [] : [use.touched ? formatUsed(use.share) : 'not seen'];
  return [
    `${names} ${durationText(cumulative_s)}`,
    ...(rss_bytes >= leastBytes ? [bytesText(rss_bytes)] : []),
    ...(failed ? ['failed'] : used),
  ].join(' · ');
}

/** Below this a library is hardly more than what it loads from others, and both are said. */
const mostlyOwn = 0.7;

/** "118 ms · 24.0 MB · not seen", "1.1 ms of 24 ms · not seen": own time, of that with what it loads from others. */
export function formatImportRow(row: ImportRow): string {
  const { self_s, library, rss_bytes } = row;
  const all = library?.cumulative_s ?? 0;
  const others = self_s < all * mostlyOwn && all >= 0.001 ? ` of ${durationText(all)}` : '';
  const memory = rss_bytes >= leastBytes ? [bytesText(rss_bytes)] : [];
  return [`${durationText(self_s)}${others}`, ...memory, ...formatUse(row)].join(' · ');
}

function formatUse({ touched, use }: ImportRow): string[] {
  if (touched === null) return [];
  if (!touched) return ['not seen'];
  return [use === null ? 'used' : formatUsed(use.share)];
}

/** Seen at work, though perhaps in no sample of time. */
function formatUsed(share: number): string {
  return share < 0.0005 ? 'hardly used' : `${shareText(share)} used`;
}
