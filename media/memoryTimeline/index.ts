/**
 * The memory timeline's page: the footprint over time above, the lines that held memory at the cursor below. The chart is a slider
 * for the keyboard and for screen readers; the same figures stand in a table.
 */

import type { Footprint } from '../../src/protocol/memory.ts';
import type { FromTimelinePanel, ToTimelinePanel } from '../../src/protocol/timelinePanel.ts';
import { createChart, type Chart } from './chart.ts';
import { createLineList } from './lineList.ts';
import { element, showEmpty, showFilled } from '../page.ts';
import { drawPointTable } from './pointTable.ts';
import '../page.css';
import './page.css';
import { hasPss } from './pss.ts';
import { createSlider, type Slider } from './slider.ts';
import { bytesText, secondsText } from '../texts.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromTimelinePanel): void;
  getState(): unknown;
  setState(state: { readonly seconds: number }): void;
};

const vscode = acquireVsCodeApi();
/** A cursor that moves on asks no more often than this. */
const askPauseMs = 60;

const lines = createLineList((path, line) => vscode.postMessage({ kind: 'openLine', path, line }));
let chart: Chart | undefined;
let slider: Slider | undefined;
/** The last question. */
let asked = { ticket: 0, seconds: 0 };
let planned: ReturnType<typeof setTimeout> | undefined;

element('act').addEventListener('click', () => vscode.postMessage({ kind: 'act' }));
window.addEventListener('message', ({ data }: MessageEvent<ToTimelinePanel>) => {
  switch (data.kind) {
    case 'timeline':
      showTimeline(data);
      return;
    case 'empty':
      showEmpty('Memory', data.message, data.action);
      return;
    case 'lines':
      if (data.ticket === asked.ticket) lines.show(data.rows, asked.seconds);
  }
});
vscode.postMessage({ kind: 'ready' });

function showTimeline({ program, timeline }: Extract<ToTimelinePanel, { kind: 'timeline' }>): void {
  showFilled(`Memory of ${program}`);
  element('summary').textContent = [
    `Live memory was highest at ${secondsText(timeline.peak_s)}: ${bytesText(timeline.peak_live_bytes)}.`,
    `RSS reached ${bytesText(timeline.peak_rss_bytes)}.`,
    ...pssText(timeline),
  ].join(' ');
  for (const id of ['pss-key', 'pss-head']) element(id).hidden = !hasPss(timeline);
  drawPointTable(element('points'), timeline);
  chart?.destroy();
  slider?.destroy();
  chart = createChart(element('chart'), timeline, (index) => slider?.moveTo(index));
  slider = createSlider(element('slider'), timeline, {
    moved(index) {
      chart?.markAt(index);
      ask(timeline.points[index]?.t_s ?? 0);
    },
    enter: () => lines.openFirst(),
  });
  slider.moveTo(indexAt(timeline, rememberedSeconds() ?? timeline.peak_s));
}

function pssText({ pss_differs, peak_pss_bytes }: Footprint): readonly string[] {
  if (!pss_differs || peak_pss_bytes === null) return [];
  return [`PSS, which counts what processes share once, reached ${bytesText(peak_pss_bytes)}.`];
}

function ask(seconds: number): void {
  vscode.setState({ seconds });
  asked = { ticket: asked.ticket + 1, seconds };
  const { ticket } = asked;
  clearTimeout(planned);
  planned = setTimeout(() => vscode.postMessage({ kind: 'ask', ticket, seconds }), askPauseMs);
}

/** Where the cursor was before the panel was hidden. */
function rememberedSeconds(): number | undefined {
  const state = vscode.getState();
  if (typeof state !== 'object' || state === null || !('seconds' in state)) return undefined;
  return typeof state.seconds === 'number' ? state.seconds : undefined;
}

/** The point that is nearest. */
function indexAt({ points }: Footprint, seconds: number): number {
  const distance = (index: number): number => Math.abs((points[index]?.t_s ?? 0) - seconds);
  let best = 0;
  for (const index of points.keys()) if (distance(index) < distance(best)) best = index;
  return best;
}
