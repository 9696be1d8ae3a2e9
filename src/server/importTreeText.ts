/** A process's imports as text, indented as they happened, for a chat or a pull request. Numbers are formatted here, not made. */

import { basename, dirname } from 'node:path';

import { durationText } from '../base/durationText.ts';
import type { FlameBox, FlameUse, ImportFlame } from '../protocol/importFlame.ts';
import type { ImportPlace } from '../protocol/imports.ts';

const useWords: Readonly<Record<FlameUse, string>> = {
  unused: 'not seen',
  rare: 'rarely used',
  used: 'used',
  unknown: '',
};
/** Deeper ones stand below each other. */
const mostIndents = 100;

/** @param program what ran */
export function importTreeText(program: string, { boxes, n_left_out }: ImportFlame): string {
  const [whole, ...imports] = boxes;
  const head = `Imports of ${plain(basename(program))}: ${durationText(whole?.width_s ?? 0)}. Time with everything imported meanwhile, own time, use afterwards.`;
  const rest = n_left_out === 0 ? [] : [`and ${n_left_out.toLocaleString('en')} shorter ones`];
  return [head, '', ...imports.map(importLine), ...rest, ''].join('\n');
}

function importLine(box: FlameBox): string {
  const place = box.importer === null ? '' : plain(placeText(box.importer));
  const words = box.failed ? 'failed' : box.origin === 'project' ? '' : useWords[box.use];
  const parts = [durationText(box.width_s), `own ${durationText(box.self_s)}`, words, place];
  const indent = '  '.repeat(Math.min(mostIndents, box.depth - 1));
  return `${indent}${plain(box.module)}  ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** Packages are files of one name: their folder tells them apart. */
function placeText({ path, line }: ImportPlace): string {
  const file = basename(path);
  return `${file === '__init__.py' ? `${basename(dirname(path))}/` : ''}${file}:${line}`;
}

/** A name out of a foreign file stays on its line. */
function plain(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, ' ');
}
