// The default colours on the backgrounds of VS Code's default themes: numbers can be read on the hottest line, and the steps can be
// told apart by their lightness alone, also by people who see two of three colours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];
type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

const manifest: {
  readonly contributes: { readonly colors: readonly { id: string; defaults: Readonly<Record<Theme, string>> }[] };
} = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'));

/** `editor.background` of Dark Modern, Light Modern, and the two high contrasts. */
const themes: readonly (readonly [theme: Theme, background: string])[] = [
  ['dark', '#1f1f1f'],
  ['light', '#ffffff'],
  ['highContrast', '#000000'],
  ['highContrastLight', '#ffffff'],
];
const steps = [1, 2, 3, 4, 5, 6];

function read(hex: string): Colour {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2) || 'ff', 16) / 255;
  return [part(1), part(3), part(5), part(7)];
}

function colour(id: string, theme: Theme): Colour {
  const found = manifest.contributes.colors.find((candidate) => candidate.id === id);
  assert.ok(found, `${id} is not contributed`);
  return read(found.defaults[theme]);
}

function blend([red, green, blue, alpha]: Colour, below: Colour): Colour {
  const over = (top: number, bottom: number): number => top * alpha + bottom * (1 - alpha);
  return [over(red, below[0]), over(green, below[1]), over(blue, below[2]), 1];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2.2, relative luminance. */
function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(a: Colour, b: Colour): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE TVCG 15 (2009), severity 1, in linear light. */
const dichromacies: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function seenLuminance([red, green, blue]: Colour, matrix: readonly (readonly number[])[]): number {
  const light = [linear(red), linear(green), linear(blue)];
  const seen = matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * (light[index] ?? 0), 0));
  const [r = 0, g = 0, b = 0] = seen.map((value) => Math.min(1, Math.max(0, value)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('numbers can be read on every heat, grey ones on the plain background', () => {
  for (const [theme, hex] of themes) {
    const background = read(hex);
    for (const step of steps) {
      const below = blend(colour(`heatline.heat.${step}`, theme), background);
      for (const name of ['numbers', 'leak']) {
        const found = contrast(colour(`heatline.${name}`, theme), below);
        assert.ok(found >= 4.5, `${name} on heat ${step} in ${theme}: ${found.toFixed(2)}`);
      }
    }
    // Edited lines, and those that may be noise, have no heat behind them.
    const found = contrast(colour('heatline.edited', theme), background);
    assert.ok(found >= 4.5, `edited in ${theme}: ${found.toFixed(2)}`);
  }
});

test('bars of hot lines stand out from the background', () => {
  for (const [theme, hex] of themes) {
    for (const step of steps.slice(2)) {
      const found = contrast(colour(`heatline.heatBar.${step}`, theme), read(hex));
      assert.ok(found >= 3, `bar ${step} in ${theme}: ${found.toFixed(2)}`);
    }
  }
});

test('each step is lighter or darker than the last, whatever colours the reader sees', () => {
  for (const [theme, hex] of themes) {
    const away = luminance(read(hex)) > 0.5 ? -1 : 1;
    const ramps = { bar: steps.map((step) => colour(`heatline.heatBar.${step}`, theme)) };
    const backgrounds = steps.map((step) => blend(colour(`heatline.heat.${step}`, theme), read(hex)));
    // High contrast themes have bars only.
    const all = theme.startsWith('high') ? ramps : { ...ramps, background: backgrounds };
    for (const [name, ramp] of Object.entries(all)) {
      for (const [eyes, matrix] of Object.entries(dichromacies)) {
        const seen = ramp.map((step) => seenLuminance(step, matrix) * away);
        const text = `${name} in ${theme} with ${eyes}: ${seen.map((value) => value.toFixed(3)).join()}`;
        assert.ok(
          seen.every((value, index) => index === 0 || value > (seen[index - 1] ?? 0)),
          text,
        );
      }
    }
  }
});
