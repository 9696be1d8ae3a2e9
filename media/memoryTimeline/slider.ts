/** The time that is looked at, as a slider around the chart: arrow keys move it from point to point. */

import type { Footprint } from '../../src/protocol/memory.ts';
import { bytesText, secondsText } from '../texts.ts';

export interface Slider {
  moveTo(index: number): void;
  destroy(): void;
}

export interface SliderEvents {
  moved(index: number): void;
  /** Enter was pressed. */
  enter(): void;
}

/** Points that Page Up and Page Down pass. */
const farPoints = 10;

export function createSlider(place: HTMLElement, timeline: Footprint, events: SliderEvents): Slider {
  const { points } = timeline;
  const last = points.length - 1;
  const keys = new AbortController();
  let current = -1;

  function moveTo(index: number): void {
    const next = Math.min(last, Math.max(0, index));
    if (next === current) return;
    current = next;
    place.setAttribute('aria-valuenow', (points[next]?.t_s ?? 0).toFixed(2));
    place.setAttribute('aria-valuetext', valueText(timeline, next));
    events.moved(next);
  }

  const steps: Readonly<Record<string, () => number>> = {
    ArrowRight: () => current + 1,
    ArrowUp: () => current + 1,
    ArrowLeft: () => current - 1,
    ArrowDown: () => current - 1,
    PageUp: () => current + farPoints,
    PageDown: () => current - farPoints,
    Home: () => 0,
    End: () => last,
    p: () => peakIndex(timeline),
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter') events.enter();
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(step());
  };
  place.setAttribute('aria-valuemin', (points[0]?.t_s ?? 0).toFixed(2));
  place.setAttribute('aria-valuemax', (points[last]?.t_s ?? 0).toFixed(2));
  place.addEventListener('keydown', onKey, { signal: keys.signal });
  return { moveTo, destroy: () => keys.abort() };
}

function valueText({ points, pss_differs }: Footprint, index: number): string {
  const point = points[index];
  if (point === undefined) return '';
  const pss = pss_differs && point.pss_bytes !== null ? `, PSS ${bytesText(point.pss_bytes)}` : '';
  return `${secondsText(point.t_s)}: live ${bytesText(point.live_bytes)}, RSS ${bytesText(point.rss_bytes)}${pss}`;
}

function peakIndex({ points }: Footprint): number {
  const highest = Math.max(...points.map(({ live_bytes }) => live_bytes));
  return points.findIndex(({ live_bytes }) => live_bytes === highest);
}
