// A list of named checks that run one after the other and are counted. A check that fails leaves a picture.

import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const pictures = join(root, '.cache', 'screenshots');
mkdirSync(pictures, { recursive: true });

/**
 * For people to look at, once what moves has come to rest: only where HEATLINE_PICTURES is set, because it takes time and checks nothing.
 * @param {import('playwright-core').Page} page @param {string} name @param {number} restMs
 */
export async function keepPicture(page, name, restMs) {
  if (process.env['HEATLINE_PICTURES'] === undefined) return;
  await page.waitForTimeout(restMs);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {import('playwright-core').Page} page for the picture of a failure
 * @param {readonly (readonly [name: string, check: () => Promise<void>])[]} checks
 * @returns {Promise<Counts>}
 */
export async function runChecks(page, checks) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, check] of checks) {
    const started = performance.now();
    try {
      await check();
      counts.passed += 1;
      console.log(`ok     ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      counts.failed += 1;
      const picture = join(pictures, `failed: ${name.replaceAll('/', ' ').slice(0, 100)}.png`);
      await page.screenshot({ path: picture });
      console.log(
        `FAILED ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nPicture: ${picture}`,
      );
    }
  }
  return counts;
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function addUp(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}
