/** What colours, patterns and edges stand for: only of what is there. */

import type { FlameBox } from '../../src/protocol/importFlame.ts';
import { create, element } from '../page.ts';
import { kindOf, type BoxKind } from './boxTexts.ts';
import type { Looks } from './looks.ts';
import { paintSample } from './painter.ts';

const names: Readonly<Record<BoxKind, string>> = {
  unused: 'Library not seen at work (striped)',
  rare: 'Library rarely used: under 2 % of the CPU time (dotted)',
  used: 'Library used (plain)',
  unknown: 'Library, use not known',
  project: "The project's own code (bar below)",
  standard: 'Standard library (dashed; striped: not seen at work)',
};
const order: readonly BoxKind[] = ['unused', 'rare', 'used', 'unknown', 'project', 'standard'];

export function drawLegend(boxes: readonly FlameBox[], looks: Looks): void {
  const kinds = new Set(boxes.slice(1).map(kindOf));
  const items = order
    .filter((kind) => kinds.has(kind))
    .map((kind) => {
      const item = create('li', '');
      const canvas = create('canvas', 'key');
      canvas.setAttribute('aria-hidden', 'true');
      paintSample(canvas, looks, kind);
      item.append(canvas, names[kind]);
      return item;
    });
  element('legend').replaceChildren(...items);
}
