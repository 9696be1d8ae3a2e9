/** The recorder object and its place: LD_PRELOAD splits on spaces and colons, so from a path with one it is copied. */
import { copyFileSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { coreMissing } from './userErrors.ts';

const platformFolder = join('native', 'linux-x64');

/** The folder with the built objects: beside the bundle, or in dist when run from the sources. */
export function nativeFolder(moduleUrl: string): string {
  const here = dirname(fileURLToPath(moduleUrl));
  const besideBundle = join(here, platformFolder);
  return existsSync(besideBundle) ? besideBundle : join(here, '..', '..', 'dist', platformFolder);
}

/** With `cpuOnly` the one without hooks for memory and copies, which cost time even when idle. */
export function recorderObject(folder: string, cpuOnly: boolean): string {
  return join(folder, cpuOnly ? 'libheatline-cpu.so' : 'libheatline.so');
}

/**
 * A path of `object` that can stand in LD_PRELOAD; the copy, where one is needed, goes into `privateFolder`.
 * Throws a UserError when the object is missing.
 */
export function preloadablePath(object: string, privateFolder: string): string {
  if (!existsSync(object)) throw coreMissing(object);
  // "$" begins a token such as $ORIGIN for the loader.
  if (!/[\s:;$]/.test(object)) return object;
  const copy = join(privateFolder, basename(object));
  copyFileSync(object, copy);
  return copy;
}
