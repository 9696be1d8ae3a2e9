/** The chart's figures as a table, for those who read rather than look. */

import type { Footprint } from '../../src/protocol/memory.ts';
import { create } from '../page.ts';
import { hasPss } from './pss.ts';
import { bytesText, secondsText } from '../texts.ts';

export function drawPointTable(place: HTMLElement, timeline: Footprint): void {
  const withPss = hasPss(timeline);
  const rows = timeline.points.map(({ t_s, live_bytes, rss_bytes, pss_bytes }) => {
    const row = create('tr', '');
    const head = create('th', '', secondsText(t_s));
    head.scope = 'row';
    row.append(head, create('td', '', bytesText(live_bytes)), create('td', '', bytesText(rss_bytes)));
    if (withPss) row.append(create('td', '', pss_bytes === null ? '' : bytesText(pss_bytes)));
    return row;
  });
  place.replaceChildren(...rows);
}
