/** The warm lines of a document where they are now. */

import type { DocumentHeat, LineHeat } from '../protocol/heat.ts';
import { firstHotStep } from './heatStep.ts';
import type { HeatMetric } from '../protocol/memoryView.ts';
import type { LineMap } from './lineMap.ts';
import type { ShownFile } from './shownProfile.ts';

export function documentHeat(
  file: ShownFile,
  map: LineMap,
  { metric, first, last }: { readonly metric: HeatMetric; readonly first: number; readonly last: number },
): DocumentHeat {
  const heat = file.heat(metric);
  if (heat.length === 0) return { kind: 'none' };
  const lines = heat.flatMap((line): LineHeat[] => {
    const at = map.toDocument(line.line);
    return at === undefined ? [] : [{ ...line, line: at.line, edited: at.edited }];
  });
  // A block of lines may have been moved.
  lines.sort((a, b) => a.line - b.line);
  return { kind: 'heat', metric, text: map.state, edits: map.edits, lines: heatInRange(lines, first, last) };
}

/** Warm lines of `[first, last]`, and the hot ones wherever they are. */
export function heatInRange(heat: readonly LineHeat[], first: number, last: number): LineHeat[] {
  return heat.filter(({ line, step }) => (line >= first && line <= last) || step >= firstHotStep);
}
