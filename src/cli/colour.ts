/** Colour by meaning. Without colour every function returns its text as it is. */
import type { TextStyle } from './terminal.ts';

function paint(style: TextStyle, code: string, text: string): string {
  return style.colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

export function strong(style: TextStyle, text: string): string {
  return paint(style, '1', text);
}

export function faint(style: TextStyle, text: string): string {
  return paint(style, '2', text);
}

/** From yellow over orange to red; below 1 % not coloured. */
export function heat(style: TextStyle, share: number, text: string): string {
  if (share >= 0.2) return paint(style, '1;38;5;203', text);
  if (share >= 0.05) return paint(style, '38;5;215', text);
  return share >= 0.01 ? paint(style, '38;5;186', text) : text;
}
