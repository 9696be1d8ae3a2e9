/** The rectangles on a canvas. */

import type { FlameBox } from '../../src/protocol/importFlame.ts';
import { kindOf, nameOf, type BoxKind } from './boxTexts.ts';
import type { Layout, Rectangle } from './layout.ts';
import type { Look, Looks } from './looks.ts';

export const rowPx = 21;
const textPx = 12;
const leastTextPx = 24;
/** Wide characters and kerning: what fits is measured only for this many. */
const mostCharacters = 200;

export interface Picture {
  readonly boxes: readonly FlameBox[];
  readonly layout: Layout;
  readonly widthPx: number;
  /** Whether one of the boxes from `first` to before `end` is searched for; `undefined` without a search. */
  readonly isFound: ((first: number, end: number) => boolean) | undefined;
}

export function paint(canvas: HTMLCanvasElement, picture: Picture, looks: Looks): void {
  const { layout, widthPx } = picture;
  const on = prepare(canvas, widthPx, layout.rows.length * rowPx);
  if (on === null) return;
  on.font = `${textPx}px ${getComputedStyle(document.body).fontFamily}`;
  on.textBaseline = 'middle';
  for (const row of layout.rows) for (const rectangle of row) paintOne(on, rectangle, picture, looks);
}

/** A box without a name, for the legend. */
export function paintSample(canvas: HTMLCanvasElement, looks: Looks, kind: BoxKind): void {
  const [width, height] = [26, 16];
  const on = prepare(canvas, width, height);
  if (on !== null) paintFace(on, { left: 0, top: 0, width, height }, looks.kinds[kind], looks);
}

/** Its drawing is in CSS pixels. */
function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const on = canvas.getContext('2d');
  on?.scale(devicePixelRatio, devicePixelRatio);
  return on;
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paintOne(on: CanvasRenderingContext2D, rectangle: Rectangle, picture: Picture, looks: Looks): void {
  const box = picture.boxes[rectangle.box];
  if (box === undefined) return;
  const { left, width, row, n_merged, end } = rectangle;
  // A pixel is left between neighbours where there is room for one.
  const frame = { left, top: row * rowPx, width: Math.max(1, width > 3 ? width - 1 : width), height: rowPx - 1 };
  const last = n_merged > 1 ? end : rectangle.box + 1;
  const found = picture.isFound?.(rectangle.box, last) ?? false;
  on.globalAlpha = picture.isFound === undefined || found ? 1 : 0.45;
  if (n_merged > 1) fillFrame(on, frame, looks.merged);
  else paintBox(on, frame, box, looks);
  on.globalAlpha = 1;
  if (found) strokeFrame(on, frame, looks.found, 2);
}

function paintBox(on: CanvasRenderingContext2D, frame: Frame, box: FlameBox, looks: Looks): void {
  const look = looks.kinds[kindOf(box)];
  const pattern = box.origin === 'standard' && box.use === 'unused' ? looks.unusedPattern : look.pattern;
  paintFace(on, frame, { ...look, pattern }, looks);
  if (frame.width >= leastTextPx) paintName(on, frame, box, look, looks);
}

function paintFace(on: CanvasRenderingContext2D, frame: Frame, look: Look, looks: Looks): void {
  fillFrame(on, frame, look.fill);
  if (look.pattern !== undefined) fillFrame(on, frame, look.pattern);
  paintEdge(on, frame, look, looks);
}

function paintEdge(
  on: CanvasRenderingContext2D,
  frame: Frame,
  { edge, stroke }: Look,
  { isContrast, text }: Looks,
): void {
  if (frame.width < 3) {
    if (isContrast) fillFrame(on, frame, text);
    return;
  }
  if (edge === 'dashed') on.setLineDash([3, 3]);
  if (isContrast || edge === 'dashed') strokeFrame(on, frame, stroke, 1);
  on.setLineDash([]);
  if (edge === 'bar') fillFrame(on, { ...frame, top: frame.top + frame.height - 3, height: 3 }, stroke);
}

/** On a strip of the box's own colour: no pattern lies under letters. */
function paintName(on: CanvasRenderingContext2D, frame: Frame, box: FlameBox, look: Look, looks: Looks): void {
  const name = fitting(on, nameOf(box), frame.width - 10);
  if (name === '') return;
  const { left, top, height } = frame;
  fillFrame(on, { left: left + 3, top: top + 2, width: on.measureText(name).width + 4, height: height - 6 }, look.fill);
  on.fillStyle = box.origin === 'standard' ? looks.mutedText : looks.text;
  on.fillText(name, left + 5, top + height / 2);
}

/** The name as far as there is room for it. */
function fitting(on: CanvasRenderingContext2D, name: string, room: number): string {
  const whole = name.slice(0, mostCharacters);
  const width = on.measureText(whole).width;
  if (width <= room) return whole;
  let kept = Math.floor((whole.length * room) / width);
  while (kept > 1 && on.measureText(`${whole.slice(0, kept)}…`).width > room) kept -= 1;
  return kept > 1 ? `${whole.slice(0, kept)}…` : '';
}

function fillFrame(on: CanvasRenderingContext2D, frame: Frame, style: string | CanvasPattern): void {
  on.fillStyle = style;
  on.fillRect(frame.left, frame.top, frame.width, frame.height);
}

function strokeFrame(on: CanvasRenderingContext2D, frame: Frame, colour: string, lineWidth: number): void {
  on.strokeStyle = colour;
  on.lineWidth = lineWidth;
  const half = lineWidth / 2;
  on.strokeRect(frame.left + half, frame.top + half, Math.max(0, frame.width - lineWidth), frame.height - lineWidth);
}
