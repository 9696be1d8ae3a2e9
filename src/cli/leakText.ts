/** Suspected leaks with their evidence as text. */
import { bytesText } from '../base/bytesText.ts';
import type { Leak } from '../protocol/memory.ts';
import { faint, strong } from './colour.ts';
import { cutEnd, formatCount, formatSeconds, printableSource } from './format.ts';
import { formatReach, type TableOptions } from './memoryTable.ts';

/** The frames that tell how the line was reached; more is in the JSON. */
const mostFrames = 4;

export function formatLeaks(leaks: readonly Leak[], options: TableOptions): string[] {
  return leaks.flatMap((leak, index) => [...(index === 0 ? [] : ['']), ...formatLeak(leak, options)]);
}

function formatLeak(leak: Leak, { style, shortPath, sourceOf }: TableOptions): string[] {
  const { evidence } = leak;
  const source = printableSource(sourceOf(leak.path)?.[leak.line - 1] ?? '').trimStart();
  const reach = formatReach(leak.rate_bytes_s, leak.ci95);
  const freed = evidence.freed === 0 ? 'none was freed' : `${evidence.freed} were freed`;
  const grew = evidence.growth_bytes.map((bytes) => bytesText(bytes)).join(', ');
  return [
    `${strong(style, `${shortPath(leak.path)}:${leak.line}`)}  grows by ${bytesText(leak.rate_bytes_s)}/s${reach === '' ? '' : ` ${reach}/s`}, score ${leak.score.toFixed(2)}`,
    ...(source === '' ? [] : [`    ${cutEnd(source, style.width - 4)}`]),
    `  ${bytesText(evidence.live_bytes)} live; of ${formatCount(evidence.samples, 'sampled allocation')} from ${formatSeconds(evidence.first_s)} to ${formatSeconds(evidence.last_s)} ${freed}`,
    `  growth by fifths of that time: ${grew}`,
    ...evidence.contexts.map(({ live_bytes: bytes, frames }) =>
      faint(
        style,
        cutEnd(
          `  ${bytesText(bytes)} in ${frames
            .slice(0, mostFrames)
            .map(({ name, path, line }) => `${name} (${shortPath(path)}:${line})`)
            .join(' ← ')}`,
          style.width,
        ),
      ),
    ),
  ];
}
