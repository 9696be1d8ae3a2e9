/** The footprint as uPlot draws it: live memory filled, RSS as a dashed line, PSS as a dotted one where it differs, and a cursor at one point. */

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import type { Footprint } from '../../src/protocol/memory.ts';
import { themeColour } from '../page.ts';
import { hasPss } from './pss.ts';
import { tickBytesText, tickSecondsText } from '../texts.ts';

export interface Chart {
  /** Puts the cursor on a point. */
  markAt(index: number): void;
  destroy(): void;
}

const leastHeightPx = 140;
const mostHeightPx = 320;
const font = '12px system-ui, sans-serif';

/** @param picked called with the point that the mouse is on */
export function createChart(place: HTMLElement, timeline: Footprint, picked: (index: number) => void): Chart {
  let marked = 0;
  let plot = draw();

  function draw(): uPlot {
    const data: uPlot.AlignedData = [
      timeline.points.map(({ t_s }) => t_s),
      timeline.points.map(({ live_bytes }) => live_bytes),
      timeline.points.map(({ rss_bytes }) => rss_bytes),
      ...(hasPss(timeline) ? [timeline.points.map(({ pss_bytes }) => pss_bytes)] : []),
    ];
    const made = new uPlot({ ...options(place, timeline), hooks: { draw: [mark] } }, data, place);
    made.over.addEventListener('mousemove', () => {
      if (made.cursor.idx !== null && made.cursor.idx !== undefined && made.cursor.idx !== marked)
        picked(made.cursor.idx);
    });
    // The cursor stays where the lines below are of.
    made.over.addEventListener('mouseleave', () => mark(made));
    return made;
  }

  /** Also after each drawing: only then it is known where a time is on the screen. */
  function mark(on: uPlot): void {
    const left = on.valToPos(timeline.points[marked]?.t_s ?? 0, 'x');
    on.setCursor({ left, top: on.bbox.height / devicePixelRatio / 2 }, false);
  }

  function redraw(): void {
    plot.destroy();
    plot = draw();
  }

  const resized = new ResizeObserver(() => {
    if (place.clientWidth !== plot.width) plot.setSize(sizeOf(place));
  });
  resized.observe(place);
  // VS Code tells a change of theme by a class of the body.
  const themed = new MutationObserver(redraw);
  themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return {
    markAt(index) {
      marked = index;
      mark(plot);
    },
    destroy() {
      resized.disconnect();
      themed.disconnect();
      plot.destroy();
    },
  };
}

function sizeOf(place: HTMLElement): { readonly width: number; readonly height: number } {
  const width = Math.max(160, place.clientWidth);
  return { width, height: Math.min(mostHeightPx, Math.max(leastHeightPx, Math.round(width * 0.35))) };
}

function options(place: HTMLElement, timeline: Footprint): uPlot.Options {
  const foreground = themeColour('editor-foreground', 'foreground');
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');
  const live = isHighContrast ? foreground : themeColour('charts-blue', 'editor-foreground');
  const rss = isHighContrast ? foreground : themeColour('charts-yellow', 'editor-foreground');
  const pss = isHighContrast ? foreground : themeColour('charts-purple', 'editor-foreground');
  const grid = isHighContrast ? 'transparent' : themeColour('editorIndentGuide-background1', 'panel-border');
  const axis = { stroke: foreground, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    ...sizeOf(place),
    padding: [10, 14, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, most * 1.08 || 1] } },
    axes: [
      { ...axis, size: 34, space: 70, values: (_plot, ticks) => ticks.map(tickSecondsText) },
      { ...axis, size: 70, space: 30, values: (_plot, ticks) => ticks.map(tickBytesText) },
    ],
    series: [
      {},
      { label: 'Live memory', stroke: live, width: 2, fill: faded(live), points: { show: false } },
      { label: 'RSS', stroke: rss, width: 1.5, dash: [6, 4], points: { show: false } },
      ...(hasPss(timeline) ? [{ label: 'PSS', stroke: pss, width: 1.5, dash: [2, 3], points: { show: false } }] : []),
    ],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
  };
}

/** The colour at a fifth of its strength. */
function faded(colour: string): string {
  return `color-mix(in srgb, ${colour} 20%, transparent)`;
}
