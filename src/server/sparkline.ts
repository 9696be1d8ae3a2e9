/** A line's live bytes over time as a small picture for a hover: an SVG in a data address, since Markdown draws nothing itself. */

import type { TimelinePoint } from '../protocol/memory.ts';

const width = 280;
const height = 40;
const edge = 2;

/** Readable on light and dark backgrounds: a picture knows no theme. */
const colour = '#d9822b';

/** A Markdown image, "" for less than two points. `words` stand for it where it can't be seen. */
export function sparkline(points: readonly TimelinePoint[], words: string): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return '';
  const most = Math.max(...points.map(({ bytes }) => bytes));
  const span = last.t_s - first.t_s;
  if (most <= 0 || span <= 0) return '';
  const corners = points.map(({ t_s, bytes }) => {
    const x = edge + ((t_s - first.t_s) / span) * (width - 2 * edge);
    const y = height - edge - (bytes / most) * (height - 2 * edge);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const floor = height - edge;
  const area = `${edge},${floor} ${corners.join(' ')} ${width - edge},${floor}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<polygon points="${area}" fill="${colour}" fill-opacity="0.25"/>`,
    `<polyline points="${corners.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/></svg>`,
  ].join('');
  return `![${words.replaceAll(/[[\]]/g, '')}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`;
}
