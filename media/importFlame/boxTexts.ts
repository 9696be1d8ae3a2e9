/** What is said of a box, for those who see it and those who hear it. */

import type { FlameBox, FlameUse } from '../../src/protocol/importFlame.ts';
import { bytesText, durationText, shareText } from '../texts.ts';

/** How a box looks: by use where the library is somebody else's. */
export type BoxKind = 'project' | 'standard' | FlameUse;

export function kindOf({ parent, origin, use }: FlameBox): BoxKind {
  if (parent < 0) return 'unknown';
  return origin === 'installed' ? use : origin;
}

export const useNames: Readonly<Record<FlameUse, string>> = {
  unused: 'not seen at work',
  rare: 'rarely used',
  used: 'used',
  unknown: 'use not known',
};

const originNames: Readonly<Record<FlameBox['origin'], string>> = {
  project: "the project's own code",
  installed: 'installed package',
  standard: 'standard library',
};

const phaseNames: Readonly<Record<FlameBox['phase'], string>> = {
  start: 'loaded before the program',
  init: 'loaded while the program started',
  use: 'loaded by a function, while the program ran',
};

export function nameOf(box: FlameBox): string {
  return box.parent < 0 ? 'All imports' : box.module;
}

/** "118 ms, own 20 ms (12 ms native), 24.0 MB resident, installed package, loaded while the program started" */
export function factsText(box: FlameBox): string {
  if (box.parent < 0) return durationText(box.width_s);
  const native = box.native_s >= 0.0005 ? ` (${durationText(box.native_s)} native)` : '';
  return [
    durationText(box.width_s),
    `own ${durationText(box.self_s)}${native}`,
    memoryText(box),
    originNames[box.origin],
    phaseNames[box.phase],
    ...(box.failed ? ['could not be loaded'] : []),
    ...(box.reload ? ['loaded again'] : []),
  ].join(', ');
}

export function memoryText({ rss_bytes }: FlameBox): string {
  return rss_bytes > 0 ? `${bytesText(rss_bytes)} resident` : 'no memory kept';
}

/** "" for what has none: all imports, and the project's own code. */
export function useText({ parent, origin, use, library_use, module }: FlameBox): string {
  if (parent < 0 || origin === 'project') return '';
  const library = module.split('.')[0] ?? '';
  if (library_use === null) return 'Use not known: nothing was sampled after the imports.';
  const [low, high] = library_use.ci95;
  const within = `95 % between ${shareText(low)} and ${shareText(high)}`;
  if (use === 'unused') return `${library} was not seen at work afterwards (95 %: up to ${shareText(high)}).`;
  return `${library} took ${shareText(library_use.share)} of the CPU time afterwards (${within})${use === 'rare' ? ': rarely used' : ''}.`;
}

/** "shelves/__init__.py:3": packages are files of one name, and their folder tells them apart. "" where no statement did it. */
export function placeText({ importer }: FlameBox): string {
  if (importer === null) return '';
  const parts = importer.path.split('/');
  const file = parts.at(-1) ?? '';
  return `${file === '__init__.py' ? parts.slice(-2).join('/') : file}:${importer.line}`;
}

/** Whether there is a file to go to: not for code without one, as "<string>". */
export function canOpen({ importer }: FlameBox): boolean {
  return importer !== null && !importer.path.startsWith('<');
}

/** All of it in one line. */
export function spokenText(box: FlameBox): string {
  const place = placeText(box);
  return [nameOf(box), factsText(box), useText(box), place === '' ? '' : `imported by ${place}`]
    .filter((text) => text !== '')
    .join(', ');
}
