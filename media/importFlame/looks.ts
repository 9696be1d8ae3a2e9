/** How boxes look: a colour of the theme, and a pattern or an edge, so that nobody needs the colour to tell them apart. */

import { themeColour } from '../page.ts';
import type { BoxKind } from './boxTexts.ts';

export interface Look {
  readonly fill: string;
  /** Of the pattern, and of the edges. */
  readonly stroke: string;
  readonly pattern: CanvasPattern | undefined;
  readonly edge: Edge;
}

/** `bar`: thick at the bottom; `dashed`: all around. */
export type Edge = 'plain' | 'bar' | 'dashed';

export interface Looks {
  readonly kinds: Readonly<Record<BoxKind, Look>>;
  /** Of a library that was not seen at work, laid over the standard library's boxes. */
  readonly unusedPattern: CanvasPattern | undefined;
  readonly merged: string;
  readonly text: string;
  readonly mutedText: string;
  readonly found: string;
  readonly background: string;
  readonly isContrast: boolean;
}

const tilePx = 8;

type Paint = (on: CanvasRenderingContext2D) => void;

export function readLooks(): Looks {
  const foreground = themeColour('editor-foreground', 'foreground');
  const background = themeColour('editor-background');
  const isContrast = document.body.classList.contains('vscode-high-contrast');
  const colour = (name: string): string => (isContrast ? foreground : themeColour(name, 'editor-foreground'));
  const fill = (of: string, strength: number): string =>
    isContrast ? background : `color-mix(in srgb, ${of} ${strength}%, ${background})`;
  const look = (of: string, edge: Edge, paint?: Paint, strength = 32): Look => {
    const faint = `color-mix(in srgb, ${of} ${isContrast ? 70 : 55}%, ${background})`;
    return {
      fill: fill(of, strength),
      stroke: of,
      pattern: paint === undefined ? undefined : tile(faint, paint),
      edge,
    };
  };
  const fainter = (of: string): string => (isContrast ? of : `color-mix(in srgb, ${of} 45%, ${background})`);
  const red = colour('charts-red');
  return {
    kinds: {
      unused: look(red, 'plain', hatch),
      rare: look(colour('charts-yellow'), 'plain', dots),
      used: look(colour('charts-green'), 'plain'),
      unknown: look(foreground, 'plain', undefined, 16),
      project: look(colour('charts-blue'), 'bar'),
      standard: { ...look(foreground, 'dashed', undefined, 6), stroke: fainter(foreground) },
    },
    unusedPattern: tile(`color-mix(in srgb, ${red} ${isContrast ? 60 : 30}%, ${background})`, hatch),
    merged: `color-mix(in srgb, ${foreground} ${isContrast ? 45 : 22}%, ${background})`,
    text: foreground,
    mutedText: isContrast ? foreground : themeColour('descriptionForeground', 'editor-foreground'),
    found: themeColour('editor-findMatchHighlightBorder', 'contrastActiveBorder', 'focusBorder', 'editor-foreground'),
    background,
    isContrast,
  };
}

function tile(colour: string, paint: Paint): CanvasPattern | undefined {
  const canvas = document.createElement('canvas');
  const scale = devicePixelRatio;
  canvas.width = canvas.height = Math.round(tilePx * scale);
  const on = canvas.getContext('2d');
  if (on === null) return undefined;
  on.scale(canvas.width / tilePx, canvas.height / tilePx);
  on.strokeStyle = colour;
  on.fillStyle = colour;
  on.lineWidth = 1.5;
  paint(on);
  const pattern = on.createPattern(canvas, 'repeat') ?? undefined;
  // The boxes are drawn in CSS pixels.
  pattern?.setTransform(new DOMMatrix().scale(tilePx / canvas.width, tilePx / canvas.height));
  return pattern;
}

/** Diagonals that go on in the next tile. */
function hatch(on: CanvasRenderingContext2D): void {
  on.beginPath();
  for (const from of [-tilePx, 0, tilePx]) {
    on.moveTo(from, tilePx);
    on.lineTo(from + tilePx, 0);
  }
  on.stroke();
}

function dots(on: CanvasRenderingContext2D): void {
  for (const [x, y] of [
    [2, 2],
    [6, 6],
  ] as const) {
    on.beginPath();
    on.arc(x, y, 1.1, 0, 2 * Math.PI);
    on.fill();
  }
}
