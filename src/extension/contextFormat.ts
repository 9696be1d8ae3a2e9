/** A calling context, as people read it. Rounding is the only thing that happens to a number here. */

import { contextFacts, contextPlace, isPlaced } from '../base/contextWords.ts';
import { shareText } from '../base/shareText.ts';
import type { ContextRow } from '../protocol/importContexts.ts';

/** "0.4 % · 300 ms to load · 33.0 MB · used nowhere else · report.py:88" */
export function formatContext(row: ContextRow): string {
  const { share, place, n_calls } = row;
  const others = n_calls > 1 ? ` +${n_calls - 1}` : '';
  return [
    shareText(share),
    ...contextFacts(row),
    ...(place !== null && isPlaced(row) ? [`${contextPlace(place)}${others}`] : []),
  ].join(' · ');
}
