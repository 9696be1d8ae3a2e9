import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Compares `text` with the stored `snapshots/<name>.txt`. With HEATLINE_UPDATE_SNAPSHOTS=1 in the environment it is stored instead:
 * read the difference before keeping it.
 */
export function checkSnapshot(name: string, text: string): void {
  const file = new URL(`snapshots/${name}.txt`, import.meta.url);
  if (process.env['HEATLINE_UPDATE_SNAPSHOTS'] === '1') writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'));
}
