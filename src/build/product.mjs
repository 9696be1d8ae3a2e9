// The whole product in dist: the bundles, the Python package and the C core.

import { bundleAll } from './bundle.mjs';
import { buildCore } from './core.mjs';

/**
 * @param {{ release?: boolean }} [options] release: as it is packaged for others' machines
 * @returns {Promise<void>}
 */
export async function buildAll(options = {}) {
  await bundleAll(options);
  await buildCore(options);
}
